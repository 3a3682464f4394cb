"""A batch put together by column: who is due, who waits, whom made people stand beside (ghép lô).

The laws are those of `padding`. Rows that no phone would read are found here and left out, so that nobody who hands in
nonsense keeps the others' keys from going out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vungxanh.core.exposure.batch import LATEST_S, MOST_ROWS, Report
from vungxanh.core.exposure.columns import Columns, first_of_each
from vungxanh.core.exposure.padding import (
    LEAST_ROWS,
    LIKENESSES,
    MOST_DAYS,
    MOST_JITTER,
    MUCH_ALIKE,
    ONE_IN,
    RETENTION_DAYS,
    Chance,
    Shape,
    drawn_shape,
)
from vungxanh.core.exposure.slotkeys import EMBARGO_S, SLOT_S
from vungxanh.core.tracing.ids import DAY_S, KEY_BYTES

MOST_WINDOW_S = 14_400
UNFIT = ("", "key_twice", "row_off_slot", "row_from_the_future", "row_flags")
"""Why a row goes into no batch, by its number in `Composition.unfit`; the codes are those of `problems`."""


@dataclass(frozen=True, slots=True)
class People:
    """Rows by column, those of a person together; `person` counts from 0 and has no gap.

    `reported_s`, `begun` (some of its rows went out before) and `synthetic` (nobody made it) are of each person.
    """

    keys: np.ndarray
    start: np.ndarray
    report: np.ndarray
    revoked: np.ndarray
    person: np.ndarray
    reported_s: np.ndarray
    begun: np.ndarray
    synthetic: np.ndarray

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Composition:
    """The rows of a batch in no order, and where they come from.

    `went` are the places of the given rows that are in it, `unfit` says of each given row whether it can ever be
    (`UNFIT`). `made` are the new synthetic people whole: they are kept beside the real ones, whose next batch they
    share; `made_went` marks their rows that are in this one.
    """

    rows: Columns
    went: np.ndarray
    unfit: np.ndarray
    made: People
    made_went: np.ndarray


def compose(
    people: People,
    *,
    from_s: int,
    until_s: int,
    chance: Chance,
    shapes: Sequence[Shape] = (),
    least: int = LEAST_ROWS,
    jitter: int = MOST_JITTER,
    most: int = MOST_ROWS,
) -> Composition:
    """What a batch of this window holds; `shapes` are those of real people of the last weeks.

    Whoever was taken back comes first, the others in the order of their reports; from the first who finds it full, all
    wait. Of two rows with one key the first in the order given goes.
    """
    unfit = _unfit(people)
    usable = (unfit == 0) & _is_fresh(people.start, until_s)
    due = usable & (due_s(people.start) <= until_s)
    of_person = _count(people.person[due], len(people.reported_s))
    taken = _count(people.person[people.revoked], len(people.reported_s)) > 0
    new = ~people.begun & ~people.synthetic & ~taken & (of_person > 0)
    beside = np.where(new, _beside(people, usable, new), 0)
    fits = _fits(of_person * (1 + beside), np.lexsort((people.reported_s, ~taken)), most)
    went = np.flatnonzero(due & fits[people.person])
    copied = _copies(people, usable, np.repeat(np.flatnonzero(new & fits), beside[new & fits]), chance)
    is_due = due_s(copied.start) <= until_s
    target = least + chance.randrange(jitter + 1) - int(of_person[new & fits].sum() + is_due.sum())
    room = most - len(went) - int(is_due.sum()) - max(map(len, shapes), default=0) - MOST_DAYS - 1
    drawn = _drawn(min(target, room), from_s, until_s, chance, shapes)
    made = _joined(copied, drawn)
    made_went = (due_s(made.start) <= until_s) & _is_fresh(made.start, until_s)
    return Composition(_rows(people, went, made, made_went), went, unfit, made, made_went)


def due_s(start: np.ndarray) -> np.ndarray:
    """From when a key of this start may be published, by its whole day: `SlotKey.due_s` of the blurred key."""
    return ends_of(start) + 1 + EMBARGO_S


def ends_of(start: np.ndarray) -> np.ndarray:
    """The last second of the day of each start: what `slotkeys.blurred` says."""
    return start // DAY_S * DAY_S + DAY_S - 1


def _is_fresh(start: np.ndarray, until_s: int) -> np.ndarray:
    return start // DAY_S >= until_s // DAY_S - RETENTION_DAYS


def _unfit(people: People) -> np.ndarray:
    found = np.zeros(len(people), np.uint8)
    found[~first_of_each(people.keys)] = UNFIT.index("key_twice")
    found[people.report > Report.SELF] = UNFIT.index("row_flags")
    found[people.start % SLOT_S > 0] = UNFIT.index("row_off_slot")
    found[(people.start < 0) | (ends_of(people.start) > LATEST_S)] = UNFIT.index("row_from_the_future")
    return found


def _count(persons: np.ndarray, people: int) -> np.ndarray:
    return np.bincount(persons, minlength=people)


def _fits(cost: np.ndarray, turn: np.ndarray, most: int) -> np.ndarray:
    """Who finds room, in turn."""
    fits = np.zeros(len(cost), np.bool_)
    fits[turn] = np.cumsum(cost[turn]) <= most
    return fits


def _beside(people: People, usable: np.ndarray, new: np.ndarray) -> np.ndarray:
    """How many made people of the very same days, hours and reports each new person brings along.

    Many alike hide each other, so they bring fewer; what must be left is enough to take back beside a few of them.
    """
    beside = np.zeros(len(new), np.int64)
    if not new.any():
        return beside
    who = np.flatnonzero(new)
    _shapes, group = np.unique(_signatures(people, usable)[who], return_inverse=True)
    order, counts = np.argsort(group, kind="stable"), np.bincount(group)
    rank = np.empty(len(who), np.int64)
    rank[order] = np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)
    beside[who] = np.where(rank < MUCH_ALIKE, LIKENESSES, (rank + 1) % ONE_IN == 0)
    return beside


def _signatures(people: People, usable: np.ndarray) -> np.ndarray:
    """A number for each person that is the same for the same rows and the same day of reporting."""
    each = np.where(usable, _mixed(people.start * 4 + people.report), 0).astype(np.uint64)
    firsts = np.flatnonzero(np.diff(people.person, prepend=-1))
    found: np.ndarray = np.add.reduceat(each, firsts) ^ _mixed(people.reported_s // DAY_S)
    return found


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Numbers spread over 64 bits (the last step of SplitMix64), so that sums of different ones differ."""
    mixed = numbers.astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _copies(people: People, usable: np.ndarray, of: np.ndarray, chance: Chance) -> People:
    """A made person like each of these, with keys of chance."""
    rows = np.flatnonzero(usable)
    counts = _count(people.person[rows], len(people.reported_s))
    begins = np.cumsum(counts) - counts
    lengths = counts[of]
    total = int(lengths.sum())
    inside = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    places = rows[np.repeat(begins[of], lengths) + inside]
    whose = np.repeat(np.arange(len(of)), lengths)
    return _made(people.start[places], people.report[places], whose, people.reported_s[of], chance)


