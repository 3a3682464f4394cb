"""The owner's log: every request made by the phone or to it, the refused ones too (nhật ký yêu cầu).

What comes often (an identifier read by GATT) is one entry a quarter-hour with a count, so that no peer can fill the
disk by asking.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace

from vungxanh.core.tracing.ids import DAY_MS, SLOT_MS
from vungxanh.device.sealed import Table


@dataclass(frozen=True, slots=True)
class Request:
    """When (ms since 1970), asked by whom (owner, agent, peer, server), what, how it ended, how often, other facts."""

    ms: int
    by: str
    what: str
    outcome: str
    count: int = 1
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def joined(self) -> tuple[int, str, str, str]:
        """Frequent requests with the same of this are one entry."""
        return self.ms // SLOT_MS, self.by, self.what, self.outcome


class Ledger:
    """The log in its table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._counted: dict[tuple[int, str, str, str], tuple[int, Request]] = {}
        self.changed = False

    def add(self, request: Request) -> None:
        """Write one entry at once."""
        self._table.insert([(request.ms // DAY_MS, _text(request))])

    def count(self, request: Request) -> None:
        """Note a frequent request; it is written with the next `write`."""
        number, held = self._counted.get(request.joined, (0, replace(request, count=0)))
        self._counted[request.joined] = number, replace(held, count=held.count + request.count)
        self.changed = True

    @contextmanager
    def unless_refused(self) -> Iterator[None]:
        """Around the transaction of a `write`: what the disk refused is counted still, and written with the next."""
        before, changed = dict(self._counted), self.changed
        try:
            yield
        except BaseException:
            self._counted, self.changed = before, changed
            raise

    def write(self) -> None:
        """Write the counts that changed; those of past quarter-hours are final."""
        newest = max((joined[0] for joined in self._counted), default=0)
        for joined, (number, request) in list(self._counted.items()):
            if number:
                self._table.update(number, request.ms // DAY_MS, _text(request))
            else:
                self._counted[joined] = self._table.insert([(request.ms // DAY_MS, _text(request))]), request
            if joined[0] < newest:
                del self._counted[joined]
        self.changed = False

    def requests(self) -> Iterator[Request]:
        """All entries, oldest first."""
        for _, _, plain in self._table.rows():
            yield Request(**json.loads(plain))

    def delete_before(self, day: int) -> int:
        """Drop the entries of earlier UTC days."""
        return self._table.delete_before(day)


def _text(request: Request) -> bytes:
    return json.dumps(asdict(request), ensure_ascii=False).encode()
