"""Levels, plans and differences follow from exposures and cases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from tests.factories.cases import NOW, SYSTEM, TODAY, a_case, a_cdc_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import cases, exposures
from vungxanh.apps.cases.actions.deriving import derive, follow_policy
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import (
    Case,
    Change,
    Check,
    Classification,
    Derivation,
    Exposure,
    Plan,
    Release,
    Sample,
    Standing,
)
from vungxanh.kit import audit
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db


def level_of(person: object) -> int | None:
    held = Standing.objects.filter(person=person).first()
    return held.level if held else None


def illness_of(case: Case) -> Illness:
    return Illness(classification=Classification(case.classification), onset_on=case.onset_on, tested_on=case.tested_on)


def test_who_was_near_a_case_is_f1_with_a_plan_checks_tests_and_a_token() -> None:
    ill, near = a_person(), a_person()
    by = a_cdc_officer()
    case = a_case(ill, by=by)
    an_exposure(ill, near, by=by)
    assert (level_of(ill), level_of(near)) == (0, 1)
    plan = Plan.objects.get(person=near)
    assert plan.quarantine_ends_on == (NOW - timedelta(days=2)).date() + timedelta(days=14)
    assert plan.starts_on == TODAY
    assert Check.objects.filter(plan=plan, day=TODAY).count() == 2
    assert Sample.objects.filter(person=near).exists()
    token = Release.objects.get(person=near)
    assert (token.case, token.cleared) == (case, "")
    assert not Plan.objects.filter(person=ill).exists()


def test_a_contact_before_the_infectious_window_is_nobody() -> None:
    ill, early = a_person(), a_person()
    by = a_cdc_officer()
    a_case(ill, by=by)
    an_exposure(ill, early, by=by, started_at=NOW - timedelta(days=8))
    assert level_of(early) is None


def test_moving_the_onset_by_two_days_says_who_changes_and_why() -> None:
    ill, early = a_person(), a_person()
    by = a_cdc_officer()
    case = a_case(ill, by=by)
    an_exposure(ill, early, by=by, started_at=NOW - timedelta(days=7))
    assert level_of(early) is None
    moved = replace(illness_of(case), onset_on=case.onset_on - timedelta(days=2))
    cases.change(case, moved, version=case.version, why="sửa theo phiếu điều tra", by=by, at=NOW)
    assert level_of(early) == 1
    run = Derivation.objects.latest("id")
    assert "ngày khởi phát sớm hơn 2 ngày" in run.sentences[0]["vi"]
    assert Change.objects.get(derivation=run, person=early).kinds == ["added"]


def test_a_case_that_was_none_frees_its_contacts_with_the_reason() -> None:
    ill, near = a_person(), a_person()
    by = a_cdc_officer()
    case = a_case(ill, by=by)
    an_exposure(ill, near, by=by)
    cases.change(
        case,
        replace(illness_of(case), classification=Classification.NOT_A_CASE),
        version=case.version,
        why="sửa theo phiếu điều tra",
        by=by,
        at=NOW,
    )
    assert level_of(near) is None
    assert Release.objects.get(person=near).cleared == "negative"
    assert Plan.objects.get(person=near).ended_on == TODAY


def test_a_second_source_keeps_whom_the_first_lets_go() -> None:
    one, other, near = a_person(), a_person(), a_person()
    by = a_cdc_officer()
    first = a_case(one, by=by)
    a_case(other, by=by)
    an_exposure(one, near, by=by)
    an_exposure(other, near, by=by, started_at=NOW - timedelta(days=1))
    cases.change(
        first,
        replace(illness_of(first), classification=Classification.NOT_A_CASE),
        version=first.version,
        why="sửa theo phiếu điều tra",
        by=by,
        at=NOW,
    )
    assert level_of(near) == 1
    assert sorted(Release.objects.filter(person=near).values_list("cleared", flat=True)) == ["", "negative"]


def test_a_withdrawn_meeting_counts_for_nothing_and_stays_readable() -> None:
    ill, near = a_person(), a_person()
    by = a_cdc_officer()
    a_case(ill, by=by)
    row = an_exposure(ill, near, by=by)
    exposures.withdraw([row], "khai nhầm người", by=by, at=NOW)
    assert level_of(near) is None
    assert Exposure.objects.get().withdrawn_why == "khai nhầm người"


def test_the_same_meeting_told_twice_is_one() -> None:
    ill, near = a_person(), a_person()
    by = a_cdc_officer()
    a_case(ill, by=by)
    assert an_exposure(ill, near, by=by) == an_exposure(ill, near, by=by)
    assert Exposure.objects.count() == 1
    assert Derivation.objects.count() == 2  # the case, the meeting; telling it again changes nothing


def test_nobody_meets_himself() -> None:
    one = a_person()
    with pytest.raises(Invalid) as refused:
        an_exposure(one, one)
    assert refused.value.errors[0].field == "target"


def test_a_loop_of_meetings_ends() -> None:
    by = a_cdc_officer()
    ring = [a_person() for _ in range(4)]
    a_case(ring[0], by=by)
    for one, other in zip(ring, ring[1:] + ring[:1], strict=True):
        an_exposure(one, other, by=by)
    assert [level_of(person) for person in ring] == [0, 1, None, 1]


def test_deriving_again_from_nothing_gives_the_same_rows() -> None:
    by = a_cdc_officer()
    ill, near, far = a_person(), a_person(), a_person()
    a_case(ill, by=by)
    an_exposure(ill, near, by=by)
    an_exposure(near, far, by=by)
    before = {row.person_id: row.detail for row in Standing.objects.all()}
    Standing.objects.all().delete()

    with transaction.atomic():
        audit.hold()
        derive({ill.pk, near.pk, far.pk}, cause=exposures.CAUSE, by=by, at=NOW)
    assert {row.person_id: row.detail for row in Standing.objects.all()} == before


def test_every_write_names_its_actor() -> None:
    by = a_cdc_officer()
    ill = a_person()
    a_case(ill, by=by)
    assert set(Entry.objects.filter(verb__startswith="cases.case").values_list("actor_key", flat=True)) == {
        by.actor_key
    }


def test_a_policy_that_begins_derives_everybody_and_says_so() -> None:
    ill, near = a_person(), a_person()
    by = a_cdc_officer()
    spring = datetime(2021, 5, 4, 9, tzinfo=VIETNAM)
    a_case(ill, by=by, at=spring, onset_on=spring.date() - timedelta(days=2))
    an_exposure(ill, near, by=by, at=spring, started_at=spring - timedelta(days=1))
    before = Plan.objects.get(person=near).quarantine_ends_on
    assert follow_policy(by=SYSTEM, at=spring) is None
    run = follow_policy(by=SYSTEM, at=spring + timedelta(days=1))
    assert run is not None
    assert "áp dụng" in run.cause["vi"]
    assert Plan.objects.get(person=near).quarantine_ends_on == before + timedelta(days=7)


def test_what_moves_by_a_time_or_a_chance_alone_is_kept_too() -> None:
    ill, near = a_person(), a_person()
    by = a_cdc_officer()
    case = a_case(ill, by=by)
    an_exposure(ill, near, by=by)
    earlier = case.onset_on - timedelta(days=1)
    cases.change(
        case,
        replace(illness_of(case), onset_on=earlier),
        version=case.version,
        why="sửa theo phiếu điều tra",
        by=by,
        at=NOW,
    )
    kept = {row.person_id: row.detail for row in Standing.objects.all()}
    Standing.objects.all().delete()
    with transaction.atomic():
        audit.hold()
        derive({ill.pk}, cause=exposures.CAUSE, by=by, at=NOW)
    assert {row.person_id: row.detail for row in Standing.objects.all()} == kept
