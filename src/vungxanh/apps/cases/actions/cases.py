"""Opening a case and moving what is known of it (ca bệnh)."""

from dataclasses import fields
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.actions.current import case_now, person_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.illness import Illness, days, first_day, must_be_sound, must_have_infected
from vungxanh.apps.cases.actions.numbering import must_be_free
from vungxanh.apps.cases.events import CaseOpened
from vungxanh.apps.cases.models import Case, CaseState, Classification, Investigation, Person
from vungxanh.apps.cases.queries.facts import SOURCES
from vungxanh.apps.cases.reasons import nameless
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
_TRIES = 8
NO_CASE = "ca bệnh đã được loại trừ"
DOUBTED = "ca bệnh trở về ca nghi ngờ"
ENDED = Said("ca nguồn đã kết thúc", "the source case ended")
CORRECTED = Said("thông tin ca nguồn được sửa", "what is known of the source case was corrected")


def open_case(
    person: Person,
    illness: Illness,
    *,
    isolated_early: bool = False,
    by: Officer,
    at: datetime,
    entropy: naming.Entropy,
) -> Case:
    """A person is ill (mở ca bệnh): F1 are derived at once from what is known.

    An isolation before anybody could be infected, which frees all their contacts, is taken if it is `isolated_early`.
    """
    policies.must_decide(by, person)
    must_be_sound(illness, at)
    if not isolated_early:
        must_have_infected(illness, at)
    with transaction.atomic():
        person = person_now(person, policies.must_decide, by=by)
        return make(person, illness, reported_by=by.unit, by=by, at=at, entropy=entropy)


def make(
    person: Person, illness: Illness, *, reported_by: Unit, by: Actor, at: datetime, entropy: naming.Entropy
) -> Case:
    """The same for who has asked another policy, as a positive test does; inside a transaction that holds the audit."""
    must_be_sound(illness, at)
    must_be_free(illness.number, by=by)
    must_not_be_ill(person)
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


def change(
    case: Case,
    illness: Illness,
    *,
    version: int,
    why: str = "",
    isolated_early: bool = False,
    by: Officer,
    at: datetime,
) -> Case:
    """Correct what is known of a case (sửa ca bệnh): contacts are derived again, and the difference says why.

    `why` is required of whoever moves a day that was known, or lets everybody go whom the case holds; names in it are
    taken out. `isolated_early` is that of `open_case`.

    Who turns out to be no case, or is only suspected again, has their keys revoked in the same transaction; phones
    learn it with the next batch. Who is confirmed again after that hands in anew, with a new code.
    """
    policies.must_decide(by, case)
    must_be_sound(illness, at)
    if not isolated_early:
        must_still_have_infected(illness, case, at)
    with transaction.atomic():
        if gone := no_source_any_more(case, illness):
            take_back_keys(subjects(case), gone, by=by, at=at)
        current = _locked(case, version, by)
        must_be_free(illness.number, by=by, besides=current)
        said = _reason(current, illness, why)
        return rewrite(current, illness, cause=_cause(current, illness, said), by=by, at=at, why=said)


def _reason(case: Case, illness: Illness, why: str) -> str:
    """The reason without names; Invalid where one is needed and none was given."""
    was, now = days(known_of(case)), days(illness)
    is_moved = any(was[name] and was[name] != now[name] for name in was)
    is_let_go = case.classification != illness.classification and bool(no_source_any_more(case, illness))
    if (is_moved or is_let_go) and not why.strip():
        message = _("Sửa một ngày đã ghi, hoặc thôi tính là ca bệnh: cần ghi lý do.")
        raise Invalid(message, errors=[FieldError("why", message)])
    return nameless(why.strip(), [case.person]) if why.strip() else ""


