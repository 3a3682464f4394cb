"""Standings: time, isolation, rings, loops, cases, several sources, decisions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from tests.core.casework.people import AN, BINH, CHI, DUNG, EM, POLICY, World, at, ill, met, on, worlds
from vungxanh.core.casework.derive import derive
from vungxanh.core.casework.facts import CaseState, Isolation, Override
from vungxanh.core.casework.official import OFFICIAL
from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.standing import Refused
from vungxanh.core.casework.times import minute_of
from vungxanh.core.tracing.graph import Case as GraphCase
from vungxanh.core.tracing.graph import Contact, levels
from vungxanh.core.tracing.risk import Class


def test_a_chain_is_told_with_times_and_exposures() -> None:
    found = derive([met(1, AN, BINH, 0), met(2, BINH, CHI, 1)], [ill(AN)], POLICY).standings
    assert {person: one.level for person, one in found.items()} == {AN: 0, BINH: 1, CHI: 2}
    steps = [(step.person, step.level, step.at, step.source, step.exposure) for step in found[CHI].chain]
    assert steps == [
        (AN, 0, at(-3, 0), None, None),
        (BINH, 1, at(0), AN, 1),
        (CHI, 2, at(1), BINH, 2),
    ]
    assert found[CHI].probability == pytest.approx(0.01)


def test_a_meeting_before_the_contact_could_be_infected_makes_no_f2() -> None:
    assert CHI not in derive([met(1, AN, BINH, 2), met(2, BINH, CHI, 1)], [ill(AN)], POLICY).standings


def test_the_window_opens_the_days_of_look_back_before_onset_and_closes_with_isolation() -> None:
    exposures = [met(1, AN, BINH, -4), met(2, AN, CHI, -3), met(3, AN, DUNG, 1), met(4, AN, EM, 3)]
    found = derive(exposures, [ill(AN, isolated=at(2))], POLICY).standings
    assert set(found) == {AN, CHI, DUNG}


def test_without_symptoms_the_window_counts_from_the_test() -> None:
    exposures = [met(1, AN, BINH, -1), met(2, AN, CHI, 0)]
    assert set(derive(exposures, [ill(AN, None, tested=3)], POLICY).standings) == {AN, CHI}
    longer = replace(POLICY, lookback_days_symptomless=4)
    assert set(derive(exposures, [ill(AN, None, tested=3)], longer).standings) == {AN, BINH, CHI}


def test_an_isolated_contact_makes_no_f2() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, BINH, CHI, 2)]
    assert CHI not in derive(exposures, [ill(AN)], POLICY, isolated=[Isolation(BINH, at(1))]).standings


def test_a_ring_that_is_not_opened_is_not_searched() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, BINH, CHI, 1), met(3, DUNG, EM, 1), met(4, EM, CHI, 2)]
    found = derive(exposures, [ill(AN, ring=1), ill(DUNG, ring=2)], POLICY).standings
    assert (found[BINH].level, found[CHI].level) == (1, 2)
    assert [term.case for term in found[CHI].terms] == [100 + DUNG]
    assert set(derive(exposures, [ill(AN, ring=9)], replace(POLICY, max_ring=1)).standings) == {AN, BINH}


def test_nonsense_is_refused_with_its_reason_and_says_nothing() -> None:
    backwards = replace(met(2, AN, BINH, 0), end=at(-1))
    exposures = [met(1, AN, AN, 0), backwards, met(3, AN, CHI, 0, withdrawn=True), met(4, AN, DUNG, 0, level=Class.LOW)]
    found = derive(exposures, [ill(AN)], replace(POLICY, least_class=Class.MEDIUM))
    assert found.refused == {1: Refused.SELF, 2: Refused.BACKWARDS, 3: Refused.WITHDRAWN, 4: Refused.WEAK}
    assert set(found.standings) == {AN}


def test_a_loop_ends_and_a_case_in_it_stays_f0() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, BINH, CHI, 1), met(3, CHI, AN, 2), met(4, CHI, BINH, 3)]
    found = derive(exposures, [ill(AN, ring=5), ill(CHI, 1, ring=5)], POLICY).standings
    assert {person: one.level for person, one in found.items()} == {AN: 0, BINH: 1, CHI: 0}
    assert (found[AN].terms, found[CHI].terms) == ((), ())


def test_a_contact_who_tests_positive_becomes_a_source_of_f1() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, BINH, CHI, 1)]
    found = derive(exposures, [ill(AN), ill(BINH, 2)], POLICY).standings
    assert (found[BINH].level, found[CHI].level) == (0, 1)
    assert found[CHI].probability == pytest.approx(0.1)


def test_the_contact_of_a_contact_who_proved_positive_is_as_likely_as_if_that_were_sure() -> None:
    # Binh's own window begins on day 5; Chi met Binh before it, after An could have infected Binh.
    exposures = [met(1, AN, BINH, 0, p=0.1), met(2, BINH, CHI, 1, p=0.1)]
    one = derive(exposures, [ill(AN), ill(BINH, 8, tested=9)], POLICY).standings[CHI]
    assert (one.level, one.probability) == (2, pytest.approx(0.1))


def test_a_case_exposes_until_the_earliest_of_what_is_told_of_isolation_and_end() -> None:
    exposures = [met(1, AN, BINH, 1), met(2, AN, CHI, 2), met(3, AN, DUNG, 4)]
    case = replace(ill(AN, isolated=at(3)), ended=on(9))
    assert set(derive(exposures, [case], POLICY).standings) == {AN, BINH, CHI}
    assert set(derive(exposures, [case], POLICY, isolated=[Isolation(AN, at(2, 0))]).standings) == {AN, BINH}
    assert set(derive(exposures, [replace(case, isolated_at=None, ended=on(2))], POLICY).standings) == {AN, BINH}
    assert set(derive(exposures, [case], POLICY, isolated=[Isolation(AN, at(8))]).standings) == {AN, BINH, CHI}


def test_following_one_case_leaves_the_others_f0_without_terms() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, CHI, DUNG, 0), met(3, AN, CHI, 0)]
    found = derive(exposures, [ill(AN), ill(CHI)], POLICY, follow={100 + AN}).standings
    assert {person: one.level for person, one in found.items()} == {AN: 0, BINH: 1, CHI: 0, DUNG: 2}
    assert [term.case for term in found[DUNG].terms] == [100 + AN]


def test_a_case_that_turned_out_negative_reaches_nobody_and_is_f0_no_more() -> None:
    assert not derive([met(1, AN, BINH, 0)], [ill(AN, state=CaseState.NEGATIVE)], POLICY).standings


def test_a_second_illness_exposes_though_the_first_was_isolated() -> None:
    first = replace(ill(AN, -60, key=1, tested=-58), isolated_at=at(-57), ended=on(-40))
    assert BINH in derive([met(1, AN, BINH, 0)], [first, ill(AN, 0, key=2)], POLICY).standings


def test_the_plan_is_the_greatest_and_the_level_the_least_of_all_terms() -> None:
    exposures = [met(1, AN, CHI, 0), met(2, DUNG, EM, 5), met(3, EM, CHI, 8)]
    one = derive(exposures, [ill(AN), ill(DUNG, 5, tested=6)], POLICY).standings[CHI]
    assert [(term.case, term.level) for term in one.terms] == [(100 + AN, 1), (100 + DUNG, 2)]
    assert (one.level, one.plan.place) == (1, Place.FACILITY)
    assert (one.plan.quarantine_from, one.plan.quarantine_until) == (on(0), on(8 + 14))
    assert one.plan.tests == (on(1), on(14))
    assert [one.place_on(on(day)) for day in (14, 15, 22, 23)] == [
        Place.FACILITY,
        Place.HOME,
        Place.HOME,
        Place.NONE,
    ]


def test_contacts_of_one_case_who_meet_again_hold_each_other_only_once_one_of_them_is_ill() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, AN, CHI, 0), met(3, BINH, CHI, 8)]
    one = derive(exposures, [ill(AN)], POLICY).standings
    assert [(one[who].level, one[who].plan.quarantine_until) for who in (BINH, CHI)] == [(1, on(14))] * 2
    assert [term.exposures for term in one[CHI].terms] == [(2,)]
    later = derive(exposures, [ill(AN), ill(BINH, 9, tested=10)], POLICY).standings[CHI]
    assert (later.level, later.plan.quarantine_until) == (1, on(8 + 14))
    assert {term.case: term.exposures for term in later.terms} == {100 + AN: (2,), 100 + BINH: (3,)}


def test_the_vaccinated_leave_sooner_under_the_policy_that_says_so() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, AN, CHI, 0)]
    found = derive(exposures, [ill(AN)], OFFICIAL[5], vaccinated={BINH}).standings
    assert (found[BINH].plan.quarantine_until, found[CHI].plan.quarantine_until) == (on(7), on(10))
    assert found[BINH].plan.tests == (on(1), on(7))


def test_under_the_last_policy_contacts_watch_themselves_and_are_not_quarantined() -> None:
    plan = derive([met(1, AN, BINH, 0)], [ill(AN)], OFFICIAL[6]).standings[BINH].plan
    assert (plan.place, plan.quarantine_until, plan.monitoring_until) == (Place.NONE, None, on(10))


def test_probabilities_of_many_exposures_add_up_but_a_meeting_told_twice_counts_once() -> None:
    once = [met(1, AN, BINH, 0, p=0.2), met(2, AN, BINH, 1, p=0.5)]
    assert derive(once, [ill(AN)], POLICY).standings[BINH].probability == pytest.approx(1 - 0.8 * 0.5)
    twice = [*once, met(3, AN, BINH, 1, 12.5, p=0.4), met(4, BINH, AN, 1, 11, hours=3, p=0.1)]
    assert derive(twice, [ill(AN)], POLICY).standings[BINH].probability == pytest.approx(1 - 0.8 * 0.5)
    several = [met(1, AN, CHI, 0, p=0.2), met(2, BINH, CHI, 0, p=0.5)]
    one = derive(several, [ill(AN), ill(BINH)], POLICY).standings[CHI]
    assert (one.probability, one.sources) == (pytest.approx(0.6), 2)


def test_exposures_told_by_people_take_the_assumed_probability_of_their_class() -> None:
    one = derive([met(1, AN, BINH, 0, p=None, level=Class.MEDIUM)], [ill(AN)], POLICY).standings[BINH]
    assert one.probability == pytest.approx(POLICY.assumed[Class.MEDIUM])


def test_lists_are_ranked_by_probability() -> None:
    exposures = [met(1, AN, BINH, 0, p=0.1), met(2, AN, CHI, 0, p=0.3), met(3, AN, DUNG, 0, p=0.2)]
    assert [one.person for one in derive(exposures, [ill(AN)], POLICY).of_level(1)] == [CHI, DUNG, BINH]


def test_a_decision_overrides_the_level_and_the_dates_but_never_makes_or_unmakes_a_case() -> None:
    exposures = [met(1, AN, BINH, 0)]
    decisions = [Override(BINH, "ngồi khác toa", level=2, quarantine_until=on(9)), Override(AN, "nhầm", level=3)]
    found = derive(exposures, [ill(AN)], POLICY, overrides=decisions).standings
    assert (found[AN].level, found[BINH].level, found[BINH].plan.place) == (0, 2, Place.HOME)
    assert (found[BINH].plan.quarantine_until, found[BINH].override) == (on(9), decisions[0])
    with pytest.raises(ValueError):
        Override(BINH, " ", level=1)
    with pytest.raises(ValueError):
        Override(BINH, "ca bệnh", level=0)


def test_the_place_on_a_day_follows_the_decision() -> None:
    exposures = [met(1, AN, BINH, 0)]
    longer = derive(exposures, [ill(AN)], POLICY, overrides=[Override(BINH, "x", quarantine_until=on(20))]).standings
    assert [longer[BINH].place_on(on(day)) for day in (14, 20, 21)] == [Place.FACILITY, Place.FACILITY, Place.NONE]
    home = derive(exposures, [ill(AN)], POLICY, overrides=[Override(BINH, "x", place=Place.HOME)]).standings
    assert [home[BINH].place_on(on(day)) for day in (1, 14, 15)] == [Place.HOME, Place.HOME, Place.NONE]
    sooner = derive(exposures, [ill(AN)], POLICY, overrides=[Override(BINH, "x", quarantine_until=on(5))]).standings
    assert sooner[BINH].place_on(on(6)) is Place.NONE


def test_a_decision_may_add_somebody_whom_no_exposure_reaches() -> None:
    added = Override(EM, "người nhà khai bổ sung", level=1, quarantine_until=on(14))
    one = derive([], [ill(AN)], POLICY, overrides=[added, Override(DUNG, "không có cấp")]).standings
    assert set(one) == {AN, EM}
    assert (one[EM].level, one[EM].plan.place, one[EM].plan.quarantine_until) == (1, Place.HOME, on(14))


def test_latency_of_a_day_is_a_filter_of_priority() -> None:
    exposures = [met(1, AN, BINH, 0), met(2, BINH, CHI, 0, 20), met(3, BINH, DUNG, 2)]
    assert set(derive(exposures, [ill(AN)], replace(POLICY, latency_hours=24)).standings) == {AN, BINH, DUNG}


@settings(max_examples=100)
@given(worlds())
def test_whatever_is_told_cases_are_f0_and_nobody_else_and_every_chain_holds(world: World) -> None:
    found = derive(world.exposures, world.cases, POLICY)
    positive = {case.person for case in world.cases if case.state is not CaseState.NEGATIVE}
    assert {person for person, one in found.standings.items() if one.level == 0} == positive
    known = {one.key: one for one in world.exposures}
    for person, one in found.standings.items():
        assert 0 <= one.probability <= 1
        assert [step.level for step in one.chain] == list(range(one.level + 1))
        assert one.chain[-1].person == person
        for before, step in zip(one.chain, one.chain[1:], strict=False):
            exposure = known[step.exposure or 0]
            assert step.exposure not in found.refused
            assert {before.person, step.person} == {exposure.source, exposure.target}
            assert exposure.start <= step.at <= exposure.end + timedelta(minutes=1)
            assert before.at <= step.at
        if one.terms:
            assert one.level == min(term.level for term in one.terms)
            assert one.chain[-1].at == min(term.first for term in one.terms if term.level == one.level)
            ends = [term.measure.quarantine_until for term in one.terms if term.measure.quarantine_until]
            assert one.plan.quarantine_until == max(ends, default=None)


@settings(max_examples=50)
@given(worlds(sound=True))
def test_levels_are_the_least_over_the_cases_of_the_graph_s_levels(world: World) -> None:
    minutes = [
        Contact(one.source, one.target, minute)
        for one in world.exposures
        for minute in range(minute_of(one.start), minute_of(one.end) + 1)
    ]
    isolated: dict[int, int] = {}
    for case in world.cases:
        if case.isolated_at:
            until = minute_of(case.isolated_at)
            isolated[case.person] = min(until, isolated.get(case.person, until))
    expected: dict[int, int] = {}
    for case in world.cases:
        since = minute_of(at((case.onset or case.tested).toordinal() - on(0).toordinal() - 3, 0))
        own = {person: until for person, until in isolated.items() if person != case.person}
        if case.isolated_at:
            own[case.person] = minute_of(case.isolated_at)
        graph = levels(minutes, [GraphCase(case.person, since)], max_level=case.ring, isolated=own)
        for person in graph.labels:
            expected[person] = min(graph.level(person) or 0, expected.get(person, 99))
    expected |= {case.person: 0 for case in world.cases}
    found = derive(world.exposures, world.cases, POLICY).standings
    assert {person: one.level for person, one in found.items()} == expected


@given(worlds(sound=True))
def test_more_exposures_and_deeper_rings_never_make_anybody_less_than_they_were(world: World) -> None:
    fewer = derive(world.exposures[:-1], world.cases, POLICY).standings
    more = derive(world.exposures, world.cases, POLICY).standings
    deeper = derive(world.exposures, [replace(case, ring=case.ring + 1) for case in world.cases], POLICY).standings
    for wider, narrower in ((more, fewer), (deeper, more)):
        assert set(narrower) <= set(wider)
        assert all(wider[person].level <= one.level for person, one in narrower.items())


@given(worlds())
def test_the_order_of_facts_does_not_matter(world: World) -> None:
    forward = derive(world.exposures, world.cases, POLICY)
    backward = derive(world.exposures[::-1], world.cases[::-1], POLICY)
    assert forward.refused == backward.refused
    for person, one in forward.standings.items():
        other = backward.standings[person]
        assert (one.level, one.chain, one.plan, one.sources) == (other.level, other.chain, other.plan, other.sources)
        assert one.probability == pytest.approx(other.probability)


def test_who_is_well_again_is_reached_by_a_later_case_and_only_after_the_day_their_illness_ended() -> None:
    well = replace(ill(BINH, -40, tested=-38), state=CaseState.ENDED, ended=on(0))
    for day, level in ((0, 0), (1, 1)):
        one = derive([met(1, AN, BINH, day)], [ill(AN), well], POLICY).standings[BINH]
        assert (one.level, one.case) == (level, 101 if level else 102)
    assert one.plan.quarantine_until == on(15)
    unknown = replace(well, ended=None)
    assert derive([met(1, AN, BINH, 1)], [ill(AN), unknown], POLICY).standings[BINH].level == 0
    again = [ill(AN), well, ill(BINH, 2, key=900, tested=3)]
    assert derive([met(1, AN, BINH, 1)], again, POLICY).standings[BINH].level == 0


def test_no_decision_gives_a_level_to_who_has_had_a_case_and_met_nobody_since() -> None:
    well = replace(ill(BINH, -40, tested=-38), state=CaseState.ENDED, ended=on(0))
    assert derive([], [well], POLICY, overrides=[Override(BINH, "nhầm", level=1)]).standings[BINH].level == 0
