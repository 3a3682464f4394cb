"""Whose identifier is that? Every identifier that live keys speak for, in one table (bảng mã của khóa còn hiệu lực).

An identifier belongs to who claimed it first: keys are published after they were handed in, so whoever claims the same
later has copied them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vungxanh.core.exposure.slotkeys import SlotKey, blurred, identifiers
from vungxanh.core.tracing.ids import ID_BYTES, SLOT_MS
from vungxanh.core.tracing.matching import LOOKED_AT_MS

if TYPE_CHECKING:
    import numpy as np

REACH_SLOTS = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """Who speaks for which identifier from when (ms), and until when it is believed (ms)."""

    holder: int
    identifier: bytes
    begin_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """The table by column, in order of `head`, the first eight bytes, each of which stands once."""

    head: "np.ndarray"
    tail: "np.ndarray"
    holder: "np.ndarray"
    begin_ms: "np.ndarray"
    end_ms: "np.ndarray"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Rows whose identifier is known and in its time, with whose it is; the rows `refused`, and how many by reason."""

    row: "np.ndarray"
    holder: "np.ndarray"
    refused: "np.ndarray"
    after_end: int
    wrong_clock: int


def of_key(holder: int, key: SlotKey) -> list[Claim]:
    """The claims of a key handed in: all of its day, so that what is heard after its end is known and refused."""
    begin = key.start_s * 1000
    return [
        Claim(holder, identifier, begin + place * SLOT_MS, key.end_s * 1000 + 999)
        for place, identifier in enumerate(identifiers(blurred(key)))
    ]


def of_rows(holder: int, own: Sequence[bytes], ms: Sequence[int]) -> list[Claim]:
    """The claims of somebody who hands in rows and no key: each own identifier for the quarter-hour of its first row.

    They are weaker than any key and must come after all keys in the table.
    """
    first: dict[bytes, int] = {}
    for identifier, when in zip(own, ms, strict=True):
        first[identifier] = min(when, first.get(identifier, when))
    begun = ((identifier, when - when % SLOT_MS) for identifier, when in first.items())
    return [Claim(holder, identifier, begin, begin + 2 * SLOT_MS) for identifier, begin in begun]


def table(claims: Iterable[Claim]) -> Spoken:
    """The table of claims in the order in which they were made."""
    import numpy as np

    from vungxanh.core.tracing.sightings import heads, tails

    held = list(claims)
    ids = np.frombuffer(b"".join(one.identifier for one in held), np.uint8).reshape(-1, ID_BYTES)
    head = heads(ids)
    _, first = np.unique(head, return_index=True)  # the first of equals
    columns = [np.array([getattr(one, name) for one in held], np.int64) for name in ("holder", "begin_ms", "end_ms")]
    return Spoken(head[first], tails(ids)[first], *(column[first] for column in columns))


def resolve(spoken: Spoken, ids: "np.ndarray", ms: "np.ndarray", *, reach: int = REACH_SLOTS) -> Resolved:
    """Which rows (identifiers n x 12, times in ms) hold an identifier of the table at most `reach` slots from its own.

    It is `core.tracing.matching.match` for keys of one day: a row after the end of its key is refused, one further
    than a day from its slot is not looked at.
    """
    import numpy as np

    from vungxanh.core.tracing.sightings import heads, tails

    if not len(spoken.head) or not len(ms):
        none = np.empty(0, np.int64)
        return Resolved(none, none, none, 0, 0)
    head = heads(ids)
    place = np.minimum(np.searchsorted(spoken.head, head), len(spoken.head) - 1)
    known = np.flatnonzero((spoken.head[place] == head) & (spoken.tail[place] == tails(ids)))
    place = place[known]
    late = ms[known] - spoken.begin_ms[place]
    near = (late >= -LOOKED_AT_MS) & (late < LOOKED_AT_MS)
    wrong = near & (np.abs(late // SLOT_MS) > reach)
    ended = near & ~wrong & (np.maximum(ms[known], spoken.begin_ms[place]) > spoken.end_ms[place])
    good = near & ~wrong & ~ended
    refused = known[ended | wrong]
    return Resolved(known[good], spoken.holder[place][good], refused, int(ended.sum()), int(wrong.sum()))
