"""A handed-in history as columns (đọc lịch sử đã nộp): the phone's own identifiers beside those it heard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from vungxanh.apps.exposure.models import Upload

_MAC_ONLY = b"\t\t"


@dataclass(frozen=True, slots=True)
class Log:
    """Rows of one history: `own` and `contact` n x 12 (uint8), `rssi` dBm (int16), `ms` since 1970; `unread` lines."""

    own: "np.ndarray"
    contact: "np.ndarray"
    rssi: "np.ndarray"
    ms: "np.ndarray"
    unread: int = 0

    def __len__(self) -> int:
        return len(self.ms)

    def within(self, since_ms: int, until_ms: int) -> "Log":
        """The rows of a span of time, its end excluded."""
        here = (self.ms >= since_ms) & (self.ms < until_ms)
        return Log(self.own[here], self.contact[here], self.rssi[here], self.ms[here], self.unread)


def of_upload(upload: "Upload") -> Log:
    """The history of an upload out of its sealed file; an empty log where it handed in none."""
    from vungxanh.apps.exposure import histories

    if not upload.history_name:
        return columns(())
    return columns(histories.opened(upload))


def columns(chunks: Iterable[bytes]) -> Log:
    """The rows of a history file in pieces; rows known by MAC address only say nothing about anybody and are left out.

    The file is read twice, once for either identifier, by the kernel that knows every phone's format; both readings
    have the same rows, as a row is taken or refused as a whole.
    """
    import numpy as np

    from vungxanh.core.tracing.ids import ID_BYTES
    from vungxanh.core.tracing.kernels.traces import read_blocks

    pieces = list(_with_contact(chunks))
    own = list(read_blocks(pieces, own=True))
    contact = list(read_blocks(pieces))
    none = np.empty((0, ID_BYTES), np.uint8)
    heard = [block.sightings for block in contact]
    return Log(
        np.concatenate([none, *(block.sightings.ids for block in own)]),
        np.concatenate([none, *(one.ids for one in heard)]),
        np.concatenate([np.empty(0, np.int16), *(one.rssi for one in heard)]),
        np.concatenate([np.empty(0, np.int64), *(one.ms for one in heard)]),
        sum(block.unread for block in contact),
    )


def _with_contact(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces without MAC-only lines, cut at line ends so that no line is looked at in halves."""
    kept = b""
    for chunk in chunks:
        data = kept + chunk
        cut = data.rfind(b"\n") + 1
        kept = data[cut:]
        if cut:
            yield _without_mac_only(data[:cut])
    yield _without_mac_only(kept)


def _without_mac_only(lines: bytes) -> bytes:
    """Whole lines without those of a MAC address; most pieces have none, and looking is all they cost."""
    if _MAC_ONLY not in lines:
        return lines
    return b"\n".join(line for line in lines.split(b"\n") if _MAC_ONLY not in line)
