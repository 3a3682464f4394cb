"""Cases over HTTP: the line list, one case, its rings (/cases/cases)."""

import secrets

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from vungxanh.apps.cases.actions import cases, rings
from vungxanh.apps.cases.actions.searching import searched
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.asked import illness_of, wanted_of
from vungxanh.apps.cases.api.bodies import CaseChangeIn, CaseEndIn, CaseFilters, CaseIn, RingIn
from vungxanh.apps.cases.api.schemas import CaseOut, RingOut, RingPreviewOut
from vungxanh.apps.cases.models import Case
from vungxanh.apps.cases.policies import must_decide
from vungxanh.apps.cases.queries import lists, records
from vungxanh.apps.cases.queries.figures import told_counts
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Unit
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize

router = Router(tags=["cases"])
_ONE = "/cases/{code}"
_RING = f"{_ONE}/rings/{{int:level}}"


def _record(request: HttpRequest, response: HttpResponse, case: Case) -> shown.Shown:
    etags.tag(response, case)
    return shown.case(case, shown.Eyes(officer_of(request), [case.person], clock.now()))


@router.get("/cases", response=PageOut[CaseOut], summary="Danh sách ca bệnh / line list")
@guarded_by(lists.line_list)
def list_cases(
    request: HttpRequest, filters: Query[CaseFilters], cursor: Cursor = "", size: PageSize = 50
) -> shown.Shown:
    """The cases of the caller's place, the newest first."""
    officer, at = officer_of(request), clock.now()
    page = searched(
        wanted_of(filters), lambda asked: lists.line_list(officer, asked, cursor=cursor, size=size), by=officer, at=at
    )
    eyes = shown.Eyes(officer, [case.person for case in page.items], at)
    return shown.page(page, lambda case: shown.case(case, eyes))


@router.post("/cases", response=CaseOut, summary="Mở ca bệnh / open a case")
@guarded_by(cases.open_case)
def open_case(request: HttpRequest, response: HttpResponse, body: CaseIn) -> shown.Shown:
    """A person is ill: their F1 are derived at once."""
    officer = officer_of(request)
    person = records.person_of(officer, body.person)
    early = body.isolated_early
    made = cases.open_case(
        person, illness_of(body), isolated_early=early, by=officer, at=clock.now(), entropy=secrets.token_bytes
    )
    return _record(request, response, made)


@router.get(_ONE, response=CaseOut, summary="Một ca bệnh / one case")
@guarded_by(records.case_of)
def show_case(request: HttpRequest, response: HttpResponse, code: str) -> shown.Shown:
    """A case by its code; its ETag is what a change sends as If-Match."""
    return _record(request, response, records.case_of(officer_of(request), code))


@router.put(_ONE, response=CaseOut, summary="Sửa ca bệnh / correct a case")
@guarded_by(cases.change)
@versioned
def change_case(request: HttpRequest, response: HttpResponse, code: str, body: CaseChangeIn) -> shown.Shown:
    """Correct what is known, all of it sent: contacts are derived again.

    `why` is required (422) of whoever moves a day that was known or lets a case go, whose contacts are then free and
    whose keys are revoked.
    """
    officer = officer_of(request)
    case = records.case_of(officer, code)
    etags.must_hold(request, case)
    changed = cases.change(
        case,
        illness_of(body),
        version=case.version,
        why=body.why,
        isolated_early=body.isolated_early,
        by=officer,
        at=clock.now(),
    )
    return _record(request, response, changed)


@router.post(f"{_ONE}/end", response=CaseOut, summary="Kết thúc ca bệnh / end a case")
@guarded_by(cases.end)
@versioned
def end_case(request: HttpRequest, response: HttpResponse, code: str, body: CaseEndIn) -> shown.Shown:
    """The illness is over: from that day nobody is exposed by it."""
    officer = officer_of(request)
    case = records.case_of(officer, code)
    etags.must_hold(request, case)
    ended = cases.end(case, body.state, body.on, version=case.version, by=officer, at=clock.now())
    return _record(request, response, ended)


@router.get(_RING, response=RingPreviewOut, summary="Xem trước vòng / preview of a ring")
@guarded_by(must_decide)
def preview_ring(request: HttpRequest, code: str, level: int) -> shown.Shown:
    """What opening the next ring would mean: people, communes, hours of work, expected infections."""
    officer = officer_of(request)
    case = records.case_of(officer, code)
    must_decide(officer, case)
    seen = foreseen(case, level, on=clock.now())
    counts = told_counts(officer, {key: count for key, count in seen.by_commune.items() if key})
    units = Unit.objects.in_bulk(counts)
    return {
        "level": level,
        "people": len(seen.people),
        "deepened": seen.deepened,
        "by_commune": [{"commune": shown.place(units[key]), "count": n} for key, n in counts.items()],
        "officer_hours": seen.officer_hours,
        "expected_infections": seen.expected_infections,
        "quarantine_days": seen.quarantine_days,
    }


@router.post(_RING, response=RingOut, summary="Mở vòng / open a ring")
@guarded_by(rings.open_ring)
def open_ring(request: HttpRequest, code: str, level: int, body: RingIn) -> shown.Shown:
    """Trace one ring further; 409 when it is no longer what the preview showed."""
    officer = officer_of(request)
    case = records.case_of(officer, code)
    made = rings.open_ring(case, level, people_seen=body.people_seen, by=officer, at=clock.now())
    return {"level": made.level, "opened_at": made.opened_at}


@router.delete(_RING, response=CaseOut, summary="Đóng vòng / close a ring")
@guarded_by(rings.close_ring)
def close_ring(request: HttpRequest, response: HttpResponse, code: str, level: int) -> shown.Shown:
    """Let the ring and all beyond it go: who is held by nothing else is released."""
    officer = officer_of(request)
    case = records.case_of(officer, code)
    rings.close_ring(case, level, by=officer, at=clock.now())
    return _record(request, response, case)
