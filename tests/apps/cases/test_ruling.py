"""A new decision: entered once, kept beside the older ones, followed by everybody from its day on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories.cases import (
    NOW,
    TODAY,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_person,
    an_exposure,
    the_policies,
)
from vungxanh.apps.cases.actions.deriving import follow_policy
from vungxanh.apps.cases.actions.ruling import enter_policy
from vungxanh.apps.cases.models import Derivation, Plan, Policy, Standing
from vungxanh.apps.cases.queries.foreseeing import foreseen
from vungxanh.apps.cases.queries.policy import in_force, versions
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.official import OFFICIAL
from vungxanh.core.casework.policy import LevelRule, Place
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed
from vungxanh.kit.retention import stores

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("policy")
SEVEN = replace(
    OFFICIAL[0],
    number="1/QĐ-UBND",
    title="Cách ly 7 ngày",
    valid_from=TODAY,
    levels=(LevelRule(1, Place.HOME, 7, test_days=(1, 7)), *OFFICIAL[0].levels[1:]),
)


def quarantine_days(person: object) -> int:
    """From the last exposure to the last day of quarantine, as it stands derived."""
    held = standing_json.from_json(Standing.objects.get(person=person).detail)
    assert held.plan.quarantine_until is not None
    return (held.plan.quarantine_until - clock.day_of(held.last)).days


def test_without_any_policy_there_is_nothing_to_follow() -> None:
    assert not Policy.objects.exists()
    assert follow_policy(by=SYSTEM, at=NOW) is None


def test_a_decision_in_force_gives_everybody_their_new_days_and_says_why() -> None:
    the_policies()
    source, contact = a_person(), a_person()
    a_case(source)
    an_exposure(source, contact)
    assert quarantine_days(contact) == 14
    row = enter_policy(SEVEN, by=a_cdc_officer(), at=NOW)
    run = follow_policy(by=SYSTEM, at=NOW)
    assert run is not None
    assert run.policy == row
    assert "1/QĐ-UBND" in run.cause["vi"]
    assert quarantine_days(contact) == 7
    assert follow_policy(by=SYSTEM, at=NOW) is None


def test_a_case_changed_before_the_nightly_run_does_not_hide_the_new_decision_from_others() -> None:
    the_policies()
    source, contact = a_person(), a_person()
    a_case(source)
    an_exposure(source, contact)
    enter_policy(SEVEN, by=a_cdc_officer(), at=NOW)
    a_case(a_person())
    assert quarantine_days(contact) == 14
    run = follow_policy(by=SYSTEM, at=NOW)
    assert run is not None
    assert run.is_whole
    assert quarantine_days(contact) == 7


def test_a_decision_that_begins_later_waits_for_its_day() -> None:
    the_policies()
    source, contact = a_person(), a_person()
    a_case(source)
    an_exposure(source, contact)
    enter_policy(replace(SEVEN, valid_from=TODAY + timedelta(days=2)), by=a_cdc_officer(), at=NOW)
    assert follow_policy(by=SYSTEM, at=NOW) is None
    assert follow_policy(by=SYSTEM, at=NOW + timedelta(days=2)) is not None
    assert quarantine_days(contact) == 7


def test_a_correction_takes_the_place_of_the_older_version_which_stays() -> None:
    the_policies()
    officer = a_cdc_officer()
    first = enter_policy(SEVEN, by=officer, at=NOW)
    second = enter_policy(replace(SEVEN, title="Cách ly 7 ngày (sửa)"), by=officer, at=NOW + timedelta(hours=1))
    assert (first.version, second.version) == ("1/QĐ-UBND", "1/QĐ-UBND (2)")
    states = {each.row.version: each.state for each in versions(officer, TODAY)}
    assert states["1/QĐ-UBND"] == "replaced"
    assert states["1/QĐ-UBND (2)"] == "in_force"
    assert in_force(TODAY)[0] == second
    with pytest.raises(Conflict):
        enter_policy(replace(SEVEN, title="Cách ly 7 ngày (sửa)"), by=officer, at=NOW)


def test_a_day_before_a_correction_keeps_the_answer_it_had() -> None:
    the_policies()
    officer, past = a_cdc_officer(), TODAY - timedelta(days=5)
    first = enter_policy(replace(SEVEN, valid_from=past), by=officer, at=NOW - timedelta(days=3))
    second = enter_policy(replace(SEVEN, valid_from=past, title="Sửa"), by=officer, at=NOW)
    assert in_force(TODAY)[0] == second
    for days in (1, 3, 5):  # the first of a decision counts from the day it says, also before it was entered
        assert in_force(TODAY - timedelta(days=days))[0] == first
    assert in_force(past - timedelta(days=1))[0].decision != SEVEN.number


def test_old_runs_expire_but_the_one_that_says_by_which_policy_everybody_was_derived() -> None:
    the_policies()
    a_case(a_person())
    enter_policy(SEVEN, by=a_cdc_officer(), at=NOW)
    whole = follow_policy(by=SYSTEM, at=NOW)
    assert whole is not None
    for _later in range(2):
        a_case(a_person())
    (store,) = stores.of_rule("derivations")
    store.delete(NOW + timedelta(days=400), 1000)
    assert list(Derivation.objects.order_by("pk").values_list("is_whole", flat=True)) == [True, False]
    assert follow_policy(by=SYSTEM, at=NOW) is None


def test_unsound_rules_and_officers_below_the_province_are_refused() -> None:
    the_policies()
    unsound = replace(SEVEN, levels=(LevelRule(1, Place.NONE, 7),))
    with pytest.raises(Invalid, match="F1"):
        enter_policy(unsound, by=a_cdc_officer(), at=NOW)
    with pytest.raises(NotAllowed):
        enter_policy(SEVEN, by=a_health_officer(a_commune()), at=NOW)
    assert not Policy.objects.filter(decision=SEVEN.number).exists()


@pytest.mark.parametrize(("met_before", "brought_back"), [(11, 1), (13, 1), (14, 1), (15, 0), (40, 0)])
def test_whom_a_longer_decision_brings_back_is_foreseen_by_their_last_meeting(
    met_before: int, brought_back: int
) -> None:
    the_policies()
    source, contact = a_person(), a_person()
    began = NOW - timedelta(days=met_before)
    a_case(source, onset_on=began.date(), at=began)
    an_exposure(source, contact, started_at=began, at=began)
    officer, none = a_cdc_officer(), LevelRule(1, Place.HOME, 1)
    enter_policy(replace(SEVEN, levels=(none, *SEVEN.levels[1:])), by=officer, at=NOW)
    follow_policy(by=SYSTEM, at=NOW)
    assert not Plan.objects.filter(ended_on=None).exists()
    longer = replace(SEVEN, number="2/QĐ-UBND", levels=(LevelRule(1, Place.HOME, 14), *SEVEN.levels[1:]))
    means = foreseen(officer, longer, at=NOW)
    assert (means.followed, means.brought_back, means.new) == (0, brought_back, 0)
    enter_policy(longer, by=officer, at=NOW)
    follow_policy(by=SYSTEM, at=NOW)
    assert Plan.objects.filter(ended_on=None).count() == brought_back
