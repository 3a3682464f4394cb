"""Nobody is told from a batch, no key is let out before it is due, and no row keeps the others from being read."""

from collections import Counter
from dataclasses import dataclass
from math import sqrt
from random import Random

import numpy as np
import pytest

from tests.core.exposure.made import DAY, signer, trusting
from vungxanh.core.exposure.batch import Head, Report
from vungxanh.core.exposure.columns import read_columns, write_columns
from vungxanh.core.exposure.composing import UNFIT, Composition, People, compose
from vungxanh.core.exposure.padding import LEAST_ROWS, LIKENESSES, MOST_JITTER, MUCH_ALIKE, RETENTION_DAYS
from vungxanh.core.tracing.ids import DAY_S

NOON = DAY + DAY_S // 2
UNTIL = DAY + DAY_S + 7_200
LONGEST = 16


@dataclass(frozen=True)
class Case:
    """A person in a test: rows of (key, start, report)."""

    rows: tuple[tuple[bytes, int, int], ...]
    reported_s: int = NOON
    revoked: bool = False
    begun: bool = False
    synthetic: bool = False


def columns(cases: list[Case]) -> People:
    rows = [(place, *row) for place, one in enumerate(cases) for row in one.rows]
    whose = np.array([row[0] for row in rows], np.int64)
    return People(
        np.frombuffer(b"".join(row[1] for row in rows), np.uint8).reshape(-1, 32),
        np.array([row[2] for row in rows], np.int64),
        np.array([row[3] for row in rows], np.uint8),
        np.array([cases[place].revoked for place in whose.tolist()], np.bool_),
        whose,
        np.array([one.reported_s for one in cases], np.int64),
        np.array([one.begun for one in cases], np.bool_),
        np.array([one.synthetic for one in cases], np.bool_),
    )


def a_case(chance: Random, days: int, *, reported_s: int = NOON, from_s: int = 61_200, **more: bool) -> Case:
    """Somebody infectious since so many days before the report."""
    midnight = reported_s // DAY_S * DAY_S
    starts = [midnight - ago * DAY_S + (from_s if ago == days else 0) for ago in range(days, -1, -1)]
    return Case(tuple((chance.randbytes(32), start, Report.TEST) for start in starts), reported_s, **more)


def cases(count: int, seed: int = 1, *, reported_s: int = NOON) -> list[Case]:
    chance = Random(seed)
    return [a_case(chance, chance.choice([2, 3, 3, 5, 5, 5, 8, 13]), reported_s=reported_s) for _ in range(count)]


def composed(held: list[Case], *, until_s: int = UNTIL, seed: int = 77, **more: int) -> Composition:
    return compose(columns(held), from_s=until_s - 14_400, until_s=until_s, chance=Random(seed), **more)


def keys(done: Composition) -> list[bytes]:
    return [key.tobytes() for key in done.rows.keys]


def people_of(made: People) -> list[tuple[tuple[int, int], ...]]:
    """The days and reports of each made person."""
    found: dict[int, list[tuple[int, int]]] = {}
    for person, start, report in zip(made.person.tolist(), made.start.tolist(), made.report.tolist(), strict=True):
        found.setdefault(person, []).append((start, report))
    return [tuple(rows) for rows in found.values()]


def shape(case: Case) -> tuple[tuple[int, int], ...]:
    return tuple((start, report) for _key, start, report in case.rows)


def is_read(done: Composition, until_s: int = UNTIL) -> bool:
    head = Head(1, until_s - 14_400, until_s)
    return len(read_columns(write_columns(head, done.rows, [signer()]), trusting(signer())).rows) == len(done.rows)


