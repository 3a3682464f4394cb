"""The made-up outbreak: whole, marked as made up, in all states that work knows, and played once."""

from datetime import timedelta

import pytest

from vungxanh.apps.accounts.models import User
from vungxanh.apps.cases.models import (
    BreakerTurn,
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
from vungxanh.apps.exposure.models import Batch, Code, Device, Upload, UploadKind, UploadState
from vungxanh.apps.exposure.queries.devices import coverage
from vungxanh.apps.org.actions import demonstration as org
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit import verify
from vungxanh.kit.notices.models import Notice
from vungxanh.project.demonstration.outbreak import BEGIN, play_outbreak
from vungxanh.project.demonstration.phones import stay_awake
from vungxanh.project.demonstration.populations import give_populations
from vungxanh.project.demonstration.province import RECEIVED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = BEGIN + timedelta(hours=8)


def play() -> bool:
    by = SystemActor("demonstration")
    org.seed(by=by, at=RECEIVED)
    give_populations(by=by, at=RECEIVED)
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
    assert levels[3] >= 5
    assert Standing.objects.filter(sources__gt=1).count() >= 8
    assert Ring.objects.count() == 3
    assert len(set(Plan.objects.values_list("unit", flat=True))) >= 12
    assert Plan.objects.exclude(ended_on=None).exists()
    assert Plan.objects.filter(overdue__gt=0).exists()
    outcomes = {Outcome.DUE, Outcome.WELL, Outcome.SYMPTOMS, Outcome.NOT_REACHED}
    assert set(Check.objects.filter(day=BEGIN.date()).values_list("outcome", flat=True)) == outcomes
    assert {SampleResult.POSITIVE, SampleResult.NEGATIVE, SampleResult.WAITING} == set(
        Sample.objects.exclude(taken_on=None).values_list("result", flat=True)
    )
    assert set(Order.objects.values_list("state", flat=True)) == set(OrderState)
    # All others are the worker's: it finds their events.
    assert set(Notice.objects.values_list("kind", flat=True)) == {"exposure.report"}
    reports = Upload.objects.filter(kind=UploadKind.CONTACT)
    assert reports.filter(state=UploadState.WAITING).count() >= 5
    assert set(reports.values_list("state", flat=True)) == {
        UploadState.WAITING,
        UploadState.ACCEPTED,
        UploadState.REFUSED,
    }
    assert reports.filter(state=UploadState.WAITING, place__code="20335").exists()
    assert Batch.objects.filter(rows__gte=1000).count() == 3
    assert [turn.opened for turn in BreakerTurn.objects.order_by("at")] == [True, False]
    before = [model.objects.count() for model in (Person, Exposure, Check, Derivation, Device, Code, Upload, Notice)]
    assert not play_outbreak(at=AT + timedelta(days=1), say=lambda _text: None)
    assert before == [
        model.objects.count() for model in (Person, Exposure, Check, Derivation, Device, Code, Upload, Notice)
    ]
    assert verify.verify().is_sound


def test_sample_phones_are_counted_and_seen_again_on_each_day() -> None:
    play()
    officer = officers_of(User.objects.get(username="cdc.yte"), BEGIN.date())[0]
    known = coverage(officer, on=BEGIN.date(), days=2)
    shares = sorted(one.share for one in known if one.share is not None)
    assert len(known) == 241
    assert (shares[0] < 0.01, shares[-1] > 0.25) == (True, True)
    assert Device.objects.filter(token_digest__startswith="mau-").count() > 30_000
    active = sum(one.active or 0 for one in known)
    weeks_later = AT + timedelta(days=17)
    assert stay_awake(at=weeks_later) >= active
    assert stay_awake(at=weeks_later) == 0
    again = coverage(officer, on=weeks_later.date(), days=2)
    assert sum(one.active or 0 for one in again) == pytest.approx(active, rel=0.01)


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
