"""Batches at speed: the rows as numpy columns, by a template of the row (lô khoá theo cột).

`batch` is the definition; what is written here is the same bytes, and what is refused here is refused there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vungxanh.core.exposure.batch import (
    MOST_ROWS,
    REVOKED,
    ROW_BYTES,
    Head,
    Report,
    judged,
    opened,
    signed,
)
from vungxanh.core.exposure.signing import PublicKey, SigningKey
from vungxanh.core.exposure.slotkeys import EMBARGO_S, SLOT_S
from vungxanh.core.tracing.ids import DAY_S, KEY_BYTES

TEMPLATE = np.dtype(
    [("key", "u1", KEY_BYTES), ("start", "<u4"), ("end", "<u4"), ("flags", "u1"), ("report", "u1"), ("zero", "<u2")]
)
_WORDS = KEY_BYTES // 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows by column: keys (n x 32, uint8), start and end in seconds (uint32), report and revoked (uint8)."""

    keys: np.ndarray
    start: np.ndarray
    end: np.ndarray
    report: np.ndarray
    revoked: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held, by column, in ascending order of keys."""

    head: Head
    rows: Columns
    signer: PublicKey


def write_columns(head: Head, rows: Columns, signers: Sequence[SigningKey]) -> bytes:
    """The file of these rows in any order; ValueError for more than the cap."""
    if len(rows) > MOST_ROWS:
        raise ValueError(f"a batch holds at most {MOST_ROWS} keys, not {len(rows)}")
    table = np.zeros(len(rows), TEMPLATE)
    table["key"], table["start"], table["end"] = rows.keys, rows.start, rows.end
    table["flags"], table["report"] = rows.revoked * np.uint8(REVOKED), rows.report
    return signed(head, _sorted(table).tobytes(), signers)


def _sorted(table: np.ndarray) -> np.ndarray:
    """In order of the first eight bytes of the keys, and of the others only where those are equal."""
    first = _word(table["key"], 0)
    order = np.argsort(first)
    ranked = first[order]
    if (ranked[1:] == ranked[:-1]).any():
        order = np.lexsort([_word(table["key"], word) for word in reversed(range(_WORDS))])
    return np.take(table.view(np.uint32).reshape(-1, ROW_BYTES // 4), order, axis=0)  # whole rows, not field by field


def _word(keys: np.ndarray, word: int) -> np.ndarray:
    """Eight bytes of each key as a number that sorts like them."""
    return np.ascontiguousarray(keys[:, 8 * word : 8 * word + 8]).view(">u8").reshape(-1).astype(np.uint64)


def first_of_each(keys: np.ndarray) -> np.ndarray:
    """Which rows have a key that none before them has."""
    is_first = np.ones(len(keys), np.bool_)
    words = _word(keys, 0)
    order = np.argsort(words)
    same = words[order][1:] == words[order][:-1]
    suspects = np.sort(order[np.concatenate([same, [False]]) | np.concatenate([[False], same])]) if len(keys) else order
    seen: set[bytes] = set()
    for place in suspects.tolist():
        key = keys[place].tobytes()
        is_first[place] = key not in seen
        seen.add(key)
    return is_first


def read_columns(data: bytes, trusted: Mapping[str, PublicKey]) -> Read:
    """A batch that a trusted key signed while valid, every row of it sound; raises Refused."""
    head, body, signer = opened(data, trusted)
    table = np.frombuffer(body, TEMPLATE)
    if len(bad := np.flatnonzero(_unsound(table, head.until_s))):
        place = int(bad[0])
        raw = body[place * ROW_BYTES : (place + 1) * ROW_BYTES]
        before = body[(place - 1) * ROW_BYTES :][:KEY_BYTES] if place else b""
        start, end, flags, report, zero = (
            int(table[name][place]) for name in ("start", "end", "flags", "report", "zero")
        )
        judged((raw[:KEY_BYTES], start, end, flags, report, zero), before, head.until_s, place + 1)
    columns = Columns(table["key"], table["start"], table["end"], table["report"], table["flags"] & REVOKED)
    return Read(head, columns, signer)


def _unsound(table: np.ndarray, until_s: int) -> np.ndarray:
    start, end = table["start"].astype(np.int64), table["end"].astype(np.int64)
    bad = (table["flags"] & ~np.uint8(REVOKED)).astype(np.bool_)
    bad |= (table["report"] > Report.SELF) | (table["zero"] > 0) | (end < start) | (start % SLOT_S > 0)
    bad |= (start // DAY_S != end // DAY_S) | (end + 1 + EMBARGO_S > until_s)
    bad[1:] |= ~_ascends(table["key"])
    return bad


def _ascends(keys: np.ndarray) -> np.ndarray:
    """Whether each key is above the one before it."""
    above = np.zeros(max(len(keys) - 1, 0), np.bool_)
    equal = ~above
    for word in range(_WORDS):
        values = _word(keys, word)
        above |= equal & (values[1:] > values[:-1])
        equal &= values[1:] == values[:-1]
        if not equal.any():
            break
    return above
