"""What phones handed in becomes people and exposures (tiếp xúc từ Bluezone), each once however often it is told."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from vungxanh.apps.cases import naming
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.exposures import CAUSE, Met, add, take_back
from vungxanh.apps.cases.actions.people import Known, make
from vungxanh.apps.cases.actions.rechecking import FOUND, Looked, bring_back, keep_dates, settled
from vungxanh.apps.cases.models import Class, Exposure, Origin, Person
from vungxanh.apps.exposure.queries.absence import comparison
from vungxanh.apps.exposure.queries.encounters import EncounterRow, of_subjects
from vungxanh.apps.exposure.queries.uploads import ContactDetails
from vungxanh.apps.org.models import Unit
from vungxanh.core.casework.identity import phone
from vungxanh.core.tracing.risk import Class as Level
from vungxanh.core.tracing.risk import assess_minutes
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor

_WORTH_TELLING = (Level.HIGH, Level.MEDIUM)


def enter_contact(
    subject: UUID, upload: str, told: ContactDetails, *, by: Actor, at: datetime, entropy: naming.Entropy
) -> Person:
    """Somebody who was near told so themselves (người tiếp xúc tự báo): they stand in the commune they named."""
    with transaction.atomic():
        audit.hold()
        person = Person.objects.filter(subject=subject).first()
        if person is None:
            number = told.phone if phone(told.phone) else ""
            known = Known(full_name=told.full_name, phone=number, address=told.address)
            person = make(known, _place(told.commune_code), at=at, entropy=entropy)
            Person.objects.filter(pk=person.pk).update(subject=subject)
            audit.record("cases.person.from_phone", by=by, on=person, at=at)
        sources = _people([one.case_subject for one in told.encounters])
        met = []
        for one in told.encounters:
            risk = assess_minutes(one.minutes)
            if source := sources.get(one.case_subject):
                met.append(_met(source, person, one.start, one.end, one.minutes, risk.level, risk.probability, upload))
        _write(met, by=by, at=at)
    return person


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
    if not met:
        return
    rows = add(met, by=by, at=at)
    audit.record_many("cases.exposure.from_phone", by=by, on=rows, at=at)
    derive({key for one in met for key in (one.source.pk, one.target.pk)}, cause=CAUSE, by=by, at=at)


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