@pytest.mark.parametrize(
    "kind", ["same key on three days", "same key of two people", "a key brought back that waits too"]
)
def test_of_rows_with_one_key_the_first_goes_and_the_rest_of_the_batch_with_it(kind: str) -> None:
    honest, key = cases(3), b"k" * 32
    if kind == "same key on three days":
        bad = [Case(tuple((key, DAY - ago * DAY_S, 1) for ago in (3, 2, 1)))]
    elif kind == "same key of two people":
        bad = [Case(((key, DAY - 3 * DAY_S, 1),)), Case(((key, DAY - 2 * DAY_S, 1),))]
    else:
        bad = [Case(((key, DAY - 3 * DAY_S, 1),), begun=True, synthetic=True) for _ in range(2)]
    done = composed([*honest, *bad])
    assert is_read(done)
    assert keys(done).count(key) == 1
    assert {row[0] for one in honest for row in one.rows} <= set(keys(done))
    marked = [UNFIT[code] for code in done.unfit.tolist() if code]
    assert marked == ["key_twice"] * (sum(len(one.rows) for one in bad) - 1)


def test_rows_that_no_phone_reads_are_left_out_and_named() -> None:
    honest, chance = cases(3), Random(3)
    starts = (DAY - DAY_S + 1, 2**32 + 900 * 4)
    bad = [Case(((chance.randbytes(32), start, 1),)) for start in starts] + [Case(((b"r" * 32, DAY, 9),))]
    done = composed([*bad, *honest])
    assert is_read(done)
    assert [UNFIT[code] for code in done.unfit.tolist()[:3]] == ["row_off_slot", "row_from_the_future", "row_flags"]
    assert not done.unfit[3:].any()
    assert {row[0] for one in honest for row in one.rows} <= set(keys(done))


@pytest.mark.parametrize("count", [0, 1, 10, 25])
def test_how_many_rows_are_new_tells_nothing_of_how_many_reported(count: int) -> None:
    sizes = [len(composed(cases(count, seed), seed=1_000 + seed).rows) for seed in range(60)]
    assert all(LEAST_ROWS <= size <= LEAST_ROWS + MOST_JITTER + LONGEST for size in sizes)
    middle = sum(sizes) / len(sizes)
    spread = MOST_JITTER / sqrt(12) / sqrt(len(sizes))
    assert abs(middle - (LEAST_ROWS + MOST_JITTER / 2 + 4)) < 4 * spread


