"""People over HTTP: lists, records, why somebody stands where they stand, meetings, decisions (/cases/people)."""

import secrets
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import deciding, exposures, people
from vungxanh.apps.cases.actions.identity import open_identity
from vungxanh.apps.cases.actions.searching import searched
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.asked import commune_of, known_of, must_say_one_thing, people_of, wanted_of
from vungxanh.apps.cases.api.bodies import (
    CaseFilters,
    CaseReasonIn,
    MeetingsIn,
    PersonEntryIn,
    PlanDecisionIn,
    PurposeIn,
    TracedPersonIn,
)
from vungxanh.apps.cases.api.exchange_schemas import MayBeKnownOut
from vungxanh.apps.cases.api.knowing import same_person, told_apart
from vungxanh.apps.cases.api.schemas import (
    DecisionOut,
    ExposureOut,
    LinkOut,
    PersonRecordOut,
    StandingChangeOut,
    StandingOut,
)
from vungxanh.apps.cases.models import Decision, Exposure, Person
from vungxanh.apps.cases.queries import lists, records
from vungxanh.apps.cases.queries.faces import face, must_be_open
from vungxanh.apps.cases.queries.files import person_file
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize

router = Router(tags=["cases"])
_ONE = "/people/{int:pk}"


def record(request: HttpRequest, response: HttpResponse, person: Person) -> shown.Shown:
    """A person as they stand, tagged with their version."""
    officer = officer_of(request)
    found = person_file(officer, person)
    eyes = shown.Eyes(officer, [person], clock.now())
    etags.tag(response, person)
    return eyes.person(person) | {
        "standing": shown.standing(found.row, eyes) if found.row else None,
        "plan": shown.plan(found.plan) if found.plan else None,
    }


@router.get("/people", response=PageOut[StandingOut], summary="Danh sách người / people by level")
@guarded_by(lists.people)
def list_people(
    request: HttpRequest, filters: Query[CaseFilters], cursor: Cursor = "", size: PageSize = 50
) -> shown.Shown:
    """The people of the caller's place whom a case reaches, the likeliest first."""
    officer, at = officer_of(request), clock.now()
    page = searched(
        wanted_of(filters), lambda asked: lists.people(officer, asked, cursor=cursor, size=size), by=officer, at=at
    )
    eyes = shown.Eyes(officer, [row.person for row in page.items], at)
    return shown.page(page, lambda row: shown.standing(row, eyes))


@router.post(
    "/people",
    response={200: PersonRecordOut, 409: MayBeKnownOut},
    summary="Thêm người / enter a person",
)
@guarded_by(policies.must_follow_up)
def enter_person(request: HttpRequest, response: HttpResponse, body: PersonEntryIn) -> shown.Shown:
    """Write somebody down. Who may be known already is refused with whom it may be (409) until that is answered."""
    officer, at = officer_of(request), clock.now()
    known, where = known_of(body), commune_of(body, officer)
    policies.must_follow_up(officer, where)
    people.must_be_sound(known, at)
    if same := same_person(known, body, by=officer, at=at):
        people.complete(same, known, by=officer, at=at)
        return record(request, response, records.person_of(officer, same.pk))
    person = people.enter(known, where, by=officer, at=at, entropy=secrets.token_bytes)
    told_apart(person, body, by=officer, at=at)
    return record(request, response, person)


@router.get(_ONE, response=PersonRecordOut, summary="Một người / one person")
@guarded_by(records.person_of)
def show_person(request: HttpRequest, response: HttpResponse, pk: int) -> shown.Shown:
    """A person of the caller's place; of a merged record the one that stayed."""
    return record(request, response, records.person_of(officer_of(request), pk))


@router.put(_ONE, response=PersonRecordOut, summary="Sửa thông tin / correct a person")
@guarded_by(people.change)
@versioned
def change_person(request: HttpRequest, response: HttpResponse, pk: int, body: TracedPersonIn) -> shown.Shown:
    """Correct what is known; all of it is sent. Who is masked is opened first (409): nobody overwrites unseen."""
    officer = officer_of(request)
    person = records.person_of(officer, pk)
    etags.must_hold(request, person)
    at = clock.now()
    must_be_open(face(officer, person, at=at))
    where = commune_of(body, officer)
    known = replace(known_of(body), facts=people.known_of(person).facts)  # they are not told here, so they stay
    changed = people.change(person, known, where, version=person.version, by=officer, at=at)
    return record(request, response, changed)


