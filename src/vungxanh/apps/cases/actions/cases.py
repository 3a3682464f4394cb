"""Opening a case and moving what is known of it (ca bệnh)."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.numbering import must_be_free
from vungxanh.apps.cases.events import CaseOpened
from vungxanh.apps.cases.models import Case, CaseState, Classification, Investigation, Person
from vungxanh.apps.exposure.actions.revoke import take_back_keys
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework import diff
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

FORM_VERSION = "3638-2021"
_EARLIEST = date(2019, 12, 1)
_TRIES = 8
NO_CASE = "ca bệnh đã được loại trừ"
ENDED = Said("ca nguồn đã kết thúc", "the source case ended")


@dataclass(frozen=True, slots=True)
class Illness:
    """What is known of a case (thông tin ca bệnh); None and "" where nothing is."""

    classification: Classification = Classification.CONFIRMED
    number: str = ""
    has_symptoms: bool | None = None
    onset_on: date | None = None
    sampled_on: date | None = None
    tested_on: date | None = None
    result_at: datetime | None = None
    isolated_at: datetime | None = None


def open_case(person: Person, illness: Illness, *, by: Officer, at: datetime, entropy: naming.Entropy) -> Case:
    """A person is ill (mở ca bệnh): F1 are derived at once from what is known."""
    policies.must_decide(by, person)
    with transaction.atomic():
        audit.hold()
        return make(person, illness, reported_by=by.unit, by=by, at=at, entropy=entropy)


def make(
    person: Person, illness: Illness, *, reported_by: Unit, by: Actor, at: datetime, entropy: naming.Entropy
) -> Case:
    """The same for who has asked another policy, as a positive test does; inside a transaction that holds the audit."""
    must_be_sound(illness, at)
    must_be_free(illness.number, by=by)
    if active_of(person).exists():
        raise Conflict(_("Người này đang có một ca bệnh chưa kết thúc."))
    case = Case.objects.create(
        code=_free_code(day_of(at).year, entropy),
        person=person,
        path=person.path,
        reported_by=reported_by,
        entered_at=at,
        updated_at=at,
        **columns(illness),
    )
    Investigation.objects.create(case=case, form_version=FORM_VERSION, updated_at=at)
    audit.record("cases.case.open", by=by, on=case, at=at, data={"classification": str(case.classification)})
    events.announce(CaseOpened(case.pk, at))
    derive({person.pk}, cause=Said("thêm ca bệnh", "a case was added"), of=[case.pk], by=by, at=at)
    return case


def change(case: Case, illness: Illness, *, version: int, by: Officer, at: datetime) -> Case:
    """Correct what is known of a case (sửa ca bệnh): contacts are derived again, and the difference says why.

    Who turns out to be no case has their keys revoked in the same transaction; phones learn it with the next batch.
    """
    policies.must_decide(by, case)
    must_be_sound(illness, at)
    with transaction.atomic():
        if illness.classification == Classification.NOT_A_CASE:
            take_back_keys(subjects(case), NO_CASE, by=by, at=at)
        current = _locked(case, version)
        must_be_free(illness.number, by=by, besides=current)
        return rewrite(current, illness, cause=_cause(current, illness), by=by, at=at)


def rewrite(current: Case, illness: Illness, *, cause: Said, by: Actor, at: datetime, why: str = "") -> Case:
    """The same of a case that is held, for who has asked another policy, as a laboratory's result does."""
    if illness.classification != Classification.NOT_A_CASE:
        _must_have_begun(illness, current)
    is_open = current.state == CaseState.ACTIVE and illness.classification != Classification.NOT_A_CASE
    if is_open and active_of(current.person).exclude(pk=current.pk).exists():
        raise Conflict(_("Người này đang có một ca bệnh khác chưa kết thúc."))
    for name, value in columns(illness).items():
        setattr(current, name, value)
    current.turned_negative = illness.classification == Classification.NOT_A_CASE
    current.updated_at, current.version = at, current.version + 1
    current.save()
    audit.record("cases.case.change", by=by, on=current, at=at, data={"why": why} if why else None)
    derive({current.person_id}, cause=cause, of=[current.pk], by=by, at=at)
    return current


def active_of(person: Person) -> QuerySet[Case]:
    """The case of a person that has not ended and was not excluded: one at most."""
    cases = Case.objects.filter(person=person, state=CaseState.ACTIVE)
    return cases.exclude(classification=Classification.NOT_A_CASE)


def known_of(case: Case) -> Illness:
    """What is known of a case now."""
    known = {one.name: getattr(case, one.name) for one in fields(Illness)}
    return Illness(**known | {"classification": Classification(case.classification)})