def no_source_any_more(case: Case, illness: Illness) -> str:
    """Why the keys of a case are to be taken back; "" where they are not.

    Its row is not locked yet: whoever changed it meanwhile changed its version too, which undoes this.
    """
    if illness.classification == Classification.NOT_A_CASE:
        return NO_CASE
    was_source = Case.objects.filter(pk=case.pk, classification__in=SOURCES).exists()
    return DOUBTED if was_source and illness.classification not in SOURCES else ""


def rewrite(current: Case, illness: Illness, *, cause: Said, by: Actor, at: datetime, why: str = "") -> Case:
    """The same of a case that is held, for who has asked another policy, as a laboratory's result does."""
    must_have_begun(illness, current)
    must_be_the_only_one(illness, current)
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


def must_be_current(case: Case, version: int) -> None:
    """Conflict where the case has changed since this version of it was read."""
    if case.version != version:
        raise Conflict(_("Người khác vừa sửa ca bệnh này; hãy xem lại rồi sửa tiếp."))


def must_not_be_ill(person: Person) -> None:
    """Conflict for who has a case that has not ended (1 query)."""
    if active_of(person).exists():
        raise Conflict(_("Người này đang có một ca bệnh chưa kết thúc."))


def must_be_the_only_one(illness: Illness, case: Case) -> None:
    """Conflict where the case would run beside another one of the person (1 query)."""
    is_open = case.state == CaseState.ACTIVE and illness.classification != Classification.NOT_A_CASE
    if is_open and active_of(case.person).exclude(pk=case.pk).exists():
        raise Conflict(_("Người này đang có một ca bệnh khác chưa kết thúc."))


def must_still_have_infected(illness: Illness, case: Case, at: datetime) -> None:
    """`must_have_infected` of a correction: what stands already and stays is not asked about again."""
    if days(illness) != days(known_of(case)):
        must_have_infected(illness, at)


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
        current = _locked(case, version, by)
        must_end_after_beginning(current, on)
        current.state, current.ended_on, current.updated_at, current.version = state, on, at, version + 1
        current.save()
        audit.record("cases.case.end", by=by, on=current, at=at, data={"state": str(state)})
        derive({current.person_id}, cause=ENDED, of=[current.pk], by=by, at=at)
    return current


def must_end_after_beginning(case: Case, on: date) -> None:
    """Invalid for a day before the case's first."""
    if on < (first := first_day(known_of(case)) or day_of(case.entered_at)):
        message = _("Ca bệnh không thể kết thúc trước ngày đầu tiên của ca, %(day)s.")
        message %= {"day": f"{first:%d/%m/%Y}"}
        raise Invalid(message, errors=[FieldError("ended_on", message)])


def must_have_begun(illness: Illness, case: Case) -> None:
    """Invalid for a case that would begin after the day it ended on."""
    first = None if illness.classification == Classification.NOT_A_CASE else first_day(illness)
    if case.ended_on and first and first > case.ended_on:
        message = _("Ca bệnh đã kết thúc trước ngày này.")
        raise Invalid(message, errors=[FieldError("onset_on" if illness.onset_on else "tested_on", message)])


def _cause(case: Case, illness: Illness, why: str) -> Said:
    """Why contacts change, in the words of the difference, with the officer's own in both languages."""
    cause = CORRECTED
    if illness.classification == Classification.NOT_A_CASE:
        cause = diff.SOURCE_RULED_OUT
    elif no_source_any_more(case, illness):
        cause = diff.SOURCE_DOUBTED
    elif case.onset_on and illness.onset_on and case.onset_on != illness.onset_on:
        cause = diff.onset_moved(case.onset_on, illness.onset_on)
    return Said(f"{cause.vi}: {why}", f"{cause.en}: {why}") if why else cause


def subjects(case: Case) -> list[UUID]:
    """By what phones know this person, records that were merged into theirs included."""
    people = Person.objects.filter(Q(pk=case.person_id) | Q(merged_into=case.person_id))
    return list(people.values_list("subject", flat=True))


def _locked(case: Case, version: int, by: Officer) -> Case:
    current = case_now(case, policies.must_decide, by=by)
    must_be_current(current, version)
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
