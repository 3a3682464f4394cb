"""The made-up outbreak: whole, marked as made up, in all states that work knows, and played once."""

from datetime import timedelta

import pytest

from vungxanh.apps.cases.models import (
    Case,
    Change,
    Check,
    Classification,
    Derivation,
    Exposure,
    Order,
    OrderState,
    Outcome,
    Person,
    Plan,
    Ring,
    Sample,
    SampleResult,
    Standing,
)
from vungxanh.apps.exposure.models import Code, Device, Upload
from vungxanh.apps.org.actions import demonstration as org
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit import verify
from vungxanh.kit.notices.models import Notice
from vungxanh.project.demonstration.outbreak import BEGIN, play_outbreak
from vungxanh.project.demonstration.province import RECEIVED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = BEGIN + timedelta(hours=8)


def play() -> bool:
    org.seed(by=SystemActor("demonstration"), at=RECEIVED)
    return play_outbreak(at=AT, say=lambda _text: None)


def test_the_outbreak_shows_every_state_that_work_knows_and_is_played_once() -> None:
    assert play()
    assert Case.objects.count() == 8
    assert not Case.objects.exclude(number__startswith="MẪU-").exists()
    assert not [person for person in Person.objects.all() if not person.full_name.endswith(" (mẫu)") or person.phone]
    levels = [Standing.objects.filter(level=level).count() for level in range(4)]
    assert levels[0] >= 6
    assert levels[1] >= 60
    assert levels[2] >= 25
    assert levels[3] == 0
    assert Standing.objects.filter(sources__gt=1).count() >= 8
    assert Ring.objects.count() == 2
    assert len(set(Plan.objects.values_list("unit", flat=True))) >= 12
    assert Plan.objects.exclude(ended_on=None).exists()
    assert Plan.objects.filter(overdue__gt=0).exists()
    outcomes = {Outcome.DUE, Outcome.WELL, Outcome.SYMPTOMS, Outcome.NOT_REACHED}
    assert set(Check.objects.filter(day=BEGIN.date()).values_list("outcome", flat=True)) == outcomes
    assert {SampleResult.POSITIVE, SampleResult.NEGATIVE, SampleResult.WAITING} == set(
        Sample.objects.exclude(taken_on=None).values_list("result", flat=True)
    )
    states = {OrderState.DRAFT, OrderState.ISSUED, OrderState.DELIVERED, OrderState.REVOKED}
    assert set(Order.objects.values_list("state", flat=True)) == states
    assert not Notice.objects.exists()  # the worker's: it finds their events
    before = [model.objects.count() for model in (Person, Exposure, Check, Derivation, Device, Code, Upload, Notice)]
    assert not play_outbreak(at=AT + timedelta(days=1), say=lambda _text: None)
    assert before == [
        model.objects.count() for model in (Person, Exposure, Check, Derivation, Device, Code, Upload, Notice)
    ]
    assert verify.verify().is_sound


def test_an_onset_that_moved_by_two_days_tells_its_difference_and_a_case_that_was_none_frees_people() -> None:
    play()
    (moved,) = [run for run in Derivation.objects.all() if "khởi phát" in run.cause["vi"]]
    assert moved.counts
    assert any("khởi phát sớm hơn 2 ngày" in sentence["vi"] for sentence in moved.sentences)
    none = Case.objects.get(classification=Classification.NOT_A_CASE)
    assert none.turned_negative
    freed = Change.objects.filter(derivation__at=none.updated_at)
    assert freed.filter(after__isnull=True).count() >= 5
    told = [case for case in Case.objects.filter(classification=Classification.CONFIRMED) if case.notified_at]
    assert len(told) == 6
    assert all(case.notified_at > case.entered_at for case in told)


@pytest.mark.parametrize("at", [BEGIN - timedelta(hours=1), BEGIN + timedelta(days=400)])
def test_it_belongs_to_its_weeks(at: object) -> None:
    assert not play_outbreak(at=at, say=lambda _text: None)  # type: ignore[arg-type]
