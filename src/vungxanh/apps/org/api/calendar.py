"""The working-day table over HTTP (/api/v1/calendar/): anyone reads it, administrators keep it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypedDict

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import any_officer
from vungxanh.apps.org.api.asked import named_unit
from vungxanh.apps.org.api.schemas import CalendarOut, SingleDayIn, YearIn, YearOut
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.core.records.worktime import DayKind
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.calendar import actions
from vungxanh.kit.calendar.models import CalendarVersion
from vungxanh.kit.calendar.queries import days_of, estimated_years, version_at
from vungxanh.kit.problems import FieldError, Invalid, NotFound

router = Router(tags=["calendar"])
Shown = dict[str, object]


class YearShown(TypedDict):
    """A year as this API shows it."""

    year: int
    confirmed: bool
    version: int
    days: list[Shown]


@router.get("", response=CalendarOut, summary="Lịch làm việc / the calendar in force")
@guarded_by(any_officer)
def show_calendar(request: HttpRequest) -> Shown:
    """Which years the table covers, which of them are only estimates, and the office hours."""
    version = version_at(clock.now())
    names = ("first_year", "last_year", "hours", "reason", "made_at")
    facts: Shown = {name: getattr(version, name) for name in names}
    return facts | {"version": version.pk, "unconfirmed": estimated_years(clock.now())}


@router.get("/{int:year}", response=YearOut, summary="Ngày đặc biệt của năm / days of a year")
@guarded_by(any_officer)
def show_year(request: HttpRequest, response: HttpResponse, year: int) -> YearShown:
    """The special days of a year, each with the document it comes from; changes take its ETag as If-Match."""
    return _answer(response, year)


@router.post("/{int:year}/confirm", response=YearOut, summary="Xác nhận năm / confirm a year")
@versioned
@guarded_by(policies.must_be_able_to_set_calendar)
def confirm(request: HttpRequest, response: HttpResponse, year: int, body: YearIn) -> YearShown:
    """Replace the year's province-wide days by those of the yearly decision."""
    by = officer_of(request)
    policies.must_be_able_to_set_calendar(by)
    days = [actions.NamedDay(each.day, each.kind, each.name) for each in body.days]
    with _to_change(request, year):
        actions.confirm_year(year, days, source=body.source, by=by, at=clock.now())
    return _answer(response, year)


@router.post("/days", response=YearOut, summary="Thêm ngày / close an office or add a make-up day")
@versioned
@guarded_by(policies.must_be_able_to_set_calendar)
def add_day(request: HttpRequest, response: HttpResponse, body: SingleDayIn) -> YearShown:
    """Close offices on a day, or make a weekend day a working day: for all, or for one unit."""
    by = officer_of(request)
    policies.must_be_able_to_set_calendar(by, named_unit(body.unit, field="unit") if body.unit else None)
    if body.kind == DayKind.HOLIDAY:
        message = _("Ngày nghỉ lễ chỉ thay đổi khi xác nhận cả năm.")
        raise Invalid(message, errors=[FieldError("kind", message)])
    given = {"name": body.name, "source": body.source, "unit_code": body.unit}
    act = actions.close_day if body.kind == DayKind.CLOSURE else actions.open_day
    with _to_change(request, body.day.year):
        act(body.day, **given, by=by, at=clock.now())
    return _answer(response, body.day.year)


@router.delete("/days/{day}", response=YearOut, summary="Bỏ ngày / take a closure or make-up day back")
@versioned
@guarded_by(policies.must_be_able_to_set_calendar)
def remove_day(request: HttpRequest, response: HttpResponse, day: date, source: str, unit: str = "") -> YearShown:
    """Let the day be what its weekday is again; `source` is the document that says so."""
    by = officer_of(request)
    policies.must_be_able_to_set_calendar(by, named_unit(unit, field="unit") if unit else None)
    with _to_change(request, day.year):
        actions.clear_day(day, source=source, unit_code=unit, by=by, at=clock.now())
    return _answer(response, day.year)


def _answer(response: HttpResponse, year: int) -> YearShown:
    shown = _year(year)
    etags.tag(response, _state(shown))
    return shown


@contextmanager
def _to_change(request: HttpRequest, year: int) -> Iterator[None]:
    """One transaction in which the year stands as the caller has read it; 428, 412."""
    with transaction.atomic():
        actions.hold()
        etags.must_hold(request, _state(_year(year)))
        yield


def _state(shown: YearShown) -> etags.State:
    """A year's days are its version: what is decided of another year leaves it as it is."""
    return etags.State.of(shown["year"], shown["days"])


def _year(year: int) -> YearShown:
    version: CalendarVersion = version_at(clock.now())
    if not version.first_year <= year <= version.last_year:
        raise NotFound(_("Lịch làm việc chưa có năm %(year)s.") % {"year": year})
    days = days_of(version, [year])
    names = ("day", "kind", "name", "source", "estimated")
    return {
        "year": year,
        "confirmed": not any(each.estimated for each in days),
        "version": version.pk,
        "days": [{name: getattr(each, name) for name in names} | {"unit": each.unit_code} for each in days],
    }
