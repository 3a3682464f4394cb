"""The schedule ends on its day, and only a reason moves a date."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.core.casework.people import AN, BINH, CHI, DUNG, POLICY, World, ill, met, on, worlds
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import Override
from vungxanh.core.casework.official import OFFICIAL
from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.schedule import Due, Duty, Move, objections, schedule
from vungxanh.core.casework.standing import Standing

GENTLE = replace(POLICY, levels=(replace(POLICY.levels[0], checks_a_day=1),))


def contact(policy: Policy = GENTLE) -> Standing:
    return derive([met(1, AN, BINH, 0)], [ill(AN)], policy).standings[BINH]


def test_a_contact_is_asked_every_day_tested_on_the_days_and_free_on_the_last() -> None:
    due = schedule(contact(), GENTLE)
    assert [one.day for one in due if one.duty is Duty.CHECK] == [on(day) for day in range(1, 15)]
    assert [one for one in due if one.duty is Duty.TEST] == [Due(on(1), Duty.TEST, 1), Due(on(14), Duty.TEST, 2)]
    assert due[-1] == Due(on(14), Duty.QUARANTINE_ENDS)
    assert [one.duty for one in due if one.day == on(14)] == [Duty.CHECK, Duty.TEST, Duty.QUARANTINE_ENDS]


def test_monitoring_follows_quarantine_where_the_policy_has_it() -> None:
    policy = OFFICIAL[3]
    due = schedule(contact(policy), policy)
    ends = [(one.duty, one.day) for one in due if one.duty in {Duty.QUARANTINE_ENDS, Duty.MONITORING_ENDS}]
    assert ends == [(Duty.QUARANTINE_ENDS, on(14)), (Duty.MONITORING_ENDS, on(28))]
    assert len([one for one in due if one.duty is Duty.CHECK]) == 28 * 2


def test_who_is_found_late_starts_late_ends_on_the_same_day_and_makes_up_one_test() -> None:
    due = schedule(contact(OFFICIAL[3]), OFFICIAL[3], since=on(9))
    assert min(one.day for one in due) == on(9)
    assert max(one.day for one in due) == on(28)
    assert [one.day for one in due if one.duty is Duty.TEST] == [on(9), on(14)]


def test_who_is_found_after_the_last_day_owes_nothing() -> None:
    due = schedule(contact(), GENTLE, since=on(15))
    assert due == (Due(on(14), Duty.QUARANTINE_ENDS),)


def test_a_case_has_no_schedule_of_contacts() -> None:
    assert schedule(derive([], [ill(AN)], POLICY).standings[AN], POLICY) == ()


def test_people_of_one_plan_have_one_and_the_same_schedule() -> None:
    found = derive([met(1, AN, BINH, 0), met(2, AN, CHI, 0), met(3, AN, DUNG, 1)], [ill(AN)], GENTLE).standings
    same, other, later = (schedule(found[who], GENTLE, since=on(1)) for who in (BINH, CHI, DUNG))
    assert same is other
    assert same != later


def test_a_day_moves_only_with_a_reason_and_into_the_future() -> None:
    one = contact()
    assert objections(one, Move("xuất viện sớm", on(10)), on(5)) == []
    for bad in (Move(" ", on(10)), Move("x"), Move("x", on(4)), Move("x", on(61)), Move("x", None, on(61))):
        assert objections(one, bad, on(5))
    assert [one.about for one in objections(one, Move(" ", on(4), on(61)), on(5))] == [
        *("reason", "quarantine_until", "monitoring_until"),
    ]
    ill_one = derive([], [ill(AN)], POLICY).standings[AN]
    assert objections(ill_one, Move("x", on(9)), on(5))
    watched = contact(OFFICIAL[6])
    assert objections(watched, Move("x", on(9)), on(5))
    assert not objections(watched, Move("x", None, on(9)), on(5))


def test_a_moved_day_is_a_decision_that_the_next_derivation_keeps() -> None:
    shorter = Override(BINH, "hai lần âm tính", quarantine_until=on(10))
    one = derive([met(1, AN, BINH, 0)], [ill(AN)], GENTLE, overrides=[shorter]).standings[BINH]
    due = schedule(one, GENTLE)
    assert (one.plan.quarantine_until, due[-1].day) == (on(10), on(10))


@given(worlds(), st.integers(-3, 40), st.sampled_from(OFFICIAL))
def test_no_duty_lies_outside_the_plan_and_none_is_double(world: World, found_on: int, policy: Policy) -> None:
    for one in derive(world.exposures, world.cases, policy).standings.values():
        due = schedule(one, policy, since=on(found_on))
        assert len(set(due)) == len(due)
        last = one.plan.last_day
        if due:
            assert last is not None
            assert max(item.day for item in due) == last
            assert min(item.day for item in due) >= min(on(found_on), last) or one.plan.quarantine_until
            days = {item.day for item in due if item.duty is Duty.CHECK}
            assert not days or (max(days) - min(days)).days == len(days) - 1
        else:
            assert last is None or one.level == 0
