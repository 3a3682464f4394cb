"""Decisions of the Ministry as data: seven seeds, validity by day, validation, JSON."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.casework.official import OFFICIAL
from vungxanh.core.casework.policy import (
    ASSUMED,
    Confidence,
    LevelRule,
    Place,
    Policy,
    Thresholds,
    fields_of,
    in_force,
    problems,
)
from vungxanh.core.casework.policy_json import as_json, from_json
from vungxanh.core.tracing.risk import CURRENT, Class

FACILITY_14 = LevelRule(1, Place.FACILITY, 14)


def test_every_official_policy_is_sound_and_they_are_in_order() -> None:
    assert [problems(policy) for policy in OFFICIAL] == [[]] * 7
    days = [policy.valid_from for policy in OFFICIAL]
    assert days == sorted(set(days))


@pytest.mark.parametrize(
    ("day", "number", "f1_days"),
    [
        (date(2020, 3, 12), "879/QĐ-BYT", 14),
        (date(2020, 12, 2), "879/QĐ-BYT", 14),
        (date(2020, 12, 3), "5053/QĐ-BYT", 14),
        (date(2021, 6, 1), "21 ngày (2021)", 21),
        (date(2021, 7, 14), "5599/BYT-MT", 14),
        (date(2021, 7, 30), "3638/QĐ-BYT", 14),
        (date(2022, 1, 1), "11042/BYT-DP", 10),
        (date(2022, 5, 1), "Tháng 4/2022", 0),
    ],
)
def test_the_policy_of_a_day_is_the_latest_that_is_valid(day: date, number: str, f1_days: int) -> None:
    policy = in_force(reversed(OFFICIAL), day)
    assert policy is not None
    assert (policy.number, policy.for_level(1).quarantine_days) == (number, f1_days)


def test_before_the_first_decision_there_is_no_policy() -> None:
    assert in_force(OFFICIAL, date(2020, 3, 11)) is None
    assert in_force([], date(2021, 1, 1)) is None


def test_what_was_read_and_what_is_remembered_is_told_apart() -> None:
    handbook = OFFICIAL[1]
    assert handbook.confidence("lookback_days") is Confidence.READ
    assert handbook.confidence("f1.test_days") is Confidence.MEMORY
    assert all(policy.read < set(fields_of(policy)) for policy in OFFICIAL)
    # The spec found 2020's definition without minutes; "2 m + 15 min" is of another country.
    assert [policy.contact.minutes for policy in OFFICIAL] == [None] * 5 + [15, 15]


def test_levels_beyond_the_last_follow_the_last() -> None:
    assert OFFICIAL[0].for_level(9) is OFFICIAL[0].levels[-1]
    assert OFFICIAL[0].for_level(1).place is Place.FACILITY


def test_assumed_probabilities_are_those_of_the_hazard_that_measured_exposures_use() -> None:
    for level, hours in ((Class.HIGH, 6.0), (Class.MEDIUM, 0.7), (Class.LOW, 0.25)):
        assert ASSUMED[level] == pytest.approx(1 - 2.718281828 ** (-CURRENT.hourly * hours), abs=5e-4)


def test_classes_follow_the_thresholds() -> None:
    classes = [Thresholds().class_of(minutes) for minutes in (0, 4.9, 5, 14.9, 15, 99)]
    assert classes == [Class.LOW, Class.LOW, Class.MEDIUM, Class.MEDIUM, Class.HIGH, Class.HIGH]


@pytest.mark.parametrize(
    "change",
    [
        {"number": " "},
        {"source": ""},
        {"lookback_days": -1},
        {"latency_hours": -1},
        {"max_ring": 0},
        {"max_ring": 10},
        {"thresholds": Thresholds(5, 15)},
        {"assumed": {Class.HIGH: 0.1}},
        {"assumed": ASSUMED | {Class.LOW: 1.5}},
        {"read": frozenset({"f9.place"})},
        {"levels": ()},
        {"levels": (LevelRule(2, Place.HOME, 14),)},
        {"levels": (LevelRule(1, Place.HOME, 0),)},
        {"levels": (LevelRule(1, Place.NONE, 3),)},
        {"levels": (LevelRule(1, Place.HOME, 61),)},
        {"levels": (replace(FACILITY_14, test_days=(7, 1)),)},
        {"levels": (replace(FACILITY_14, test_days=(15,)),)},
        {"levels": (replace(FACILITY_14, vaccinated_days=7, vaccinated_test_days=(8,)),)},
        {"levels": (replace(FACILITY_14, checks_a_day=5),)},
    ],
)
def test_an_unsound_policy_is_named_and_not_read_back(change: dict[str, object]) -> None:
    policy = replace(OFFICIAL[1], **{"read": frozenset(), **change})
    assert problems(policy)
    with pytest.raises(ValueError):
        from_json(as_json(policy))


def test_json_gives_every_official_policy_back() -> None:
    import json

    for policy in OFFICIAL:
        assert from_json(json.loads(json.dumps(as_json(policy)))) == policy


@given(
    st.integers(0, 60), st.integers(0, 30), st.sets(st.integers(0, 14)), st.none() | st.integers(1, 14), st.booleans()
)
def test_json_round_trip(days: int, watched: int, tests: set[int], vaccinated: int | None, waits: bool) -> None:
    place = Place.HOME if days else Place.NONE
    kept = tuple(sorted(day for day in tests if day <= days + watched))
    rule = LevelRule(1, place, days, watched, kept, 2, waits, vaccinated)
    policy = replace(OFFICIAL[2], levels=(rule,), read=frozenset(), valid_from=date(2020, 1, 1) + timedelta(days))
    assert not problems(policy)
    assert from_json(as_json(policy)) == policy


@pytest.mark.parametrize(
    "bad", [{}, {"number": 1}, {"levels": 3}, {"levels": [{}]}, {"assumed": {"x": 1}}, {"extra": 1}]
)
def test_data_that_is_no_policy_is_refused_as_such(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        from_json({**as_json(OFFICIAL[0]), **bad} if bad else {})


def test_an_old_day_under_its_policy_is_the_same_whatever_came_later() -> None:
    later = replace(OFFICIAL[-1], number="x", valid_from=date(2023, 1, 1))
    policies: list[Policy] = [*OFFICIAL, later]
    for policy in OFFICIAL:
        assert in_force(policies, policy.valid_from) == policy


def test_a_meeting_of_unknown_length_is_never_of_the_lowest_class() -> None:
    near = OFFICIAL[0]
    assert near.contact.minutes is None
    assert near.class_told(None) is Class.HIGH
    timed = replace(near, contact=replace(near.contact, minutes=15))
    assert [timed.class_told(None, stayed=stayed) for stayed in (True, False)] == [Class.HIGH, Class.MEDIUM]
    assert near.class_told(0) is Class.LOW
