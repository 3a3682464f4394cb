"""What a phone keeps of a server: whom it trusts, what it has seen, what it found (kênh của máy).

One sealed row a server, and one a finding; they change together, in the transaction of the store, so a phone that is
cut off begins again where it was.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vungxanh.core.exposure.keyset import KeySet, key_set_of
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.device.store import Store

_OF_INDEX = {"sequence", "issued_s", "digest", "etag"}


@dataclass(frozen=True, slots=True)
class Channel:
    """State of one server; times in ms. `pinned` tells how trust began: "first_use", or "owner" and which set."""

    server: str
    trust: Mapping[str, Any] | None = None
    pinned: str = ""
    keys_etag: str = ""
    keys_ms: int = 0
    sequence: int = 0
    issued_s: int = 0
    digest: str = ""
    etag: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    chaff_ms: int = 0

    @property
    def trusted(self) -> KeySet | None:
        """The set of signing keys it believes, if any yet."""
        return None if self.trust is None else key_set_of(self.trust)


@dataclass(frozen=True, slots=True)
class Met:
    """The holder of a published key was near: key and its day (seconds), report, rows and encounters."""

    key: str
    start_s: int
    end_s: int
    report: int
    rows: int
    encounters: list[dict[str, Any]]
    server: str


def channel_of(store: Store, server: str) -> Channel:
    """What is kept of a server; a new one when nothing is."""
    return next((held for _, held in _held(store) if held.server == server), Channel(server))


def _held(store: Store) -> Iterator[tuple[int, Channel]]:
    for number, _, plain in store.channels.rows():
        yield number, Channel(**json.loads(plain))


def keep(store: Store, server: str, **changes: Any) -> Channel:
    """Change what is known of a server; what another process wrote meanwhile stays, and a higher sequence too."""
    with store.database.transaction():
        number, held = next((one for one in _held(store) if one[1].server == server), (0, Channel(server)))
        if changes.get("sequence", held.sequence) < held.sequence:
            changes = {name: value for name, value in changes.items() if name not in _OF_INDEX}
        changed = replace(held, **changes)
        plain = json.dumps(asdict(changed)).encode()
        if number:
            store.channels.update(number, 0, plain)
        else:
            store.channels.insert([(0, plain)])
    return changed


def findings(store: Store) -> list[Met]:
    """All that is held, in order of days."""
    held = (Met(**json.loads(plain)) for _, _, plain in store.findings.rows())
    return sorted(held, key=lambda one: (one.start_s, one.key))


def add(store: Store, met: Met) -> None:
    """Keep a finding; the same key is kept once."""
    with store.database.transaction():
        forget(store, {met.key})
        store.findings.insert([(met.start_s // DAY_S, json.dumps(asdict(met)).encode())])


def forget(store: Store, keys: set[str]) -> int:
    """Drop the findings of these keys; how many."""
    numbers = [number for number, _, plain in store.findings.rows() if json.loads(plain)["key"] in keys]
    store.findings.delete(numbers)
    return len(numbers)
