"""Made people are of the shapes of real ones, and those who are taken back along look like who is taken back."""

from collections import Counter
from collections.abc import Hashable
from random import Random

from vungxanh.core.exposure.batch import Report
from vungxanh.core.exposure.padding import LOCAL_MIDNIGHT_S, Part, Trace, alike, drawn_shape
from vungxanh.core.exposure.slotkeys import SLOT_S


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


def test_before_the_first_case_shapes_are_those_that_codes_ask_for() -> None:
    chance = Random(1)
    drawn = [drawn_shape((), chance) for _ in range(2_000)]
    assert {len(shape) for shape in drawn} == set(range(3, 16))
    assert all(shape[0].from_s == LOCAL_MIDNIGHT_S for shape in drawn)
    assert all([part.days_ago for part in shape] == list(range(len(shape) - 1, -1, -1)) for shape in drawn)
    assert {part.report for shape in drawn for part in shape} == {Report.TEST, Report.CLINICAL}
    assert all(part.from_s % SLOT_S == 0 for shape in drawn for part in shape)
    assert 100 < sum(any(part.from_s for part in shape[1:]) for shape in drawn) < 500  # hours left out, as some do


def test_half_of_the_shapes_are_those_of_real_people_of_the_last_weeks() -> None:
    rare, chance = (Part(1, 900, Report.SELF),), Random(2)
    drawn = Counter(drawn_shape([rare], chance) == rare for _ in range(2_000))
    assert 800 < drawn[True] < 1_200
