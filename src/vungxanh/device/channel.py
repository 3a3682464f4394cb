"""What a phone keeps of a server: whom it trusts, what it has seen, what it found (kênh của máy).

One sealed row a server, and one a finding; they change together, in the transaction of the store, so a phone that is
cut off begins again where it was.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from vungxanh.core.exposure.keyset import KeySet, key_set_of
from vungxanh.core.exposure.matching import supersedes
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.device.store import Store

_OF_INDEX = {"sequence", "issued_s", "digest", "etag"}


@dataclass(frozen=True, slots=True)
class Channel:
    """State of one server; times in ms. `pinned` tells how trust began: "first_use", or "owner" and which set.

    At `chaff_ms` the next report that nobody made is due, or `chaff`, which was put off, is tried again.
    """

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
    chaff: Mapping[str, Any] | None = None

    @property
    def trusted(self) -> KeySet | None:
        """The set of signing keys it believes, if any yet."""
        return None if self.trust is None else key_set_of(self.trust)


@dataclass(frozen=True, slots=True)
class Met:
    """The holder of a published key was near: key and its day (seconds), report, rows and encounters.

    `batch` is the number of the one that told it, `signer` the key that signed that. `revoked` marks a key that was
    taken back: it is no finding, and kept as long as one, for an earlier batch may still be fetched after this one.
    """

    key: str
    start_s: int
    end_s: int
    report: int
    rows: int
    encounters: list[dict[str, Any]]
    server: str
    batch: int = 0
    signer: str = ""
    revoked: bool = False


def channel_of(store: Store, server: str) -> Channel:
    """What is kept of a server; a new one when nothing is."""
    return next((held for _, held in _held(store) if held.server == server), Channel(server))


def _held(store: Store) -> Iterator[tuple[int, Channel]]:
    for number, _, plain in store.channels.rows():
        yield number, Channel(**json.loads(plain))


def keep(store: Store, server: str, **changes: Any) -> Channel:
    """Change what is known of a server; what another process wrote meanwhile stays, and a higher sequence too.

    The sequence falls only together with trust in who raised it.
    """
    with store.database.transaction():
        number, held = next((one for one in _held(store) if one[1].server == server), (0, Channel(server)))
        if changes.get("sequence", held.sequence) < held.sequence and "trust" not in changes:
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
    held = (met for _, met in _told(store) if not met.revoked)
    return sorted(held, key=lambda one: (one.start_s, one.key))


def _told(store: Store) -> Iterator[tuple[int, Met]]:
    for number, _, plain in store.findings.rows():
        yield number, Met(**json.loads(plain))


def add(store: Store, met: Met) -> Met | None:
    """Keep what a batch says of a key; what was held of it and of this server before."""
    _, replaced = take(store, [met])
    return replaced[0] if replaced else None


def take(store: Store, said: Sequence[Met]) -> tuple[list[Met], list[Met]]:
    """Keep what batches say of keys, the later batch before the earlier (`core.exposure.matching.supersedes`).

    Gives what was kept and what it replaced. Servers say nothing of each other's keys.
    """
    with store.database.transaction():
        held = {(met.server, met.key): (number, met) for number, met in _told(store)} if said else {}
        kept, replaced = [], []
        for one in said:
            number, before = held.get((one.server, one.key), (0, None))
            if before is not None and not supersedes(one.batch, before.batch):
                continue
            if before is not None:
                store.findings.delete([number])
                replaced.append(before)
            store.findings.insert([(one.start_s // DAY_S, json.dumps(asdict(one)).encode())])
            kept.append(one)
    return kept, replaced


def forget_signed(store: Store, server: str, signers: Collection[str]) -> int:
    """Drop what these keys of a server made the phone believe; how many findings."""
    gone = [(number, met) for number, met in _told(store) if met.server == server and met.signer in signers]
    store.findings.delete([number for number, _ in gone])
    return sum(not met.revoked for _, met in gone)