@router.get(f"{_ONE}/chain", response=list[LinkOut], summary="Chuỗi lây / why this level")
@guarded_by(records.chain_of)
def show_chain(request: HttpRequest, pk: int) -> list[shown.Shown]:
    """The chain from the case to the person, with times and meetings."""
    officer = officer_of(request)
    links = records.chain_of(officer, records.person_of(officer, pk))
    eyes = shown.Eyes(officer, [link.person for link in links], clock.now())
    return [
        {
            "person": eyes.ref(link.person),
            "level": link.level,
            "at": link.at,
            "exposure": link.exposure.pk if link.exposure else None,
        }
        for link in links
    ]


@router.get(f"{_ONE}/exposures", response=list[ExposureOut], summary="Các lần tiếp xúc / meetings")
@guarded_by(records.exposures_of)
def list_exposures(request: HttpRequest, pk: int) -> list[shown.Shown]:
    """Every meeting of the person, withdrawn ones too, the latest first."""
    officer = officer_of(request)
    return _exposures(request, records.exposures_of(officer, records.person_of(officer, pk)))


@router.get(f"{_ONE}/changes", response=list[StandingChangeOut], summary="Thay đổi / what changed and why")
@guarded_by(records.changes_of)
def list_changes(request: HttpRequest, pk: int) -> list[shown.Shown]:
    """What derivations changed for the person, the latest first."""
    officer = officer_of(request)
    found = records.changes_of(officer, records.person_of(officer, pk))
    return [
        {"at": row.derivation.at, "kinds": row.kinds, "told": row.told, "cause": row.derivation.cause} for row in found
    ]


@router.post(f"{_ONE}/opening", response=PersonRecordOut, summary="Mở danh tính / open an identity")
@guarded_by(open_identity)
def open_person(request: HttpRequest, response: HttpResponse, pk: int, body: PurposeIn) -> shown.Shown:
    """Read who a pseudonym is for eight hours; the purpose stands in the audit log."""
    officer = officer_of(request)
    person = records.person_of(officer, pk)
    open_identity(person, body.purpose, by=officer, at=clock.now())
    return record(request, response, person)


@router.post(f"{_ONE}/decision", response=DecisionOut, summary="Quyết định riêng / decide otherwise")
@guarded_by(deciding.change_days)
def decide_person(request: HttpRequest, pk: int, body: PlanDecisionIn) -> shown.Shown:
    """Other days, another level or another place than what is derived, with the reason; one of them at once (422)."""
    officer, at = officer_of(request), clock.now()
    must_say_one_thing(body)
    person = records.person_of(officer, pk)
    if body.level is not None:
        made: Decision = deciding.set_level(person, body.level, why=body.why, by=officer, at=at)
    elif body.place is not None:
        made = deciding.set_place(person, body.place, why=body.why, by=officer, at=at)
    else:
        days = body.dict(include={"quarantine_until", "monitoring_until"})
        made = deciding.change_days(person, **days, why=body.why, by=officer, at=at)
    return shown.decision(made)


@router.delete(f"{_ONE}/decision", response=PersonRecordOut, summary="Bỏ quyết định / take it back")
@guarded_by(deciding.undo)
def undo_decision(request: HttpRequest, response: HttpResponse, pk: int) -> shown.Shown:
    """Let what the policy says count again."""
    officer = officer_of(request)
    person = records.person_of(officer, pk)
    deciding.undo(person, by=officer, at=clock.now())
    return record(request, response, person)


@router.post("/exposures", response=list[ExposureOut], summary="Thêm tiếp xúc / record meetings")
@guarded_by(exposures.record_many)
def record_exposures(request: HttpRequest, body: MeetingsIn) -> list[shown.Shown]:
    """Write meetings down; everybody they reach is derived again."""
    policies.must_enter(officer_of(request))
    people_met = people_of(officer_of(request), [key for met in body.exposures for key in (met.source, met.target)])
    told = [
        exposures.Met(people_met[met.source], people_met[met.target], **met.dict(exclude={"source", "target"}))
        for met in body.exposures
    ]
    return _exposures(request, exposures.record_many(told, by=officer_of(request), at=clock.now()))


@router.post("/exposures/{int:pk}/withdrawal", response=list[ExposureOut], summary="Rút tiếp xúc / withdraw")
@guarded_by(exposures.withdraw)
def withdraw_exposure(request: HttpRequest, pk: int, body: CaseReasonIn) -> list[shown.Shown]:
    """Take a meeting back that was not so; it stays readable and counts for nothing."""
    found = Exposure.objects.select_related("source", "target").filter(pk=pk)
    if not found:
        raise policies.not_here()
    exposures.withdraw(list(found), body.why, by=officer_of(request), at=clock.now())
    return _exposures(request, list(found.all()))


def _exposures(request: HttpRequest, rows: list[Exposure]) -> list[shown.Shown]:
    people_met = [person for row in rows for person in (row.source, row.target)]
    eyes = shown.Eyes(officer_of(request), people_met, clock.now())
    return [shown.exposure(row, eyes) for row in rows]
