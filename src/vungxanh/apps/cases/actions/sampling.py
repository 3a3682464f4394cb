"""Samples and their results: a positive makes a case, a negative may free others (lấy mẫu, kết quả)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.actions import cases
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.models import Case, CaseState, Person, Sample, SampleResult
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.diff import RESULT_BETWEEN
from vungxanh.kit import audit
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid


def take(person: Person, on: date, *, laboratory: str = "", by: Officer, at: datetime) -> Sample:
    """A sample was taken (lấy mẫu): the earliest that is due, or one beside the plan."""
    policies.must_follow_up(by, person)
    if on > day_of(at):
        message = _("Ngày lấy mẫu ở tương lai.")
        raise Invalid(message, errors=[FieldError("taken_on", message)])
    with transaction.atomic():
        due = Sample.objects.select_for_update().filter(person=person, taken_on=None, due_on__lte=on)
        sample = due.order_by("due_on").first() or Sample(person=person)
        sample.taken_on, sample.laboratory, sample.recorded_by = on, laboratory[:120], by.actor_key
        sample.save()
        audit.record("cases.sample.take", by=by, on=sample, at=at)
    return sample


def result(sample: Sample, found: SampleResult, *, by: Officer, at: datetime, entropy: naming.Entropy) -> Case | None:
    """What the laboratory says (kết quả xét nghiệm); the case when a positive made one.

    A negative is a fact as any other: who was held only until it is free, and held again when it is corrected.
    """
    policies.must_follow_up(by, sample.person)
    if sample.taken_on is None:
        message = _("Mẫu này chưa được lấy.")
        raise Invalid(message, errors=[FieldError("result", message)])
    with transaction.atomic():
        audit.hold()
        was = Sample.objects.get(pk=sample.pk).result
        sample.result, sample.result_at, sample.recorded_by = found, at, by.actor_key
        sample.save()
        audit.record("cases.sample.result", by=by, on=sample, at=at, data={"result": str(found)})
        if was != found and SampleResult.NEGATIVE in {was, found}:
            derive({sample.person_id}, cause=RESULT_BETWEEN, by=by, at=at)
        return _ill(sample, by=by, at=at, entropy=entropy) if found == SampleResult.POSITIVE else None


def _ill(sample: Sample, *, by: Officer, at: datetime, entropy: naming.Entropy) -> Case | None:
    if Case.objects.filter(person=sample.person, state=CaseState.ACTIVE, turned_negative=False).exists():
        return None
    illness = cases.Illness(sampled_on=sample.taken_on, tested_on=day_of(at), result_at=at)
    return cases.make(sample.person, illness, reported_by=by.unit, by=by, at=at, entropy=entropy)
