"""What one phone says of another counts, marked as one phone's word, unless it puts somebody into two places."""

from vungxanh.core.tracing.twosided import Heard, Rule, Verdict, judge

MINUTE = 60_000
A, B, C, D = range(4)


def test_a_row_is_confirmed_by_the_other_log_within_the_window() -> None:
    rows = [Heard(A, B, 0), Heard(B, A, 15 * MINUTE)]
    assert judge(rows, {}) == [Verdict.CONFIRMED, Verdict.CONFIRMED]


def test_a_phone_that_heard_others_and_not_this_one_deletes_no_contact() -> None:
    """A lay beside B for an hour; B's phone, in the background, caught C three times and A never."""
    rows = [Heard(A, B, cycle * 5 * MINUTE) for cycle in range(13)] + [Heard(B, C, at * MINUTE) for at in (0, 20, 40)]
    found = judge(rows, {A: 502, B: 502, C: 502})
    assert found == [Verdict.ALONE] * 16
    assert Verdict.ALONE.counts


def test_of_two_places_of_one_person_the_one_that_both_logs_hold_stands() -> None:
    rows = [Heard(A, C, 0), Heard(C, A, 0), Heard(B, C, 4 * MINUTE), Heard(D, C, 10 * MINUTE)]
    found = judge(rows, {A: 502, B: 503, D: 503})
    assert found == [Verdict.CONFIRMED, Verdict.CONFIRMED, Verdict.ELSEWHERE, Verdict.ALONE]
    assert not Verdict.ELSEWHERE.counts


def test_of_two_places_that_nobody_confirms_neither_is_deleted() -> None:
    """Two strangers of two districts beside one sleeping telephone, each too far from the other to hear."""
    rows = [Heard(A, C, 0), Heard(B, C, 4 * MINUTE)]
    assert judge(rows, {A: 502, B: 503}) == [Verdict.ALONE] * 2


def test_hearers_of_one_district_or_of_none_known_may_be_at_one_place() -> None:
    rows = [Heard(A, C, 0), Heard(C, A, 0), Heard(B, C, 0)]
    assert judge(rows, {A: 502, B: 502})[2] == Verdict.ALONE
    assert judge(rows, {A: 502})[2] == Verdict.ALONE


def test_hearers_of_two_districts_who_heard_one_another_were_together() -> None:
    rows = [Heard(A, C, 0), Heard(C, A, 0), Heard(B, C, 0), Heard(A, B, 10 * MINUTE)]
    assert judge(rows, {A: 502, B: 503})[2] == Verdict.ALONE


def test_the_windows_are_data_of_a_rule() -> None:
    rows = [Heard(A, B, 0), Heard(B, A, 2 * MINUTE)]
    assert judge(rows, {}, Rule(window_ms=MINUTE)) == [Verdict.ALONE] * 2
