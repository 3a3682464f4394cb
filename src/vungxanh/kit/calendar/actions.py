"""What can be done to the working-day table; each action makes a new version.

The caller has asked its own policy first: kit knows no roles.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vungxanh.core.records.worktime import DayKind, parse_shifts
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.calendar.models import OFFICE_HOURS_TEXT, CalendarDay, CalendarVersion
from vungxanh.kit.calendar.seed import packaged_days
from vungxanh.kit.problems import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day as a person confirms it."""

    day: date
    kind: DayKind
    name: str


def seed_calendar(years: Iterable[int], *, by: Actor, at: datetime, hours: str = OFFICE_HOURS_TEXT) -> CalendarVersion:
    """Load the packaged days of these years unless a version covers them already (nạp lịch làm việc).

    A version that covers fewer years is extended; what people confirmed in it stays.
    """
    wanted = sorted(set(years))
    packaged = packaged_days(wanted)
    parse_shifts(hours)
    with transaction.atomic():
        current = _current_locked()
        if current and current.first_year <= wanted[0] and current.last_year >= wanted[-1]:
            return current
        kept = list(current.days.all()) if current else []
        first, last = wanted[0], wanted[-1]
        if current:
            hours = current.hours
            first, last = min(first, current.first_year), max(last, current.last_year)
        known = range(current.first_year, current.last_year + 1) if current else range(0)
        missing = [year for year in range(first, last + 1) if year not in known]
        days = kept + [
            CalendarDay(day=row.day, kind=row.kind, name=row.name, estimated=row.estimated, source=row.source)
            for row in (packaged if missing == wanted else packaged_days(missing))
        ]
        made = CalendarVersion(first_year=first, last_year=last, hours=hours, reason="seed")
        return _save(made, days, verb="calendar.seed", by=by, at=at)


def confirm_year(year: int, days: Sequence[NamedDay], *, source: str, by: Actor, at: datetime) -> CalendarVersion:
    """Replace a year's province-wide days by those of the yearly decision (xác nhận ngày nghỉ trong năm)."""
    if not source.strip():
        raise Invalid(_("Ghi rõ văn bản quyết định ngày nghỉ."))
    if any(day.day.year != year for day in days) or len({day.day for day in days}) != len(days):
        raise Invalid(_("Các ngày phải thuộc năm đang xác nhận và không trùng nhau."))
    with transaction.atomic():
        current = _covering(date(year, 1, 1))
        kept = [row for row in current.days.all() if row.day.year != year or row.unit_code]
        confirmed = [CalendarDay(day=day.day, kind=day.kind, name=day.name, source=source) for day in days]
        made = _next_of(current, reason=f"{year}: {source}"[:300])
        return _save(made, kept + confirmed, verb="calendar.confirm", by=by, at=at)


def close_day(day: date, *, name: str, source: str, by: Actor, at: datetime, unit_code: str = "") -> CalendarVersion:
    """Close all offices, or one unit's, on a day: a storm, an outbreak (ngừng làm việc)."""
    with transaction.atomic():
        current = _covering(day)
        kept = [row for row in current.days.all() if (row.day, row.unit_code) != (day, unit_code)]
        closure = CalendarDay(day=day, kind=DayKind.CLOSURE, name=name, source=source, unit_code=unit_code)
        made = _next_of(current, reason=f"{day}: {name}"[:300])
        return _save(made, [*kept, closure], verb="calendar.close", by=by, at=at)


def _current_locked() -> CalendarVersion | None:
    """The newest version, locked so that two changes follow one another."""
    return CalendarVersion.objects.select_for_update().order_by("made_at", "pk").last()


def _covering(day: date) -> CalendarVersion:
    current = _current_locked()
    if current is None or not current.first_year <= day.year <= current.last_year:
        raise Conflict(_("Lịch làm việc chưa có năm %(year)s.") % {"year": day.year})
    return current


def _next_of(current: CalendarVersion, *, reason: str) -> CalendarVersion:
    return CalendarVersion(
        first_year=current.first_year, last_year=current.last_year, hours=current.hours, reason=reason
    )


def _save(made: CalendarVersion, days: list[CalendarDay], *, verb: str, by: Actor, at: datetime) -> CalendarVersion:
    made.made_at, made.made_by = at, by.actor_key
    made.fingerprint = _fingerprint(made, days)
    made.save(force_insert=True)
    for row in days:
        row.pk, row.version = None, made
    CalendarDay.objects.bulk_create(days)
    audit.record(verb, by=by, on=made, at=at, data={"first": made.first_year, "last": made.last_year})
    return made


def _fingerprint(made: CalendarVersion, days: list[CalendarDay]) -> str:
    rows = sorted(f"{row.day}|{row.unit_code}|{row.kind}|{row.name}|{row.estimated}" for row in days)
    text = "\n".join([f"{made.first_year}|{made.last_year}|{made.hours}", *rows])
    return hashlib.sha256(text.encode()).hexdigest()
