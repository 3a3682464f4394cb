"""What the agent needs of a radio (giao diện bộ thu phát)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vungxanh.device.reasons import Reason


@dataclass(frozen=True, slots=True)
class Heard:
    """One received advert: sender's address (`/P` at the end of a public one), RSSI in dBm, AD structures, ms."""

    address: str
    rssi: int
    data: bytes
    ms: int


class RadioLost(Exception):  # noqa: N818 - the name says what happened
    """The adapter is gone or answers no longer; open the radio again."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.said("en"))
        self.reason = reason


class ReadFailed(Exception):  # noqa: N818 - the name says what happened
    """A peer's identifier could not be read: it stalled, went away, or answered something else.

    `foreign` when the peer answered and is no Bluezone phone, so that asking again is no use.
    """

    def __init__(self, reason: str, *, foreign: bool = False) -> None:
        super().__init__(reason)
        self.foreign = foreign


Hear = Callable[[Heard], None]
Answer = Callable[[str], bytes]
Refuse = Callable[[str], None]


class Radio(Protocol):
    """A Bluetooth radio. Every call may raise RadioLost."""

    name: str

    async def open(self, hear: Hear, answer: Answer, refuse: Refuse) -> None:
        """Switch on; adverts go to `hear`, `answer(peer address)` is the value of the iPhone characteristic.

        `refuse(peer address)` is told of a peer that tried to write it.
        """
        ...

    async def close(self) -> None:
        """Switch off; never raises."""
        ...

    async def advertise(self, advert: bytes, response: bytes, address: str) -> None:
        """Send this connectable advert from this random address instead of the present one."""
        ...

    async def beacon(self, advert: bytes, address: str) -> None:
        """Send this too, from an address of its own and to nobody in particular, until `silence` or `advertise`."""
        ...

    async def silence(self) -> None:
        """Advertise no longer."""
        ...

    async def scan(self, *, on: bool) -> None:
        """Listen, or listen no longer."""
        ...

    async def read_identifier(self, address: str, timeout_s: float) -> bytes:
        """The value of a peer's iPhone characteristic, of whatever length; raises ReadFailed within the time."""
        ...

    async def lost(self) -> Reason:
        """Wait until the radio is lost; why. A recording that is over ends here too."""
        ...
