"""Samples and their results (lấy mẫu, kết quả): a positive makes or confirms a case, a negative may free others."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.actions import cases
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.models import Case, Classification, Person, Sample, SampleResult
from vungxanh.apps.cases.reasons import nameless
from vungxanh.apps.exposure.actions.revoke import take_back_keys
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.diff import RESULT_BETWEEN
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid

CORRECTED = "kết quả dương tính đã được sửa"
_PROVED = Said("ca nguồn có kết quả dương tính", "the source case tested positive")
_UNPROVED = Said("kết quả dương tính của ca nguồn được sửa", "the positive result of the source case was corrected")


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


def result(
    sample: Sample, found: SampleResult, *, why: str = "", by: Officer, at: datetime, entropy: naming.Entropy
) -> Case | None:
    """What the laboratory says (kết quả xét nghiệm); the case that it opened, confirmed or let go of.

    A negative is a fact as any other: who was held only until it is free, and held again when it is corrected. Who
    corrects a positive says why: a case that rests on nothing else is suspected again, and its keys are revoked.
    """
    policies.must_follow_up(by, sample.person)
    with transaction.atomic():
        case = _resting_on(sample)
        if case and found != SampleResult.POSITIVE and why.strip() and not _another_positive(sample):
            take_back_keys(cases.subjects(case), CORRECTED, by=by, at=at)  # their rows are locked before the audit
        audit.hold()
        was = Sample.objects.select_for_update().get(pk=sample.pk)
        is_taken_back = was.result == SampleResult.POSITIVE != found
        _must_be_told(was, why, is_taken_back=is_taken_back)
        sample.result, sample.recorded_by = found, by.actor_key
        sample.result_at = was.result_at if was.result == found else at
        sample.save()
        said = nameless(why, [sample.person]) if is_taken_back else ""
        data = {"result": str(found)} | ({"why": said} if said else {})
        audit.record("cases.sample.result", by=by, on=sample, at=at, data=data)
        if was.result != found and SampleResult.NEGATIVE in {was.result, found}:
            derive({sample.person_id}, cause=RESULT_BETWEEN, by=by, at=at)
        if found == SampleResult.POSITIVE:
            return _ill(sample, by=by, at=at, entropy=entropy)
        return _unproved(case, was, said, by=by, at=at) if case and is_taken_back else None


def _must_be_told(was: Sample, why: str, *, is_taken_back: bool) -> None:
    if was.taken_on is None:
        message = _("Mẫu này chưa được lấy.")
        raise Invalid(message, errors=[FieldError("result", message)])
    if is_taken_back and not why.strip():
        message = _("Kết quả này đã ghi là dương tính: cần ghi lý do sửa.")
        raise Invalid(message, errors=[FieldError("why", message)])


def _ill(sample: Sample, *, by: Officer, at: datetime, entropy: naming.Entropy) -> Case | None:
    """The case that a positive opens or confirms; None where one is confirmed already."""
    case = cases.active_of(sample.person).select_for_update().first()
    if case is None:
        illness = cases.Illness(sampled_on=sample.taken_on, tested_on=day_of(at), result_at=at)
        return cases.make(sample.person, illness, reported_by=by.unit, by=by, at=at, entropy=entropy)
    if case.classification == Classification.CONFIRMED:
        return None
    known = cases.known_of(case)
    proved = replace(known, classification=Classification.CONFIRMED, result_at=at)
    if known.tested_on is None:
        proved = replace(proved, sampled_on=known.sampled_on or sample.taken_on, tested_on=day_of(at))
    return cases.rewrite(case, proved, cause=_PROVED, by=by, at=at)


def _resting_on(sample: Sample) -> Case | None:
    """The case that this positive confirmed: the one whose result came at that minute."""
    held = Sample.objects.get(pk=sample.pk)
    if held.result != SampleResult.POSITIVE or held.result_at is None:
        return None
    confirmed = Case.objects.filter(person=held.person_id, classification=Classification.CONFIRMED)
    minute = held.result_at.replace(second=0, microsecond=0)
    return confirmed.filter(result_at__gte=minute, result_at__lte=held.result_at).order_by("-pk").first()


def _another_positive(sample: Sample) -> Sample | None:
    """The first other positive of the person."""
    others = Sample.objects.filter(person=sample.person_id, result=SampleResult.POSITIVE).exclude(pk=sample.pk)
    return others.exclude(result_at=None).order_by("result_at", "pk").first()


def _unproved(case: Case, was: Sample, why: str, *, by: Officer, at: datetime) -> Case | None:
    """The case without this result: by another positive of the person, or suspected as before any."""
    held = Case.objects.select_for_update().filter(pk=case.pk, classification=Classification.CONFIRMED).first()
    if held is None:  # somebody was faster
        return None
    known, other = cases.known_of(held), _another_positive(was)
    was_on = day_of(was.result_at) if was.result_at else None
    if other and other.result_at:
        rest = replace(known, sampled_on=other.taken_on, tested_on=day_of(other.result_at), result_at=other.result_at)
    else:
        tested_on = None if known.tested_on == was_on else known.tested_on
        rest = replace(known, classification=Classification.SUSPECTED, tested_on=tested_on, result_at=None)
    return cases.rewrite(held, rest, cause=_UNPROVED, why=why, by=by, at=at)
