"""Case work over HTTP: people, cases, follow-up, exchange, figures (/api/v1/cases/)."""

from django.http import HttpRequest
from ninja import Router

from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.care import router as care
from vungxanh.apps.cases.api.cases import router as cases
from vungxanh.apps.cases.api.exchange import router as exchange
from vungxanh.apps.cases.api.following import router as following
from vungxanh.apps.cases.api.interviewing import router as interviewing
from vungxanh.apps.cases.api.investigating import router as investigating
from vungxanh.apps.cases.api.live import router as live
from vungxanh.apps.cases.api.people import router as people
from vungxanh.apps.cases.api.reported import router as reported
from vungxanh.apps.cases.api.ruling import router as ruling
from vungxanh.apps.cases.api.runs import router as runs
from vungxanh.apps.cases.api.schemas import FiguresOut
from vungxanh.apps.cases.policies import must_see
from vungxanh.apps.cases.queries.figures import by_commune, figures, told
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by

router = Router(tags=["cases"])
for part in (people, interviewing, care, reported, cases, investigating, runs, live, following, exchange, ruling):
    router.add_router("", part)


@router.get("/figures", response=FiguresOut, summary="Số liệu / figures")
@guarded_by(must_see)
def show_figures(request: HttpRequest) -> shown.Shown:
    """The counts of the caller's place; numbers that point at somebody only to who may read identities."""
    officer = officer_of(request)
    must_see(officer, place_of(officer.unit))
    found = figures(officer, clock.day_of(clock.now()))
    names = ("active_cases", "by_level", "following", "overdue", "due_today", "done_today")
    communes = [{"commune": shown.place(unit), "count": count} for unit, count in by_commune(officer, found)]
    shown_to = told(officer, found)
    return {name: getattr(shown_to, name) for name in names} | {"by_commune": communes}
