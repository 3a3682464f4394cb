"""What goes into a batch: who is due, who waits, and enough people that never were (đệm bằng người giả).

A small batch would tell which keys belong together. So whole synthetic people join it until it has a thousand keys
and some more: each is the shape of a real person (which days, from which hour, reported how) with fresh keys. What of
them is not due yet waits like anybody's and comes in a later batch. Batches are sorted by key, so nothing says whose
a row is; and a key is let out only two hours after its last day has ended.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from vungxanh.core.exposure.batch import MOST_ROWS, Report, Row
from vungxanh.core.exposure.slotkeys import SlotKey, blurred
from vungxanh.core.tracing.ids import DAY_S, KEY_BYTES

LEAST_ROWS, MOST_JITTER = 1_000, 100
LIKENESSES = 5
RETENTION_DAYS = 21


class Chance(Protocol):
    """Where randomness comes from: the system's own (`SystemRandom`) in service, a seeded one in tests."""

    def randrange(self, stop: int, /) -> int:
        """A number from 0 to below `stop`."""
        ...

    def randbytes(self, n: int, /) -> bytes:
        """So many bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A day of a shape: how many days before the report, from which second of the day, reported how."""

    days_ago: int
    from_s: int
    report: Report


Shape = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One report: the rows not published yet, when it was made (seconds), and what the caller knows it by.

    `begun` when some of its rows went out before; `synthetic` when nobody made it.
    """

    rows: tuple[Row, ...]
    reported_s: int
    name: str = ""
    begun: bool = False
    synthetic: bool = False

    @property
    def shape(self) -> Shape:
        """What of it is copied."""
        day = self.reported_s // DAY_S
        parts = (
            Part(day - one.key.start_s // DAY_S, one.key.start_s % DAY_S, one.report)
            for one in sorted(self.rows, key=lambda one: one.key.start_s)
        )
        return tuple(parts)


# When nobody is there to be copied, as before the first case: whole days up to the day of the report.
FIRST_SHAPES: tuple[Shape, ...] = tuple(
    tuple(Part(ago, 0, Report.TEST) for ago in range(days, -1, -1)) for days in range(2, 14)
)


@dataclass(slots=True)
class Composition:
    """The rows of a batch in order, the people of whom something went, those who wait, the made ones, the dropped rows.

    `published` and `waiting` hold each person with just the rows that went or wait; `made` holds the new synthetic
    people whole: they are kept beside the real ones, whose next batch they share. `new_rows` counts the rows of whoever
    comes for the first time.
    """

    rows: list[Row] = field(default_factory=list)
    published: list[Person] = field(default_factory=list)
    waiting: list[Person] = field(default_factory=list)
    made: list[Person] = field(default_factory=list)
    expired: int = 0
    new_rows: int = 0


def compose(
    people: Iterable[Person],
    *,
    until_s: int,
    chance: Chance,
    shapes: Sequence[Shape] = (),
    least: int = LEAST_ROWS,
    jitter: int = MOST_JITTER,
    most: int = MOST_ROWS,
) -> Composition:
    """What a batch that ends at `until_s` holds.

    People come in the order of their reports, and whoever finds it full waits. `shapes` are those of real people of
    the last weeks; they are copied besides the shapes of the new people at hand.
    """
    made, held = Composition(), list(people)
    for person in held:
        _place(made, person, until_s, most)
    templates = _templates(held, until_s)
    _add_likenesses(made, templates, until_s, chance, least, most)
    pool = [*templates, *((shape, until_s) for shape in shapes)]
    if not any(_gives(shape, reported_s, until_s) for shape, reported_s in pool):
        pool += [(shape, until_s) for shape in FIRST_SHAPES]
    room = most - max(len(shape) for shape, _ in pool)
    target = min(least + chance.randrange(jitter + 1), room)
    among_new = min(least // 2, room) if templates else 0
    while len(made.rows) < target or (made.new_rows < among_new and len(made.rows) < room):
        _add(made, pool[chance.randrange(len(pool))], until_s, chance, most)
    made.rows.sort(key=lambda one: one.key.key)
    return made


def _add_likenesses(
    made: Composition, templates: Sequence[tuple[Shape, int]], until_s: int, chance: Chance, least: int, most: int
) -> None:
    """Some made people of the very days and hours of each new one, until there are so many new ones anyway.

    Once a day the last keys of everybody who waited fill a batch: whoever is new in it would stand alone.
    """
    for _time in range(LIKENESSES):
        for template in templates:
            if made.new_rows >= least or len(made.rows) + len(template[0]) > most:
                return
            _add(made, template, until_s, chance, most)


def _add(made: Composition, like: tuple[Shape, int], until_s: int, chance: Chance, most: int) -> None:
    person = synthetic(*like, chance)
    made.made.append(person)
    _place(made, person, until_s, most)


def synthetic(shape: Shape, reported_s: int, chance: Chance) -> Person:
    """A person of this shape who reported then, with keys of chance."""
    day_s = reported_s - reported_s % DAY_S
    rows = []
    for part in shape:
        start_s = day_s - part.days_ago * DAY_S + part.from_s
        rows.append(Row(blurred(SlotKey(chance.randbytes(KEY_BYTES), start_s, start_s)), part.report))
    return Person(tuple(rows), reported_s, synthetic=True)


def _templates(people: Iterable[Person], until_s: int) -> list[tuple[Shape, int]]:
    """The shapes of the real people who come for the first time; nobody revoked, and nobody whose keys are too old."""
    return [
        (one.shape, one.reported_s)
        for one in people
        if not one.synthetic
        and not one.begun
        and not any(row.revoked for row in one.rows)
        and not all(_expired(row.key, until_s) for row in one.rows)
    ]


def _gives(shape: Shape, reported_s: int, until_s: int) -> bool:
    day_s = reported_s - reported_s % DAY_S
    starts = (day_s - part.days_ago * DAY_S + part.from_s for part in shape)
    keys = [blurred(SlotKey(b"", start_s, start_s)) for start_s in starts]
    return any(key.due_s <= until_s and not _expired(key, until_s) for key in keys)


def _expired(key: SlotKey, until_s: int) -> bool:
    return key.start_s // DAY_S < until_s // DAY_S - RETENTION_DAYS


def _place(made: Composition, person: Person, until_s: int, most: int) -> None:
    """Put what is due of a person into the batch, all of it or, when it is full, nothing."""
    rows = [replace(one, key=blurred(one.key)) for one in person.rows]
    kept = [one for one in rows if not _expired(one.key, until_s)]
    made.expired += 0 if person.synthetic else len(rows) - len(kept)
    due = [one for one in kept if one.key.due_s <= until_s]
    if len(made.rows) + len(due) > most:
        made.waiting.append(replace(person, rows=tuple(kept)))
        return
    late = [one for one in kept if one.key.due_s > until_s]
    made.rows += due
    if not person.begun and not any(one.revoked for one in due):
        made.new_rows += len(due)
    if due:
        made.published.append(replace(person, rows=tuple(due)))
    if late:
        made.waiting.append(replace(person, rows=tuple(late), begun=person.begun or bool(due)))


Trace = frozenset[Hashable]
"""What the published rows of a person show to everybody: of each the batch, the start and the report."""


def alike(real: Sequence[Trace], candidates: Mapping[Hashable, Trace], each: int, *, chance: Chance) -> list[Hashable]:
    """The names of `each` candidates for every real one, those whose traces differ least, drawn among equals.

    They are taken back along with the real ones. Whoever sees rows taken back sees in which batch and on which days
    each was, so made people of other batches or days would tell which rows belong together; and drawn, for whatever
    order the made people have, the real ones do not follow it.
    """
    left = dict(candidates)
    chosen = []
    for trace in real:
        for _one in range(min(each, len(left))):
            differs = {name: len(trace ^ other) for name, other in left.items()}
            least = min(differs.values())
            nearest = [name for name, count in differs.items() if count == least]
            chosen.append(nearest[chance.randrange(len(nearest))])
            del left[chosen[-1]]
    return chosen
