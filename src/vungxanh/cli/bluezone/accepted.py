"""The rows of a long history that were matched, kept small (dòng khớp)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vungxanh.core.tracing.kernels.matching import Found

MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class OfKey:
    """What a history holds of one key; `rows` as (ms, RSSI in dBm) in order of time."""

    count: int
    rows: list[tuple[int, int]]
    offsets: Counter[int]
    after_end: int
    wrong_clock: int


class Accepted:
    """Gathers what `find` answers block by block.

    Past `most_rows` only the strongest of each second stays: a phone writes an identifier once in five seconds,
    so only a forged file gets there, and it must not fill the memory.
    """

    def __init__(self, keys: int, most_rows: int = MOST_ROWS) -> None:
        self._keys, self._most_rows = keys, most_rows
        self._parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._kept = 0
        self._counts, self._after_end, self._wrong_clock = (np.zeros(keys, np.int64) for _ in range(3))
        self._offsets: Counter[tuple[int, int]] = Counter()

    def add(self, found: Found) -> None:
        """Take the answer for one more block."""
        self._after_end += found.after_end
        self._wrong_clock += found.wrong_clock
        if not len(found.key):
            return
        self._counts += np.bincount(found.key, minlength=self._keys)
        pairs, times = np.unique(np.stack([found.key, found.offset]), axis=1, return_counts=True)
        for key, offset, count in zip(*pairs.tolist(), times.tolist(), strict=True):
            self._offsets[key, offset] += count
        self._parts.append((found.key.astype(np.int32), found.ms, found.rssi.astype(np.int8)))
        self._kept += len(found.key)
        if self._kept > self._most_rows:
            self._parts = [self._strongest_of_each_second()]
            self._kept = len(self._parts[0][0])

    def _sorted(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if not self._parts:
            return np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int8)
        key, ms, rssi = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        order = np.lexsort((-rssi.astype(np.int16), ms, key))
        return key[order], ms[order], rssi[order]

    def _strongest_of_each_second(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        key, ms, rssi = self._sorted()
        order = np.lexsort((-rssi.astype(np.int16), ms // 1000, key))
        key, ms, rssi = key[order], ms[order], rssi[order]
        first = np.ones(len(key), np.bool_)
        first[1:] = (key[1:] != key[:-1]) | (ms[1:] // 1000 != ms[:-1] // 1000)
        return key[first], ms[first], rssi[first]

    def by_key(self) -> Iterator[OfKey]:
        """One answer a key, in the order of the keys."""
        key, ms, rssi = self._sorted()
        bounds = np.searchsorted(key, np.arange(self._keys + 1))
        offsets: dict[int, Counter[int]] = {}
        for (place, offset), count in sorted(self._offsets.items()):
            offsets.setdefault(place, Counter())[offset] = count
        for place in range(self._keys):
            part = slice(bounds[place], bounds[place + 1])
            rows = list(zip(ms[part].tolist(), rssi[part].tolist(), strict=True))
            refused = int(self._after_end[place]), int(self._wrong_clock[place])
            yield OfKey(int(self._counts[place]), rows, offsets.get(place, Counter()), *refused)
