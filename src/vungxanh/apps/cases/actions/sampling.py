"""Samples and their results (lấy mẫu, kết quả): a positive makes or confirms a case, a negative may free others."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.actions import cases, proving
from vungxanh.apps.cases.actions.current import another, person_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, Classification, Person, Sample, SampleResult
from vungxanh.apps.cases.reasons import nameless
from vungxanh.apps.exposure.actions.revoke import take_back_keys
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.diff import RESULT_BETWEEN
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

_RESULT = ("result", "result_at", "recorded_by")
_WRITTEN = "cases.sample.result"
_PROVED = Said("ca nguồn có kết quả dương tính", "the source case tested positive")


def take(person: Person, on: date, *, laboratory: str = "", by: Officer, at: datetime) -> Sample:
    """A sample was taken (lấy mẫu): the earliest that is due, or one beside the plan."""
    policies.must_follow_up(by, person)
    must_be_past(on, at)
    with transaction.atomic():
        person = person_now(person, policies.must_follow_up, by=by)
        due = Sample.objects.select_for_update().filter(person=person, taken_on=None, due_on__lte=on)
        sample = due.order_by("due_on").first() or Sample(person=person)
        sample.taken_on, sample.laboratory, sample.recorded_by = on, laboratory[:120], by.actor_key
        sample.save()
        audit.record("cases.sample.take", by=by, on=sample, at=at)
    return sample


def must_be_past(on: date, at: datetime) -> None:
    """Invalid for a sample of a day to come."""
    if on > day_of(at):
        message = _("Ngày lấy mẫu ở tương lai.")
        raise Invalid(message, errors=[FieldError("taken_on", message)])


def result(
    sample: Sample,
    found: SampleResult,
    *,
    found_at: datetime | None = None,
    why: str = "",
    seen: str = "",
    by: Officer,
    at: datetime,
    entropy: naming.Entropy,
) -> Case | None:
    """What the laboratory says (kết quả xét nghiệm); the case that it opened, confirmed or let go of.

    `found_at` is when it said so, `at` where nobody knows better. A case without symptoms infects from the days before
    the sample was taken, whenever its result came.

    A negative is a fact as any other: who was held only until it is free, and held again when it is corrected. Who
    corrects a positive says why: a case that rests on nothing else is what it was before, and where that is no source,
    its keys are revoked.

    Conflict, and nothing written, when another result came since the officer saw it: `seen` as `followup.check` has it.
    """
    policies.must_follow_up(by, sample.person)
    with transaction.atomic():
        case = proving.resting_on(sample)
        if case and found != SampleResult.POSITIVE and why.strip() and proving.falls(case, sample):
            # Their rows are locked before the audit.
            take_back_keys(cases.subjects(case), proving.CORRECTED, by=by, at=at)
        was = _now(sample, by)
        if was.version != (seen or sample.version):
            if (found, found_at or was.result_at) == (was.result, was.result_at):
                return None  # said already, as when a button is pressed twice
            raise Conflict(written(was))
        is_taken_back = was.result == SampleResult.POSITIVE != found
        must_be_possible(was, found_at, at)
        _must_be_told(why, is_taken_back=is_taken_back)
        sample.result, sample.recorded_by = found, by.actor_key
        sample.result_at = found_at or (was.result_at if was.result == found else at)
        sample.save(update_fields=_RESULT)
        said = nameless(why, [sample.person]) if is_taken_back else ""
        if is_taken_back:
            Case.objects.filter(proved_by=sample.pk).update(proved_by=None)
        data = {"result": str(found)} | ({"why": said} if said else {})
        audit.record(_WRITTEN, by=by, on=sample, at=at, data=data)
        if was.result != found and SampleResult.NEGATIVE in {was.result, found}:
            derive({sample.person_id}, cause=RESULT_BETWEEN, by=by, at=at)
        if found == SampleResult.POSITIVE:
            return _ill(sample, by=by, at=at, entropy=entropy)
        return proving.unproved(case, was, said, by=by, at=at) if case and is_taken_back else None


def _now(sample: Sample, by: Officer) -> Sample:
    """The sample as it stands once the audit is held, and its person on the one shown."""
    sample.person = person_now(sample.person, policies.must_follow_up, by=by)
    was = Sample.objects.select_for_update().get(pk=sample.pk)
    if was.person_id != sample.person_id:
        raise another()
    return was


def written(sample: Sample) -> str:
    """Who wrote which result, for whoever was shown another one."""
    last = history_of(sample).filter(verb=_WRITTEN).last()
    told = {"who": last.who if last else _("Người khác"), "what": SampleResult(sample.result).label}
    return _("%(who)s vừa ghi kết quả của mẫu này: %(what)s. Xem lại, và chỉ ghi tiếp nếu phải sửa.") % told


def _must_be_told(why: str, *, is_taken_back: bool) -> None:
    if is_taken_back and not why.strip():
        message = _("Kết quả này đã ghi là dương tính: cần ghi lý do sửa.")
        raise Invalid(message, errors=[FieldError("why", message)])


def must_be_possible(was: Sample, found_at: datetime | None, at: datetime) -> None:
    """Invalid for a result of a sample that is only due, of a moment to come, or from before the sample was taken."""
    if was.taken_on is None:
        message = _("Mẫu này chưa được lấy.")
        raise Invalid(message, errors=[FieldError("result", message)])
    if found_at and found_at > at:
        message = _("Thời điểm có kết quả ở tương lai.")
        raise Invalid(message, errors=[FieldError("result_at", message)])
    if found_at and day_of(found_at) < was.taken_on:
        message = _("Kết quả không thể có trước khi lấy mẫu.")
        raise Invalid(message, errors=[FieldError("result_at", message)])


def _ill(sample: Sample, *, by: Officer, at: datetime, entropy: naming.Entropy) -> Case | None:
    """The case that a positive opens or confirms; None where one is confirmed already."""
    case, found_at = cases.active_of(sample.person).select_for_update().first(), sample.result_at or at
    if case is None:
        illness = Illness(sampled_on=sample.taken_on, tested_on=day_of(found_at), result_at=found_at)
        opened = cases.make(sample.person, illness, reported_by=by.unit, by=by, at=at, entropy=entropy)
        return proving.resting(opened, sample, {})
    if case.classification == Classification.CONFIRMED:
        return None
    known, held_before = cases.known_of(case), proving.held_of(case)
    proved = replace(known, classification=Classification.CONFIRMED, result_at=found_at)
    if known.tested_on is None:
        proved = replace(proved, sampled_on=sample.taken_on, tested_on=day_of(found_at))
    return proving.resting(cases.rewrite(case, proved, cause=_PROVED, by=by, at=at), sample, held_before)
