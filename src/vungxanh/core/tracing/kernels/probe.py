"""Which of many identifiers were seen: a bit filter that stays in the cache, then a bounded search (dò mã)."""

from dataclasses import dataclass

import numpy as np
from numba import njit, uint32, uint64

from vungxanh.core.tracing.sightings import heads, tails

_MIX = np.uint64(0x9E3779B97F4A7C15)
_BUCKET_BITS = 16


@dataclass(frozen=True, slots=True)
class Table:
    """Distinct identifiers in order of head and tail, with a bit filter and where each 16-bit bucket begins."""

    heads: np.ndarray
    tails: np.ndarray
    filter: np.ndarray
    buckets: np.ndarray
    order: np.ndarray  # rows in order of their identifier
    first: np.ndarray  # for each distinct identifier, its first place in `order`, and the end


def table_of(ids: np.ndarray) -> Table:
    """The table of identifiers n x 12 (uint8), repeats allowed."""
    order, head, tail = _sorted(heads(ids), tails(ids))
    new = np.ones(len(head), bool)
    new[1:] = (head[1:] != head[:-1]) | (tail[1:] != tail[:-1])
    first = np.append(np.flatnonzero(new), len(head))
    head, tail = head[new], tail[new]
    bits = max(10, int(len(head) * 32 - 1).bit_length()) if len(head) else 10
    filled = np.zeros(1 << (bits - 6), np.uint64)
    _fill(head, filled, bits)
    edges = np.arange((1 << _BUCKET_BITS) + 1, dtype=np.uint64)
    starts = np.searchsorted(head >> np.uint64(64 - _BUCKET_BITS), edges).astype(np.int64)
    return Table(head, tail, filled, starts, order, first)


def _sorted(head: np.ndarray, tail: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows in order of head and tail; that of tails only when two identifiers share their head, which costs more."""
    order = np.argsort(head)
    first, last = head[order], tail[order]
    if ((first[1:] == first[:-1]) & (last[1:] != last[:-1])).any():
        order = np.lexsort((tail, head))
        first, last = head[order], tail[order]
    return order, first, last


@njit("void(uint64[::1], uint64[::1], int64)", cache=True, nogil=True, error_model="numpy")
def _fill(head: np.ndarray, filled: np.ndarray, bits: int) -> None:
    for value in head:
        place = (value * _MIX) >> uint64(64 - bits)
        filled[place >> uint64(6)] |= uint64(1) << (place & uint64(63))


@njit(
    "int64(uint8[:,:,::1], uint64[::1], uint64[::1], uint32[::1], int64[::1], int64[:,::1])",
    cache=True, nogil=True, error_model="numpy",
)  # fmt: skip
def search(
    ids: np.ndarray, filled: np.ndarray, heads: np.ndarray, tails: np.ndarray, buckets: np.ndarray, hits: np.ndarray
) -> int:
    """Write (day key, slot, distinct identifier) of each hit; the number of hits, those past the room too."""
    words = ids.reshape(-1).view(np.uint32)
    shift = uint64(64)
    size = filled.shape[0] * 64
    while size > 1:
        size >>= 1
        shift -= uint64(1)
    found = 0
    for key in range(ids.shape[0]):
        for slot in range(ids.shape[1]):
            at = 3 * (key * ids.shape[1] + slot)
            head = uint64(words[at]) | (uint64(words[at + 1]) << uint64(32))
            place = (head * _MIX) >> shift
            if not (filled[place >> uint64(6)] >> (place & uint64(63))) & uint64(1):
                continue
            bucket = head >> uint64(48)
            low, high = buckets[bucket], buckets[bucket + 1]
            tail = uint32(words[at + 2])
            while low < high:
                middle = (low + high) >> 1
                if heads[middle] < head or (heads[middle] == head and tails[middle] < tail):
                    low = middle + 1
                else:
                    high = middle
            if low < buckets[bucket + 1] and heads[low] == head and tails[low] == tail:
                if found < hits.shape[0]:
                    hits[found, 0], hits[found, 1], hits[found, 2] = key, slot, low
                found += 1
    return found
