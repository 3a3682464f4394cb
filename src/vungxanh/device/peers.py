"""iPhones around: whose identifier is known, whose must be read, whom to leave alone (các iPhone xung quanh).

The app remembered an address for ever and asked every stranger at each scan again. Here an answer holds until the
slot it was given in ends, a failure makes the next attempt wait longer, and nothing grows without bound.
"""

from collections import OrderedDict
from dataclasses import dataclass

from vungxanh.core.tracing.ids import SLOT_MS
from vungxanh.device.radio.base import Heard

REMEMBERED, WAITING = 1_024, 64
FIRST_WAIT_MS, LONGEST_WAIT_MS = 30_000, SLOT_MS


@dataclass(slots=True)
class _Known:
    identifier: bytes | None = None
    slot: int = -1
    failures: int = 0
    not_before_ms: int = 0


class Peers:
    """The cache of addresses and the queue of those to read."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._queue: OrderedDict[str, Heard] = OrderedDict()

    def identifier(self, address: str, ms: int) -> bytes | None:
        """What this address answered in the slot of `ms`; slots are counted from 1970, so no day repeats another."""
        known = self._known.get(address)
        return known.identifier if known is not None and known.slot == ms // SLOT_MS else None

    def ask(self, heard: Heard) -> bool:
        """Queue an address to be read unless it has to wait or too many do; a newer advert replaces an older."""
        known = self._known.get(heard.address)
        if known is not None and heard.ms < known.not_before_ms:
            return False
        if heard.address not in self._queue and len(self._queue) >= WAITING:
            return False
        self._queue[heard.address] = heard
        return True

    def next(self) -> Heard | None:
        """The address that waits longest."""
        return self._queue.popitem(last=False)[1] if self._queue else None

    def answered(self, address: str, identifier: bytes, ms: int) -> None:
        """Remember an answer."""
        self._remember(address, _Known(identifier, ms // SLOT_MS))

    def failed(self, address: str, ms: int, *, foreign: bool = False) -> None:
        """Leave an address alone for a while: twice as long each time, and at once the longest for a foreign one."""
        failures = self._known.get(address, _Known()).failures + 1
        wait = LONGEST_WAIT_MS if foreign else min(FIRST_WAIT_MS << min(failures - 1, 10), LONGEST_WAIT_MS)
        self._remember(address, _Known(failures=failures, not_before_ms=ms + wait))

    def _remember(self, address: str, known: _Known) -> None:
        self._queue.pop(address, None)  # adverts went on coming while it was read
        self._known[address] = known
        self._known.move_to_end(address)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
