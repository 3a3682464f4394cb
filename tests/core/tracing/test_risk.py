"""Risk is a class and a probability under a named policy, and never metres."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.tracing.encounters import bucket_of, encounters
from vungxanh.core.tracing.risk import CURRENT, Class, Policy, Risk, System, assess, assess_minutes

minutes = st.tuples(*[st.floats(0, 1_440)] * 4)


def test_fifteen_minutes_within_two_metres_signal_is_high() -> None:
    levels = [assess_minutes((0.0, spent, 0.0, 0.0)).level for spent in (15.0, 14.9, 5.0, 4.9, 0.0)]
    assert levels == [Class.HIGH, Class.MEDIUM, Class.MEDIUM, Class.LOW, Class.LOW]


def test_the_probability_is_that_of_the_published_hazard() -> None:
    assert assess_minutes((60.0, 0.0, 0.0, 0.0)).probability == pytest.approx(1 - math.exp(-0.011))


def test_a_lone_packet_through_a_wall_is_low() -> None:
    (found,) = encounters([(0, -100)])
    assert assess(found).level is Class.LOW


def test_a_risk_carries_its_policy_and_no_distance() -> None:
    assert assess_minutes((1.0, 0.0, 0.0, 0.0)).policy == CURRENT.version
    assert {field.name for field in dataclasses.fields(Risk)} == {"level", "probability", "weighted_minutes", "policy"}


@given(minutes, st.integers(0, 3), st.floats(0, 100))
def test_more_minutes_never_mean_less_risk(spent: tuple[float, float, float, float], bucket: int, more: float) -> None:
    longer = [*spent]
    longer[bucket] += more
    near, close, room, far = longer
    assert assess_minutes((near, close, room, far)).probability >= assess_minutes(spent).probability


@given(minutes, st.integers(0, 2))
def test_nearer_minutes_never_mean_less_risk(spent: tuple[float, float, float, float], bucket: int) -> None:
    nearer = [*spent]
    nearer[bucket], nearer[bucket + 1] = spent[bucket] + spent[bucket + 1], 0.0
    near, close, room, far = nearer
    before, after = assess_minutes(spent), assess_minutes((near, close, room, far))
    assert after.probability >= before.probability or math.isclose(after.probability, before.probability)
    assert 0 <= after.probability <= 1


@given(minutes, st.floats(0, 1), st.floats(0, 1))
def test_infectiousness_and_setting_only_scale(
    spent: tuple[float, float, float, float], ill: float, place: float
) -> None:
    scaled = assess_minutes(spent, infectiousness=ill, setting=place)
    assert scaled.weighted_minutes == pytest.approx(assess_minutes(spent).weighted_minutes * ill * place)


@pytest.mark.parametrize(
    ("receiver", "sender", "near_dbm"),
    [
        (System.ANDROID, System.ANDROID, -86),
        (System.ANDROID, System.IOS, -69),
        (System.IOS, System.ANDROID, -88),
        (System.IOS, System.IOS, -74),
    ],
)
def test_what_each_pair_called_near_is_equally_near_after_correction(
    receiver: System, sender: System, near_dbm: int
) -> None:
    rule = CURRENT.rule(receiver, sender)
    assert near_dbm + CURRENT.correction(receiver, sender) == -86
    edges = [
        next(rssi for rssi in range(-128, 20) if bucket_of(rssi, rule) == bucket) - near_dbm for bucket in range(3)
    ]
    assert edges == [20, 12, 2]


def test_an_unknown_system_is_not_corrected() -> None:
    assert CURRENT.correction(None, System.IOS) == CURRENT.correction(System.IOS, None) == 0


def test_a_policy_is_data_and_an_absurd_one_is_refused() -> None:
    strict = Policy("2021-07", weights=(1.0, 1.0, 1.0, 1.0), high_minutes=1.0, medium_minutes=0.5)
    assert assess_minutes((0.0, 0.0, 0.0, 1.0), strict) == Risk(Class.HIGH, -math.expm1(-0.011 / 60), 1.0, "2021-07")
    with pytest.raises(ValueError, match="farther"):
        Policy("x", weights=(0.1, 1.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="medium not above high"):
        Policy("x", high_minutes=1.0)