def end(case: Case, state: CaseState, on: date, *, version: int, by: Officer, at: datetime) -> Case:
    """The illness is over (kết thúc ca bệnh): from that day nobody is exposed by it."""
    policies.must_decide(by, case)
    if state == CaseState.ACTIVE:
        message = _("Chọn ca bệnh kết thúc thế nào: khỏi bệnh, tử vong hay kết thúc.")
        raise Invalid(message, errors=[FieldError("state", message)])
    if on > day_of(at):
        message = _("Ngày kết thúc không thể ở tương lai.")
        raise Invalid(message, errors=[FieldError("ended_on", message)])
    with transaction.atomic():
        current = _locked(case, version)
        if on < (first := _first_day(known_of(current)) or day_of(current.entered_at)):
            message = _("Ca bệnh không thể kết thúc trước ngày đầu tiên của ca, %(day)s.")
            message %= {"day": f"{first:%d/%m/%Y}"}
            raise Invalid(message, errors=[FieldError("ended_on", message)])
        current.state, current.ended_on, current.updated_at, current.version = state, on, at, version + 1
        current.save()
        audit.record("cases.case.end", by=by, on=current, at=at, data={"state": str(state)})
        derive({current.person_id}, cause=ENDED, of=[current.pk], by=by, at=at)
    return current


def must_be_sound(illness: Illness, at: datetime) -> None:
    """Invalid names each day that cannot be right."""
    today, wrong = day_of(at), []
    days = {"onset_on": illness.onset_on, "sampled_on": illness.sampled_on, "tested_on": illness.tested_on}
    for name, day in days.items():
        if day and day > today:
            wrong.append(FieldError(name, _("Ngày ở tương lai.")))
        elif day and day < _EARLIEST:
            wrong.append(FieldError(name, _("Ngày trước khi có dịch.")))
    if illness.sampled_on and illness.tested_on and illness.sampled_on > illness.tested_on:
        wrong.append(FieldError("tested_on", _("Kết quả không thể có trước khi lấy mẫu.")))
    if illness.classification != Classification.SUSPECTED and not (illness.onset_on or illness.tested_on):
        wrong.append(FieldError("onset_on", _("Cần ngày khởi phát hoặc ngày xét nghiệm.")))
    if illness.isolated_at and illness.isolated_at > at + timedelta(hours=1):
        wrong.append(FieldError("isolated_at", _("Lúc cách ly ở tương lai.")))
    if wrong:
        raise Invalid(_("Thông tin ca bệnh chưa đúng."), errors=wrong)


def _first_day(illness: Illness) -> date | None:
    """The first day that is known of a case."""
    known = [day for day in (illness.onset_on, illness.sampled_on, illness.tested_on) if day]
    return min(known, default=None)


def _must_have_begun(illness: Illness, case: Case) -> None:
    """Invalid for a case that would begin after the day it ended on."""
    first = _first_day(illness)
    if case.ended_on and first and first > case.ended_on:
        message = _("Ca bệnh đã kết thúc trước ngày này.")
        raise Invalid(message, errors=[FieldError("onset_on" if illness.onset_on else "tested_on", message)])


def _cause(case: Case, illness: Illness) -> Said:
    """Why contacts change, in the words of the difference."""
    if illness.classification == Classification.NOT_A_CASE:
        return diff.SOURCE_NEGATIVE
    if case.onset_on and illness.onset_on and case.onset_on != illness.onset_on:
        return diff.onset_moved(case.onset_on, illness.onset_on)
    return Said("thông tin ca nguồn được sửa", "what is known of the source case was corrected")


def subjects(case: Case) -> list[UUID]:
    """By what phones know this person, records that were merged into theirs included."""
    people = Person.objects.filter(Q(pk=case.person_id) | Q(merged_into=case.person_id))
    return list(people.values_list("subject", flat=True))


def _locked(case: Case, version: int) -> Case:
    audit.hold()
    current = Case.objects.select_for_update().get(pk=case.pk)
    if current.version != version:
        raise Conflict(_("Người khác vừa sửa ca bệnh này; hãy xem lại rồi sửa tiếp."))
    return current


def columns(illness: Illness) -> dict[str, object]:
    """What is known as the columns of a row."""
    known = {one.name: getattr(illness, one.name) for one in fields(illness)}
    return known | {"number": naming.national_number(illness.number)}


def _free_code(year: int, entropy: naming.Entropy) -> str:
    for _try in range(_TRIES):
        code = naming.case_code(year, entropy(8))
        if not Case.objects.filter(code=code).exists():
            return code
    raise Conflict(_("Chưa cấp được mã ca; hãy thử lại."))
