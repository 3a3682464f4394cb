"""A wrong clock is believed, a replay beside it is not."""

from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids, skew
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.matching import Matched, Sighting, doubtful_by_key, encounters_by_key, match
from vungxanh.core.tracing.risk import Class, assess

MINUTE = 60_000
START_MS = vectors.BASE_S * 1000
DAY = START_MS // DAY_MS
KEY = PositiveKey(vectors.K1, vectors.BASE_S, vectors.BASE_S + 86_399)
NEXT = PositiveKey(ids.next_key(vectors.K1), KEY.start_s + ids.DAY_S, KEY.end_s + ids.DAY_S)


def run(offset: int, first: int, minutes: int) -> list[tuple[int, int]]:
    """Rows at one offset, one a minute, from minute `first` of the day on."""
    return [(START_MS + minute * MINUTE, offset) for minute in range(first, first + minutes)]


def doubted(*rows: tuple[int, int]) -> list[int]:
    return sorted(offset for _, offset in skew.doubted(rows))


def heard(slot: int, at_minute: int, count: int) -> list[Sighting]:
    """The identifier of a slot, once a minute from `at_minute` of the day on."""
    identifier = ids.identifiers(vectors.K1)[slot]
    return [Sighting(identifier, -60, START_MS + (at_minute + minute) * MINUTE) for minute in range(count)]


