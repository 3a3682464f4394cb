"""What phones handed in becomes people and exposures (tiếp xúc từ Bluezone), each once however often it is told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import naming, policies
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.exposures import CAUSE, Met, add, take_back
from vungxanh.apps.cases.actions.merging import join, keep_apart
from vungxanh.apps.cases.actions.pairing import suggest
from vungxanh.apps.cases.actions.people import Known, make
from vungxanh.apps.cases.actions.rechecking import FOUND, Looked, bring_back, keep_dates, settled
from vungxanh.apps.cases.models import Class, Exposure, Origin, Person
from vungxanh.apps.cases.queries.duplicates import certainly
from vungxanh.apps.cases.queries.subjects import record_of
from vungxanh.apps.exposure.actions.contacts import confirm
from vungxanh.apps.exposure.queries.absence import comparison
from vungxanh.apps.exposure.queries.encounters import EncounterRow, of_subjects
from vungxanh.apps.exposure.queries.reports import Report
from vungxanh.apps.exposure.queries.uploads import ContactDetails, contact_of
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import phone
from vungxanh.core.tracing.risk import Class as Level
from vungxanh.core.tracing.risk import assess_minutes
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor, SystemActor
from vungxanh.kit.problems import Conflict

PHONES = SystemActor("bluezone")
_WORTH_TELLING = (Level.HIGH, Level.MEDIUM)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the officer who confirmed a report said of whom it may be: `same` is the record it is, `others` are not."""

    by: Officer
    same: Person | None
    others: Sequence[Person]


def enter_contact(
    subject: UUID,
    upload: str,
    told: ContactDetails,
    *,
    answer: Answer | None = None,
    by: Actor,
    at: datetime,
    entropy: naming.Entropy,
) -> Person:
    """Somebody who was near told so themselves (người tiếp xúc tự báo): they stand in the commune they named.

    Who is known already, by the officer's answer, else by this telephone number and this very name, is joined to that
    record, which can be undone as any merge; who only looks like somebody is a record of their own that an officer is
    asked about. A phone that told before has its record: an answer says of that one whom it is and whom not, and of
    two records that are one person only who may merge makes one.
    """
    with transaction.atomic():
        audit.hold()
        own = record_of(subject)
        if own is not None:
            kept = _joined(own, answer, at) if answer else None
        else:
            known = Known(full_name=told.full_name, phone=told.phone if phone(told.phone) else "", address=told.address)
            kept = answer.same if answer else certainly(known.identity())
            own = make(known, _place(told.commune_code), at=at, entropy=entropy)
            Person.objects.filter(pk=own.pk).update(subject=subject)
            audit.record("cases.person.from_phone", by=by, on=own, at=at)
        if answer:
            for other in answer.others:
                if other.pk != own.pk:
                    keep_apart(own, other, by=answer.by, at=at)
        met = _reported(told, own, upload)
        if kept is None or kept.pk == own.pk:
            _write(met, by=by, at=at)
            return own
        _add(met, by=by, at=at)
        kept, own = Person.objects.get(pk=kept.pk), Person.objects.get(pk=own.pk)
        who, user = (answer.by, answer.by.user) if answer else (by, None)
        join(kept, own, versions=(kept.version, own.version), by=who, user=user, at=at)
    return kept


def confirm_report(report: Report, answer: Answer, *, at: datetime, entropy: naming.Entropy) -> Person:
    """Confirm a report with the answer to whom it may be (xác nhận tự báo): what they sent counts from now on.

    An answer that speaks of nobody is that of who was asked about nobody.
    """
    for person in (*answer.others, *([answer.same] if answer.same else [])):
        policies.must_follow_up(answer.by, person)
    with transaction.atomic():
        found = confirm(report.upload, by=answer.by, at=at)
        told = contact_of(found.pk)
        if told is None:
            raise Conflict(_("Bản này không phải bản tự báo của người tiếp xúc."))
        said = answer if answer.same or answer.others else None
        return enter_contact(found.subject, str(found.pk), told, answer=said, by=PHONES, at=at, entropy=entropy)


def _joined(own: Person, answer: Answer, at: datetime) -> Person | None:
    """The record that the phone's own becomes one with; where others merge, the pair waits for them."""
    _must_answer_for(own, answer)
    same = answer.same
    if same and same.pk != own.pk and not policies.may_merge(answer.by, own, same):
        suggest(own, same, at=at)
        return None
    return same


def _must_answer_for(own: Person, answer: Answer) -> None:
    """Conflict where this phone's record stands elsewhere: an answer speaks of it as well as of those it names."""
    if not policies.may_follow_up(answer.by, own):
        raise Conflict(_("Người gửi đã có hồ sơ ở nơi khác: cán bộ y tế của cấp quản lý cả hai nơi xác nhận bản này."))


