"""Two logs of one meeting are one edge."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.core.tracing.edges import Edge, Logged, edges
from vungxanh.core.tracing.encounters import Encounter

MINUTE = 60_000
WEAK = Encounter(0, 10 * MINUTE, 3, (0.0, 0.0, 5.0, 10.0), -80, -84)
STRONG = Encounter(4 * MINUTE, 20 * MINUTE, 5, (6.0, 10.0, 5.0, 0.0), -55, -62)


def test_the_edge_is_the_union_in_time_with_the_stronger_sides_nearness() -> None:
    joined = Encounter(0, 20 * MINUTE, 8, STRONG.bucket_minutes, -55, -62)
    assert edges([Logged(7, 3, WEAK), Logged(3, 7, STRONG)]) == [Edge(3, 7, joined, mutual=True)]


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
    assert edge.encounter.bucket_minutes == (0.0, 0.0, 10.0, 20.0)
    assert (edge.encounter.start_ms, edge.encounter.end_ms, edge.encounter.rows) == (0, 31 * MINUTE, 15)


def test_a_short_piece_inside_a_long_meeting_does_not_end_it() -> None:
    long = replace(WEAK, end_ms=60 * MINUTE)
    pieces = [replace(STRONG, start_ms=at * MINUTE, end_ms=(at + 1) * MINUTE) for at in (10, 40)]
    assert len(edges([Logged(1, 2, long), *(Logged(2, 1, piece) for piece in pieces)])) == 1


def test_a_phone_that_hears_itself_is_no_meeting() -> None:
    assert edges([Logged(4, 4, WEAK)]) == []


@settings(deadline=None)
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
