"""Made people cannot be told from real ones, and no key is let out before it is due."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from itertools import pairwise
from math import sqrt
from random import Random

import pytest

from tests.core.exposure.made import DAY, signer, trusting
from vungxanh.core.exposure.batch import Head, Report, Row, read_batch, write_batch
from vungxanh.core.exposure.padding import LEAST_ROWS, LIKENESSES, MOST_JITTER, Person, Trace, alike, compose
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing.ids import DAY_S

NOON = DAY + DAY_S // 2


def real_people(count: int, seed: int = 1, *, reported_s: int = NOON) -> list[Person]:
    """Cases as they come: some days up to the one of the report, some with hours left out."""
    chance = Random(seed)
    people = []
    for number in range(count):
        days = chance.choice([2, 3, 3, 5, 5, 5, 8, 13])
        report = chance.choice([Report.TEST, Report.TEST, Report.CLINICAL])
        rows = []
        for ago in range(days, -1, -1):
            midnight = reported_s // DAY_S * DAY_S - ago * DAY_S
            start = midnight + (0 if chance.random() < 0.8 else 3_600 * chance.randrange(1, 20))
            key = SlotKey(chance.randbytes(32), start, min(midnight + DAY_S - 1, reported_s))
            rows.append(Row(key, report))
        people.append(Person(tuple(rows), reported_s, str(number)))
    return people


def differs(one: Iterable[object], other: Iterable[object]) -> float:
    """How many standard deviations the chi-square of two samples lies above what is expected of one distribution."""
    first, second = Counter(one), Counter(other)
    n, m = first.total(), second.total()
    values = set(first) | set(second)
    chi = sum((sqrt(m / n) * first[v] - sqrt(n / m) * second[v]) ** 2 / (first[v] + second[v]) for v in values)
    free = len(values) - 1
    return (chi - free) / sqrt(2 * free)


def furthest(one: list[int], other: list[int]) -> float:
    """The Kolmogorov–Smirnov distance, in units of its critical value at one in a thousand."""
    values = sorted(set(one) | set(other))
    most = max(abs(sum(x <= v for x in one) / len(one) - sum(x <= v for x in other) / len(other)) for v in values)
    return most / (1.95 * sqrt((len(one) + len(other)) / (len(one) * len(other))))


def made_and_real() -> tuple[list[Person], list[Person]]:
    real, made = [], []
    for seed in range(40):
        people = real_people(30, seed)
        done = compose(people, until_s=DAY + DAY_S, chance=Random(1_000 + seed))
        real += people
        made += done.made
    return real, made


def test_made_people_have_the_lengths_days_hours_and_flags_of_real_ones() -> None:
    real, made = made_and_real()
    assert len(made) > 4_000
    assert differs((len(one.rows) for one in real), (len(one.rows) for one in made)) < 4
    features: tuple[Callable[[Row], int], ...] = (
        lambda row: row.report,
        lambda row: row.revoked,
        lambda row: row.key.start_s // DAY_S,
        lambda row: row.key.start_s % DAY_S // 3_600,
    )
    for feature in features:
        of_real, of_made = ([feature(row) for one in people for row in one.rows] for people in (real, made))
        if len(set(of_real)) == 1:
            assert set(of_made) == set(of_real)
        else:
            # rows of one person go together, so their chi-square is wider than that of single draws
            assert differs(of_real, of_made) < 8 * 4
    assert furthest([len(one.rows) for one in real], [len(one.rows) for one in made]) < 1
    assert {one.shape for one in made} <= {one.shape for one in real}


def test_the_measure_would_tell_people_who_are_made_in_another_way() -> None:
    real, made = made_and_real()
    cut = [len(one.rows) - (place % 10 == 0) for place, one in enumerate(made)]
    assert differs((len(one.rows) for one in real), cut) > 4


def test_sequences_are_of_consecutive_days_as_those_of_real_people() -> None:
    _, made = made_and_real()
    assert all(
        later.key.start_s // DAY_S - row.key.start_s // DAY_S == 1 for one in made for row, later in pairwise(one.rows)
    )


@pytest.mark.parametrize("count", [0, 1, 50, 400])
def test_a_batch_has_a_thousand_keys_and_some_more(count: int) -> None:
    sizes = set()
    for seed in range(20):
        done = compose(real_people(count), until_s=DAY + DAY_S, chance=Random(seed))
        own = sum(len(one.rows) for one in done.published if not one.synthetic)
        assert len(done.rows) >= max(LEAST_ROWS, own)
        assert len(done.rows) <= max(LEAST_ROWS + MOST_JITTER + 14, own)
        sizes.add(len(done.rows))
    assert (len(sizes) > 5) == (count < 400)


@pytest.mark.parametrize("hours", range(0, 60, 3))
def test_no_key_is_in_a_batch_before_it_is_due_and_none_is_lost(hours: int) -> None:
    people, until_s = real_people(40), NOON + hours * 3_600
    done = compose(people, until_s=until_s, chance=Random(3))
    assert all(row.key.due_s <= until_s for row in done.rows)
    assert all(row.key.end_s % DAY_S == DAY_S - 1 for row in done.rows)
    everybody = {row.key.key for one in [*people, *done.made] for row in one.rows}
    waiting = {row.key.key for one in done.waiting for row in one.rows}
    assert {row.key.key for row in done.rows} | waiting == everybody
    assert not {row.key.key for row in done.rows} & waiting
    read_batch(
        write_batch(Head(1, until_s - 9, until_s), done.rows, [signer()]), trusting(signer())
    )  # a phone accepts it


def test_whoever_is_new_in_a_batch_full_of_others_last_keys_does_not_stand_alone() -> None:
    first = compose(real_people(1, 3), until_s=DAY + DAY_S, chance=Random(1))
    (new,) = real_people(1, 4, reported_s=DAY + DAY_S + 3_600)
    until_s = DAY + DAY_S + 7_200
    done = compose(
        [*first.waiting * 10, new], until_s=until_s, chance=Random(2), shapes=[first.made[0].shape], least=100
    )
    assert sum(one.shape == new.shape for one in done.made) >= LIKENESSES
    assert sum(len(one.rows) for one in done.published if not one.begun) >= 50


def test_made_people_who_are_taken_back_along_are_those_who_look_most_alike() -> None:
    real: Trace = frozenset({(1, 10), (1, 11), (2, 12)})
    candidates: dict[Hashable, Trace] = {
        "same": real,
        "same too": real,
        "other day": frozenset({(1, 10), (1, 11), (2, 13)}),
        "other batch": frozenset({(3, 10), (3, 11), (4, 12)}),
    }
    drawn = Counter(alike([real], candidates, 1, chance=Random(seed))[0] for seed in range(200))
    assert set(drawn) == {"same", "same too"}
    assert min(drawn.values()) > 60  # in no order that anybody could follow
    assert set(alike([real], candidates, 3, chance=Random(1))) == {"same", "same too", "other day"}
    assert set(alike([real, real], candidates, 4, chance=Random(1))) == set(candidates)
    assert alike([], candidates, 4, chance=Random(1)) == []


def test_the_day_of_the_report_comes_with_a_later_batch_for_real_and_made_people_alike() -> None:
    first = compose(real_people(30), until_s=DAY + DAY_S, chance=Random(1))
    assert {one.synthetic for one in first.waiting} == {True, False}
    assert all(one.begun and len(one.rows) == 1 for one in first.waiting)
    second = compose(first.waiting, until_s=DAY + DAY_S + 7_200, chance=Random(2), shapes=[first.made[0].shape])
    assert {row.key.key for one in first.waiting for row in one.rows} <= {row.key.key for row in second.rows}
    share = [sum(one.synthetic for one in held) / len(held) for held in (first.published, second.published)]
    assert share[0] == pytest.approx(share[1], abs=0.15)


def test_rows_are_in_order_of_keys_so_nobody_stands_beside_himself() -> None:
    done = compose(real_people(40), until_s=DAY + DAY_S, chance=Random(1))
    assert done.rows == sorted(done.rows, key=lambda row: row.key.key)


def test_who_finds_the_batch_full_waits_whole_and_in_turn() -> None:
    people = real_people(100)
    done = compose(people, until_s=DAY + 2 * DAY_S, chance=Random(1), most=200)
    assert len(done.rows) <= 200
    sent = [one.name for one in done.published if not one.synthetic]
    left = [one.name for one in done.waiting if not one.synthetic]
    assert not set(sent) & set(left)
    assert len(sent) + len(left) == 100
    assert sent[:10] == [str(number) for number in range(10)]


def test_keys_that_nobody_needs_any_more_are_dropped_and_counted() -> None:
    done = compose(real_people(3), until_s=NOON + 60 * DAY_S, chance=Random(1))
    assert done.expired == sum(len(one.rows) for one in real_people(3))
    assert not [one for one in done.published if not one.synthetic]


def test_a_revoked_key_goes_out_with_its_flag_and_is_not_copied() -> None:
    (person,) = real_people(1)
    revoked = Person(tuple(Row(one.key, one.report, revoked=True) for one in person.rows), NOON)
    done = compose([revoked], until_s=DAY + 3 * DAY_S, chance=Random(1))
    assert sum(row.revoked for row in done.rows) == len(person.rows)
    assert not any(row.revoked for one in done.made for row in one.rows)


def test_the_same_chance_gives_the_same_batch() -> None:
    one, other = (compose(real_people(5), until_s=DAY + DAY_S, chance=Random(9)).rows for _ in range(2))
    assert one == other