def _reported(told: ContactDetails, person: Person, upload: str) -> list[Met]:
    """The meetings that the report tells of, with cases that are known here; nobody met themselves."""
    sources = _people([one.case_subject for one in told.encounters])
    met = []
    for one in told.encounters:
        risk = assess_minutes(one.minutes)
        source = sources.get(one.case_subject)
        if source and source.pk != person.pk:
            met.append(_met(source, person, one.start, one.end, one.minutes, risk.level, risk.probability, upload))
    return met


def enter_again(looked: Looked, *, by: Actor, at: datetime, entropy: naming.Entropy) -> int:
    """Bring the meetings of people whose uploads were compared in line with what comparing gives now; how many.

    They are read before the audit chain is held, which stops everybody else, and again when another run was quicker:
    what an older run found must not bring back what the newer one has withdrawn.
    """
    while True:
        run = comparison()
        rows = of_subjects(looked.subjects, looked.since, looked.until)
        with transaction.atomic():
            audit.hold()
            if comparison() == run:
                return enter_encounters(rows, looked, by=by, at=at, entropy=entropy)


def enter_encounters(
    rows: Iterable[EncounterRow], looked: Looked | None = None, *, by: Actor, at: datetime, entropy: naming.Entropy
) -> int:
    """Meetings found by comparing what phones handed in (tiếp xúc đối chiếu được); how many there are.

    Whoever handed in without being known here gets a pseudonym, at the province until somebody knows where they live.
    With `looked` the rows are all there are of these people and this time, and what stands beside them from before is
    weighed by `rechecking.settled`; new ones come before old ones go, so nobody is released in between.
    """
    worth = [row for row in rows if row.level in _WORTH_TELLING]
    with transaction.atomic():
        audit.hold()
        people = _people({subject for row in worth for subject in (row.one, row.other)})
        for row in worth:
            for subject in (row.one, row.other):
                if subject not in people:
                    people[subject] = _stranger(subject, by=by, at=at, entropy=entropy)
        met = [
            _met(
                people[row.one],
                people[row.other],
                row.start,
                row.end,
                row.minutes,
                row.level,
                row.probability,
                f"{FOUND}{row.evidence}",
                is_mutual=row.is_mutual,
            )
            for row in worth
            if people[row.one].pk != people[row.other].pk
        ]
        now = settled(met, looked, by=by, at=at)
        bring_back(now.met)
        _write(now.met, by=by, at=at)
        keep_dates(now.known_since)
        for why, gone in now.withdrawn.items():
            take_back(gone, why, by=by, at=at)
    return len(met)


def forget_upload(upload: str, why: str, *, by: Actor, at: datetime) -> int:
    """What a revoked report told by itself counts for nothing any more; how many meetings.

    Meetings found by comparing bear no upload's number: they go when the uploads left have been compared again.
    """
    rows = list(Exposure.objects.filter(evidence=upload, withdrawn_at=None))
    if rows:
        take_back(rows, why, by=by, at=at)
    return len(rows)


def _write(met: Collection[Met], *, by: Actor, at: datetime) -> None:
    if met:
        _add(met, by=by, at=at)
        derive({key for one in met for key in (one.source.pk, one.target.pk)}, cause=CAUSE, by=by, at=at)


def _add(met: Collection[Met], *, by: Actor, at: datetime) -> None:
    """The meetings without what follows from them, which is the caller's."""
    if met:
        audit.record_many("cases.exposure.from_phone", by=by, on=add(met, by=by, at=at), at=at)


def _met(
    source: Person,
    target: Person,
    start: datetime,
    end: datetime,
    minutes: tuple[float, float, float, float],
    level: Level,
    probability: float,
    evidence: str,
    *,
    is_mutual: bool = False,
) -> Met:
    return Met(
        source,
        target,
        start,
        end,
        level=Class(level.value),
        origin=Origin.BLE,
        probability=probability,
        minutes=minutes,
        is_mutual=is_mutual,
        evidence=evidence,
    )


def _people(subjects: Collection[UUID]) -> dict[UUID, Person]:
    """By subject; of a merged record, the one that stayed."""
    rows = Person.objects.filter(subject__in=subjects).select_related("merged_into")
    return {row.subject: row.merged_into or row for row in rows}


def _stranger(subject: UUID, *, by: Actor, at: datetime, entropy: naming.Entropy) -> Person:
    person = make(Known(), _place(""), at=at, entropy=entropy)
    Person.objects.filter(pk=person.pk).update(subject=subject)
    audit.record("cases.person.from_phone", by=by, on=person, at=at)
    return person


def _place(code: str) -> Unit:
    """The unit of a code, the province when there is none."""
    found: Mapping[str, Unit] = {
        unit.code: unit for unit in Unit.objects.filter(code__in=(code, settings.PROVINCE_CODE), ended_on=None)
    }
    return found.get(code) or found[settings.PROVINCE_CODE]
