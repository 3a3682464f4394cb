import math

from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.ui.svg.labels import Circle
from vungxanh.ui.svg.spread import FARTHEST, spread

COAST = tuple(Circle(400 + 9 * (i % 8) + i * 0.01, 100 + 9 * (i // 8), 7) for i in range(48))


def gap(a: Circle, b: Circle) -> float:
    return math.dist((a.x, a.y), (b.x, b.y)) - a.r - b.r


def test_dots_that_have_room_stay_where_they_are() -> None:
    apart = (Circle(100, 100, 7), Circle(130, 100, 7), Circle(100, 140, 10))
    assert spread(apart) == apart


def test_a_crowd_is_parted_until_no_dot_covers_another() -> None:
    crowd = tuple(Circle(400 + 10 * (i % 6), 100 + 10 * (i // 6), 7) for i in range(30))
    parted = spread(crowd)
    assert min(gap(a, b) for i, a in enumerate(parted) for b in parted[i + 1 :]) >= 0
    assert [dot.r for dot in parted] == [dot.r for dot in crowd]


def test_dots_on_the_very_same_place_part() -> None:
    first, second, third = spread((Circle(300, 200, 7),) * 3)
    assert min(gap(first, second), gap(second, third), gap(first, third)) >= 0


def test_nothing_and_one_dot_stay() -> None:
    assert spread(()) == ()
    assert spread((Circle(1, 2, 3),)) == (Circle(1, 2, 3),)


@settings(max_examples=40)
@given(st.lists(st.builds(Circle, st.floats(0, 60), st.floats(0, 60), st.floats(3, 10)), max_size=60))
def test_no_dot_goes_farther_from_home_than_allowed(dots: list[Circle]) -> None:
    placed = spread(tuple(dots))
    assert all(math.dist((a.x, a.y), (b.x, b.y)) <= FARTHEST + 1e-6 for a, b in zip(dots, placed, strict=True))


def test_the_coast_of_a_province_loses_most_of_its_overlaps() -> None:
    before = sum(gap(a, b) < 0 for i, a in enumerate(COAST) for b in COAST[i + 1 :])
    parted = spread(COAST)
    after = sum(gap(a, b) < 0 for i, a in enumerate(parted) for b in parted[i + 1 :])
    assert before > 80
    assert after == 0
