"""Two logs of one meeting are one edge."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.tracing.edges import Edge, Logged, edges
from vungxanh.core.tracing.encounters import Encounter, encounters
from vungxanh.core.tracing.risk import Class, assess

MINUTE = 60_000
WEAK = Encounter(0, 10 * MINUTE, 3, (0.0, 0.0, 5.0, 10.0), -80, -84)
STRONG = Encounter(4 * MINUTE, 20 * MINUTE, 5, (6.0, 10.0, 5.0, 0.0), -55, -62)


def test_what_both_heard_is_as_near_as_either_log_says_and_what_one_heard_alone_is_that_logs() -> None:
    # Of the 15 minutes that the weaker log holds, 6 + 5 lie in the span of the stronger one, and 4 before it.
    (edge,) = edges([Logged(7, 3, WEAK), Logged(3, 7, STRONG)])
    joined = Encounter(0, 20 * MINUTE, 8, edge.encounter.bucket_minutes, -55, -62)
    assert edge == Edge(3, 7, joined, mutual=True)
    assert joined.bucket_minutes == pytest.approx((6.0, 10.0, 5.0 + 5.0 * 4 / 15, 10.0 * 4 / 15))


def test_a_minute_close_by_in_one_log_hides_no_twenty_minutes_in_a_room_of_the_other() -> None:
    close = Encounter(0, 15 * MINUTE, 5, (1.0, 0.0, 0.0, 19.0), -50, -85)
    room = Encounter(0, 15 * MINUTE, 9, (0.0, 0.0, 20.0, 0.0), -80, -80)
    (edge,) = edges([Logged(1, 2, close), Logged(2, 1, room)])
    assert edge.encounter.bucket_minutes == pytest.approx((1.0, 0.0, 19.0, 0.0))
    assert (edge.encounter.max_rssi, edge.encounter.upper_rssi) == (-50, -80)
    assert assess(edge.encounter).level is Class.HIGH


def test_one_row_of_a_second_phone_makes_a_long_contact_neither_shorter_nor_safer() -> None:
    long = encounters((minute * MINUTE, -60) for minute in range(60))[0]
    one = encounters([(30 * MINUTE, -59)])[0]
    (edge,) = edges([Logged(1, 2, one), Logged(2, 1, long)])
    assert edge.encounter.minutes == pytest.approx(64)
    assert assess(edge.encounter).level is Class.HIGH


def test_two_logs_of_the_two_halves_of_a_meeting_add_up() -> None:
    halves = [encounters((minute * MINUTE, -60) for minute in part)[0] for part in (range(20), range(20, 60))]
    (edge,) = edges([Logged(1, 2, halves[0]), Logged(2, 1, halves[1])])
    assert edge.mutual
    assert edge.encounter.minutes == pytest.approx(64)


def test_a_meeting_only_one_phone_recorded_is_an_edge_all_the_same() -> None:
    assert edges([Logged(7, 3, WEAK)]) == [Edge(3, 7, WEAK, mutual=False)]


def test_meetings_further_apart_than_the_silence_stay_two() -> None:
    def after(end_ms: int, silence_ms: int) -> Logged:
        start = end_ms + silence_ms
        return Logged(3, 7, replace(STRONG, start_ms=start, end_ms=start + MINUTE))

    both = [edges([Logged(7, 3, WEAK), after(WEAK.end_ms, silence)]) for silence in (15 * MINUTE, 15 * MINUTE + 1)]
    assert [[edge.mutual for edge in found] for found in both] == [[True], [False, False]]


def test_two_pieces_in_one_log_bridged_by_the_other_are_added_up() -> None:
    pieces = [replace(WEAK, end_ms=MINUTE), replace(WEAK, start_ms=30 * MINUTE, end_ms=31 * MINUTE)]
    bridge = Encounter(MINUTE, 30 * MINUTE, 9, (0.0, 0.0, 0.0, 30.0), -90, -95)
    (edge,) = edges([*(Logged(1, 2, piece) for piece in pieces), Logged(2, 1, bridge)])
    # Each piece shares five minutes with the bridge, which held 20 of its 30 minutes alone.
    assert edge.encounter.bucket_minutes == pytest.approx((0.0, 0.0, 10.0, 20.0 + 20.0))
    assert (edge.encounter.start_ms, edge.encounter.end_ms, edge.encounter.rows) == (0, 31 * MINUTE, 15)


def test_a_short_piece_inside_a_long_meeting_does_not_end_it() -> None:
    long = replace(WEAK, end_ms=60 * MINUTE)
    pieces = [replace(STRONG, start_ms=at * MINUTE, end_ms=(at + 1) * MINUTE) for at in (10, 40)]
    assert len(edges([Logged(1, 2, long), *(Logged(2, 1, piece) for piece in pieces)])) == 1


def test_a_phone_that_hears_itself_is_no_meeting() -> None:
    assert edges([Logged(4, 4, WEAK)]) == []


@given(
    st.lists(
        st.builds(
            lambda owner, other, start, length, rssi: Logged(
                owner, other, Encounter(start, start + length, 1, (1.0, 0.0, 0.0, 0.0), rssi, rssi)
            ),
            st.integers(0, 3),
            st.integers(4, 6) | st.integers(0, 3),
            st.integers(0, 10_000_000),
            st.integers(0, 3_000_000),
            st.integers(-100, -30),
        ),
        max_size=20,
    )
)
def test_the_order_of_logs_does_not_matter_and_no_row_is_lost(logs: list[Logged]) -> None:
    found = edges(logs)
    assert edges(reversed(logs)) == found
    assert sum(edge.encounter.rows for edge in found) == sum(log.owner != log.other for log in logs)
    assert all(edge.one < edge.other for edge in found)


sightings = st.lists(st.tuples(st.integers(0, 200), st.integers(-95, -50)), min_size=1, max_size=30)


minutes = st.tuples(*[st.sampled_from((0.0, 0.5, 3.0)) | st.floats(0, 60)] * 4)
weights = st.lists(st.floats(0, 1), min_size=4, max_size=4).map(lambda four: tuple(sorted(four, reverse=True)))


def of(edge: Edge, logs: list[Logged], owner: int) -> list[Encounter]:
    """What one log holds of an edge."""
    span = edge.encounter
    return [
        one.encounter for one in logs if one.owner == owner and span.start_ms <= one.encounter.start_ms <= span.end_ms
    ]


def weighed(held: list[Encounter], weights: tuple[float, ...]) -> float:
    return sum(spent * weight for one in held for spent, weight in zip(one.bucket_minutes, weights, strict=True))


@given(sightings, sightings, weights)
def test_no_policy_gives_an_edge_less_than_either_log_of_it(
    mine: list[tuple[int, int]], theirs: list[tuple[int, int]], weights: tuple[float, ...]
) -> None:
    logs = [
        Logged(*pair, met)
        for pair, rows in (((1, 2), mine), ((2, 1), theirs))
        for met in encounters((minute * MINUTE, rssi) for minute, rssi in rows)
    ]
    for edge in edges(logs):
        both = [of(edge, logs, owner) for owner in (1, 2)]
        for held in both:
            for worth in (weights, (1.0, 1.0, 1.0, 1.0)):
                assert weighed([edge.encounter], worth) >= weighed(held, worth) - 1e-9
        assert edge.encounter.minutes <= sum(one.minutes for held in both for one in held) + 1e-9


@given(minutes, minutes)
def test_minutes_are_neither_negative_nor_more_than_the_two_logs_hold(
    mine: tuple[float, float, float, float], theirs: tuple[float, float, float, float]
) -> None:
    logs = [Logged(1, 2, replace(WEAK, bucket_minutes=mine)), Logged(2, 1, replace(STRONG, bucket_minutes=theirs))]
    (edge,) = edges(logs)
    assert min(edge.encounter.bucket_minutes) >= -1e-9
    shared = min(sum(mine), sum(theirs), 6 + 5)
    assert edge.encounter.minutes == pytest.approx(sum(mine) + sum(theirs) - shared, abs=1e-9)