def _drawn(count: int, from_s: int, until_s: int, chance: Chance, shapes: Sequence[Shape]) -> People:
    """Made people of shapes of chance who reported within the window, until so many of their rows are due.

    After a long stop of the server the window is long: they reported within its last hours, as if it had not stopped.
    """
    since_s, oldest_s = max(from_s, until_s - MOST_WINDOW_S), (until_s // DAY_S - RETENTION_DAYS) * DAY_S
    start: list[int] = []
    report: list[int] = []
    person: list[int] = []
    reported: list[int] = []
    while count > 0:
        reported_s = since_s + 1 + chance.randrange(until_s - since_s)
        midnight_s = reported_s - reported_s % DAY_S
        for part in drawn_shape(shapes, chance):
            start.append(midnight_s - part.days_ago * DAY_S + part.from_s // SLOT_S * SLOT_S)
            report.append(part.report)
            person.append(len(reported))
            count -= oldest_s <= start[-1] and (start[-1] // DAY_S + 1) * DAY_S + EMBARGO_S <= until_s
        reported.append(reported_s)
    whose, when = np.array(person, np.int64), np.array(reported, np.int64)
    return _made(np.array(start, np.int64), np.array(report, np.uint8), whose, when, chance)


def _made(start: np.ndarray, report: np.ndarray, person: np.ndarray, reported_s: np.ndarray, chance: Chance) -> People:
    keys = np.frombuffer(chance.randbytes(KEY_BYTES * len(start)), np.uint8).reshape(-1, KEY_BYTES)
    no_row, no_one = np.zeros(len(start), np.bool_), np.zeros(len(reported_s), np.bool_)
    return People(keys, start, report, no_row, person, reported_s, no_one, ~no_one)


def _joined(one: People, other: People) -> People:
    return People(
        np.concatenate([one.keys, other.keys]),
        np.concatenate([one.start, other.start]),
        np.concatenate([one.report, other.report]),
        np.concatenate([one.revoked, other.revoked]),
        np.concatenate([one.person, other.person + len(one.reported_s)]),
        np.concatenate([one.reported_s, other.reported_s]),
        np.concatenate([one.begun, other.begun]),
        np.concatenate([one.synthetic, other.synthetic]),
    )


def _rows(people: People, went: np.ndarray, made: People, made_went: np.ndarray) -> Columns:
    start = np.concatenate([people.start[went], made.start[made_went]])
    return Columns(
        np.concatenate([people.keys[went], made.keys[made_went]]),
        start.astype(np.uint32),
        ends_of(start).astype(np.uint32),
        np.concatenate([people.report[went], made.report[made_went]]).astype(np.uint8),
        np.concatenate([people.revoked[went], made.revoked[made_went]]).astype(np.uint8),
    )