def days_told(reported: dict[int, list[int]], seed: int) -> list[Counter[int]]:
    """Batches every four hours from ten o'clock on: how old the days are that each tells; cases by number of batch."""
    chance, waiting, told = Random(seed), list[Case](), []
    for number in range(11):
        until_s = DAY + 10 * 3_600 + number * 14_400
        new = [a_case(chance, days, reported_s=until_s - 3_600) for days in reported.get(number, [])]
        done = compose(columns([*waiting, *new]), from_s=until_s - 14_400, until_s=until_s, chance=chance)
        out = set(keys(done))
        told.append(Counter(until_s // DAY_S - start // DAY_S for start in done.rows.start.tolist()))
        made = [Case((), int(at), begun=True, synthetic=True) for at in done.made.reported_s]
        left: dict[int, list[tuple[bytes, int, int]]] = {}
        for place in np.flatnonzero(~done.made_went).tolist():
            row = (done.made.keys[place].tobytes(), int(done.made.start[place]), int(done.made.report[place]))
            left.setdefault(int(done.made.person[place]), []).append(row)
        waiting = [
            Case(tuple(rows), made[person].reported_s, begun=True, synthetic=True) for person, rows in left.items()
        ] + [
            Case(rows, one.reported_s, begun=True, synthetic=one.synthetic)
            for one in [*waiting, *new]
            if (rows := tuple(row for row in one.rows if row[0] not in out))
        ]
    return told


def test_the_batch_of_two_in_the_morning_does_not_tell_whether_anybody_reported_in_the_evening() -> None:
    """A reviewer told the two apart in twenty of twenty: no made people came with a batch that no real one began in."""
    others = {0: [3, 4, 2], 5: [3], 7: [4], 9: [2]}
    quiet = [days_told(others, seed)[10] for seed in range(20)]
    busy = [days_told({**others, 10: [3]}, seed)[10] for seed in range(20)]
    assert all(set(one) >= set(range(1, 12)) for one in [*quiet, *busy])
    for day in range(2, 15):
        one, other = ([told[day] / told.total() for told in each] for each in (quiet, busy))
        assert abs(sum(one) - sum(other)) / 20 < 0.03
    sizes = [sorted(told.total() - told[1] for told in each) for each in (quiet, busy)]
    assert sizes[0][0] < sizes[1][-1]
    assert sizes[1][0] < sizes[0][-1]


@pytest.mark.parametrize("seed", range(5))
def test_everybody_who_is_new_has_five_made_people_of_the_very_same_days_and_hours(seed: int) -> None:
    chance = Random(seed)
    new = [a_case(chance, days, from_s=900 * (7 + days)) for days in range(1, 12)]
    beside = Counter(people_of(composed(new, seed=seed).made))
    assert all(beside[shape(one)] >= LIKENESSES for one in new)


@pytest.mark.parametrize("count", [240, 2_000])
def test_when_many_real_people_fill_a_batch_made_ones_stand_beside_them_still(count: int) -> None:
    """A reviewer revoked one of 240: nobody was taken back along, for no made person of his days was there."""
    new = cases(count)
    real, made = Counter(map(shape, new)), Counter(people_of(composed(new).made))
    for days, number in real.items():
        assert made[days] >= min(number, MUCH_ALIKE) * LIKENESSES
        assert made[days] >= MUCH_ALIKE * LIKENESSES + (number - MUCH_ALIKE) // 5 - 1
    assert sum(made.values()) < 0.5 * count + 300


def test_made_people_have_the_shapes_of_the_real_ones_that_are_handed_over() -> None:
    (like,) = cases(1, 7)
    empty = composed([])
    assert all(min(row[0] for row in one) % DAY_S == 61_200 for one in people_of(empty.made))
    assert shape(like) in people_of(composed([like]).made)


@pytest.mark.parametrize("hours", range(0, 60, 3))
def test_no_key_is_in_a_batch_before_it_is_due_and_none_is_lost(hours: int) -> None:
    held, until_s = cases(40), NOON + hours * 3_600
    done = composed(held, until_s=until_s, seed=3)
    assert all(end + 1 + 7_200 <= until_s for end in done.rows.end.tolist())
    assert all(end % DAY_S == DAY_S - 1 for end in done.rows.end.tolist())
    mine = [row for one in held for row in one.rows]
    due = {key for key, start, _report in mine if (start // DAY_S + 1) * DAY_S + 7_200 <= until_s}
    assert due == set(keys(done)) & {row[0] for row in mine}
    assert len(done.went) == len(due)
    assert is_read(done, until_s)


def test_who_finds_the_batch_full_waits_whole_and_in_turn() -> None:
    held = [a_case(Random(place), 5, reported_s=NOON - place) for place in range(100)]
    done = composed(held, until_s=DAY + 2 * DAY_S, most=800)
    assert len(done.rows) <= 800
    sent = {place for place, one in enumerate(held) if {row[0] for row in one.rows} <= set(keys(done))}
    assert sent == set(range(100 - len(sent), 100))  # who reported first
    assert 10 < len(sent) < 100
    assert len(done.went) == 6 * len(sent)


def test_keys_that_nobody_needs_any_more_are_left_out() -> None:
    old = a_case(Random(1), RETENTION_DAYS + 3)
    done = composed([old])
    oldest = UNTIL // DAY_S - RETENTION_DAYS
    assert {row[0] for row in old.rows if oldest <= row[1] // DAY_S <= DAY // DAY_S} == set(keys(done)) & {
        row[0] for row in old.rows
    }
    assert not done.unfit.any()


def test_a_revoked_key_goes_out_with_its_flag_first_of_all_and_is_not_copied() -> None:
    revoked, other = a_case(Random(1), 3, revoked=True), a_case(Random(2), 5, reported_s=NOON - 9)
    done = composed([other, revoked], until_s=DAY + 3 * DAY_S)
    assert int(done.rows.revoked.sum()) == len(revoked.rows)
    assert shape(revoked) not in people_of(done.made)
    full = composed([other, revoked], until_s=DAY + 3 * DAY_S, most=len(revoked.rows))
    assert set(keys(full)) == {row[0] for row in revoked.rows}


def test_the_same_chance_gives_the_same_batch() -> None:
    one, other = (composed(cases(5), seed=9) for _ in range(2))
    assert keys(one) == keys(other)
