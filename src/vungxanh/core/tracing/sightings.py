"""Many sightings in columns, for the kernels (bảng lần gặp).

An identifier of twelve bytes is a row of an n x 12 array; comparisons go through its first eight bytes as a number
(`heads`) and its last four (`tails`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from vungxanh.core.tracing.ids import ID_BYTES
from vungxanh.core.tracing.tracefile import Row

BLOCK_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Sightings:
    """Rows by column: `ids` n x 12 (uint8), `rssi` dBm (int16), `ms` since 1970 (int64)."""

    ids: np.ndarray
    rssi: np.ndarray
    ms: np.ndarray

    def __len__(self) -> int:
        return len(self.ms)


def heads(ids: np.ndarray) -> np.ndarray:
    """The first eight bytes of each identifier as uint64."""
    return np.ascontiguousarray(ids[:, :8]).view(np.uint64).reshape(-1)


def tails(ids: np.ndarray) -> np.ndarray:
    """The last four bytes of each identifier as uint32."""
    return np.ascontiguousarray(ids[:, 8:]).view(np.uint32).reshape(-1)


def blocks(rows: Iterable[Row], *, own: bool = False, size: int = BLOCK_ROWS) -> Iterator[Sightings]:
    """Sightings of at most `size` rows each: of the contact ids, or of the phone's own; MAC-only rows are left out."""
    ids, rssi, ms = bytearray(), [], []
    for row in rows:
        seen = row.own if own else row.contact
        if seen is None:
            continue
        ids += seen
        rssi.append(row.rssi)
        ms.append(row.ms)
        if len(ms) == size:
            yield _columns(ids, rssi, ms)
            ids, rssi, ms = bytearray(), [], []
    if ms:
        yield _columns(ids, rssi, ms)


def _columns(ids: bytearray, rssi: list[int], ms: list[int]) -> Sightings:
    flat = np.frombuffer(bytes(ids), np.uint8).reshape(-1, ID_BYTES)
    return Sightings(flat, np.array(rssi, np.int16), np.array(ms, np.int64))