@given(
    st.integers(-7_200, 7_200), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 899), st.booleans()), min_size=1)
)
def test_a_clock_that_is_wrong_all_day_loses_nothing(wrong_s: int, seen: list[tuple[int, int, bool]]) -> None:
    # An identifier is on the air for its slot; as clocks are seldom wrong by whole slots, two offsets alternate.
    rows = [
        (START_MS + (slot * 900 + after + wrong_s + 10_800) * 1000, (after + wrong_s) // 900) for slot, after, _ in seen
    ]
    assert skew.doubted(rows) == set()


def test_late_adverts_beside_a_wrong_clock_are_no_replay() -> None:
    assert doubted(*run(5, 0, 15), *run(6, 15, 2), *run(5, 17, 10)) == []


def test_a_few_right_rows_prove_the_clock_and_more_replayed_ones_stand_apart() -> None:
    # The identifier of slot 40, captured and played an hour and three quarters later.
    rows = [*heard(20, 300, 3), *heard(40, 705, 15)]
    (found,) = match([KEY], rows)
    assert (found.offsets, found.doubtful, found.count) == ({0: 3, 7: 15}, {7: 15}, 18)
    assert found.rows == found.held == [(row.ms, row.rssi) for row in rows[:3]]
    ((met,),) = encounters_by_key([KEY], [found])
    assert (met.rows, assess(met).level) == (3, Class.MEDIUM)
    ((apart,),) = doubtful_by_key([KEY], [found])
    assert (apart.start_ms, apart.rows) == (rows[3].ms, 15)


def test_nothing_vanishes_of_a_clock_that_was_put_right_in_a_way_that_is_doubted() -> None:
    def seen(first: int, until: int, wrong: int, every: int = 1) -> list[Sighting]:
        return [row for at in range(first, until, every) for row in heard(at // 15, at + wrong, 1)]

    for rows, sure, unsure in (
        ([*seen(0, 360, 29, 5), *seen(360, 960, 0, 5)], [144], [48]),
        ([*seen(300, 320, 60), *seen(320, 340, 0)], [20], [20]),
        ([*seen(0, 300, 60, 5), *seen(300, 600, 30, 5), *seen(600, 960, 0, 5)], [72], [60, 60]),
    ):
        found = match([KEY], rows)
        assert [met.rows for met in encounters_by_key([KEY], found)[0]] == sure
        assert [met.rows for met in doubtful_by_key([KEY], found)[0]] == unsure


def test_neighbouring_offsets_are_one_run_and_others_are_apart() -> None:
    assert skew.runs([7, 5, 4, -3, 8]) == {-3: -3, 4: 4, 5: 4, 7: 7, 8: 7}
    assert skew.runs([4, 5], 0) == {4: 4, 5: 5}
    assert skew.runs([]) == {}


def test_a_replay_between_rows_of_a_wrong_clock_is_doubtful_however_near_0_it_is() -> None:
    assert doubted(*run(-5, 0, 40), *run(0, 20, 10)) == [0]
    assert doubted(*run(4, 0, 40), *run(7, 20, 90)) == [7]


def test_replays_by_two_delays_do_not_vouch_for_each_other() -> None:
    assert doubted(*run(0, 0, 2), *run(3, 60, 20), *run(7, 120, 40)) == [3, 7]


def test_one_odd_row_does_not_spoil_a_day() -> None:
    assert doubted(*run(-8, 5, 1), *run(0, 0, 30)) == [-8]


def test_of_offsets_as_frequent_the_one_nearest_0_then_the_earlier_is_the_clock() -> None:
    assert doubted(*run(-6, 0, 4), *run(2, 2, 4)) == [-6]
    assert doubted(*run(-4, 0, 4), *run(4, 2, 4)) == [4]


def test_a_clock_put_right_at_noon_was_true_before_and_after() -> None:
    for wrong in (-7, 5):
        assert doubted(*run(wrong, 0, 30), *run(0, 30, 30)) == []
        assert doubted(*run(wrong, 0, 60), *run(0, 60, 6)) == []
        assert doubted(*run(wrong, 0, 6), *run(0, 6, 60)) == []


def test_a_moment_a_change_away_from_right_and_runs_that_overlap_are_no_correction() -> None:
    assert doubted(*run(5, 0, 30), *run(0, 30, 5)) == [0]
    assert doubted(*run(0, 0, 30), *run(5, 30, 40)) == [5]
    assert doubted(*run(5, 0, 30), *run(0, 28, 30)) == [5]
    assert doubted(*run(-4, 0, 30), *run(4, 30, 30)) == [4]


def test_what_fits_neither_clock_of_a_correction_is_doubtful() -> None:
    assert doubted(*run(5, 0, 30), *run(0, 30, 30), *run(8, 40, 20)) == [8]


def test_each_day_has_its_own_clock() -> None:
    second = [(ms + DAY_MS, offset) for ms, offset in run(6, 0, 10)]
    assert skew.doubted([*run(0, 0, 20), *second]) == set()
    assert skew.doubted([*run(6, 0, 9), *run(0, 0, 20), *second]) == {(DAY, 6)}


right = st.lists(st.tuples(st.integers(0, 600), st.sampled_from((0, 1))), min_size=1, max_size=20)
replays = st.lists(st.tuples(st.integers(1, 600), st.integers(3, 8)), max_size=40)


@given(right, replays)
def test_no_replay_after_the_first_right_row_counts_or_hides_a_right_one(
    true: list[tuple[int, int]], again: list[tuple[int, int]]
) -> None:
    first = min(minute for minute, _ in true)
    rows = [(START_MS + minute * MINUTE, offset) for minute, offset in true]
    rows += [(START_MS + (first + later) * MINUTE, offset) for later, offset in again]
    assert skew.doubted(rows) == {(DAY, offset) for _, offset in again}


def test_the_clock_is_the_persons_whichever_of_their_keys_holds_the_rows() -> None:
    late = Sighting(ids.identifiers(vectors.K1)[95], -60, START_MS + (96 * 15 + 80) * MINUTE)
    today = [
        Sighting(ids.identifiers(NEXT.key)[slot], -60, START_MS + (96 + slot) * 15 * MINUTE + MINUTE) for slot in (1, 2)
    ]
    first, second = match([KEY, NEXT], [late, *today])
    assert (first.rows, first.held, first.doubtful, second.count) == ([], [], {6: 1}, 2)
    alone, _ = match([KEY, PositiveKey(bytes(32), NEXT.start_s, NEXT.end_s)], [late, *today])
    assert alone.after_end == 1


def test_with_one_key_listed_a_thousand_times_a_row_is_kept_once_and_counted_by_all() -> None:
    keys = [PositiveKey(KEY.key, KEY.start_s, KEY.end_s - more) for more in range(1_000)]
    found = match(keys, heard(4, 60, 15), every=False)
    assert {one.count for one in found} == {15}
    assert sum(len(one.rows) for one in found) == 15
    assert [len(met) for met in encounters_by_key(keys, found)] == [1] + [0] * 999
    assert Matched() not in found


def test_a_person_is_told_the_key_the_offsets_and_what_to_do() -> None:
    problem = skew.problem(vectors.K1, {7: 15, -8: 1}, 3)
    assert (problem.code, problem.row) == ("doubtful_rows", 3)
    for language, ask in (("vi", "Hãy hỏi"), ("en", "Ask both")):
        said = problem.sentence(language)
        assert all(word in said for word in (vectors.K1.hex().upper()[:8], "16", "-8: 1, +7: 15", ask))
        assert vectors.K1.hex().upper()[:10] not in said
