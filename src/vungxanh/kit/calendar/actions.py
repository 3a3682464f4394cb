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
from vungxanh.kit.problems import Conflict, FieldError, Invalid

_LONGEST = 200
_SATURDAY = 5


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
    """Replace a year's province-wide days by those of the yearly decision (xác nhận ngày nghỉ trong năm).

    A year without any holiday is no decision but a mistake, and refused.
    """
    _refuse_unsourced(source)
    _refuse_long(source, *(day.name for day in days))
    if any(day.day.year != year for day in days) or len({day.day for day in days}) != len(days):
        raise Invalid(_("Các ngày phải thuộc năm đang xác nhận và không trùng nhau."))
    with transaction.atomic():
        current = _covering(date(year, 1, 1))
        _refuse_without_holiday(days)
        kept = [row for row in current.days.all() if row.day.year != year or row.unit_code]
        confirmed = [CalendarDay(day=day.day, kind=day.kind, name=day.name, source=source) for day in days]
        made = _next_of(current, reason=f"{year}: {source}"[:300])
        return _save(made, kept + confirmed, verb="calendar.confirm", by=by, at=at)


def close_day(day: date, *, name: str, source: str, by: Actor, at: datetime, unit_code: str = "") -> CalendarVersion:
    """Close all offices, or one unit's, on a day: a storm, an outbreak (ngừng làm việc)."""
    closure = CalendarDay(day=day, kind=DayKind.CLOSURE, name=name, source=source, unit_code=unit_code)
    return _put(closure, verb="calendar.close", by=by, at=at)


def open_day(day: date, *, name: str, source: str, by: Actor, at: datetime, unit_code: str = "") -> CalendarVersion:
    """Make a weekend day a working day of all offices, or of one unit (làm bù)."""
    if day.weekday() < _SATURDAY:
        raise Invalid(_("Ngày làm bù phải là thứ Bảy hoặc Chủ nhật."))
    made_up = CalendarDay(day=day, kind=DayKind.MAKE_UP, name=name, source=source, unit_code=unit_code)
    return _put(made_up, verb="calendar.open", by=by, at=at)


def clear_day(day: date, *, source: str, by: Actor, at: datetime, unit_code: str = "") -> CalendarVersion:
    """Take a closure or make-up day back, so that the day is what its weekday is (bỏ ngày đặc biệt)."""
    _refuse_unsourced(source)
    with transaction.atomic():
        current = _covering(day)
        days = list(current.days.all())
        kept = [row for row in days if (row.day, row.unit_code) != (day, unit_code) or row.kind == DayKind.HOLIDAY]
        if len(kept) == len(days):
            raise Conflict(_("Ngày này không phải ngày ngừng làm việc hay ngày làm bù."))
        made = _next_of(current, reason=f"{day}: {source}"[:300])
        return _save(made, kept, verb="calendar.clear", by=by, at=at)


def _put(added: CalendarDay, *, verb: str, by: Actor, at: datetime) -> CalendarVersion:
    """The next version with one day more, in the place of what stood there."""
    _refuse_unsourced(added.source)
    if not added.name.strip():
        raise Invalid(_("Ghi tên ngày."), errors=[FieldError("name", _("Ghi tên ngày."))])
    _refuse_long(added.name, added.source)
    with transaction.atomic():
        current = _covering(added.day)
        days = list(current.days.all())
        same = [row for row in days if (row.day, row.unit_code) == (added.day, added.unit_code)]
        if any(row.kind == DayKind.HOLIDAY for row in same):
            raise Conflict(_("Ngày này đã là ngày nghỉ. Ngày nghỉ thay đổi khi xác nhận cả năm."))
        kept = [row for row in days if row not in same]
        made = _next_of(current, reason=f"{added.day}: {added.name}"[:300])
        return _save(made, [*kept, added], verb=verb, by=by, at=at)


def _refuse_unsourced(source: str) -> None:
    if not source.strip():
        message = _("Ghi rõ văn bản quyết định ngày nghỉ.")
        raise Invalid(message, errors=[FieldError("source", message)])


def _refuse_without_holiday(days: Iterable[NamedDay]) -> None:
    if not any(day.kind == DayKind.HOLIDAY for day in days):
        message = _("Năm phải có ít nhất một ngày nghỉ lễ. Ghi các ngày theo văn bản quyết định.")
        raise Invalid(message, errors=[FieldError("days", message)])


def _refuse_long(*texts: str) -> None:
    if any(len(text) > _LONGEST for text in texts):
        raise Invalid(_("Tên ngày và văn bản quyết định dài tối đa %(limit)s ký tự.") % {"limit": _LONGEST})


def hold() -> None:
    """Let changes follow one another until the transaction ends: each holds the first version, which never moves.

    The newest one would not do: who waits for it is given it again, though a newer one has come meanwhile.
    """
    CalendarVersion.objects.select_for_update().order_by("pk").first()


def _current_locked() -> CalendarVersion | None:
    """The newest version, held."""
    hold()
    return CalendarVersion.objects.order_by("made_at", "pk").last()


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
