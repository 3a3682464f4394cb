"""The working calendar in force at a moment, and the years that wait for confirmation."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from vungxanh.core.records.worktime import DayKind, WorkCalendar, office_week, parse_shifts
from vungxanh.kit.calendar.models import CalendarDay, CalendarVersion
from vungxanh.kit.problems import Problem


class CalendarMissing(Problem):
    """No working calendar has been entered yet (chưa có lịch làm việc)."""

    slug, status, title = "calendar-missing", 503, _("Chưa có lịch làm việc")

    def __init__(self) -> None:
        super().__init__(_("Chưa nạp bảng ngày làm việc. Quản trị viên chạy lệnh “vungxanh calendar seed”."))


def version_at(at: datetime) -> CalendarVersion:
    """The last version made by then, else the first one (for dates before the system began)."""
    versions = CalendarVersion.objects.order_by("made_at", "pk")
    version = versions.filter(made_at__lte=at).last() or versions.first()
    if version is None:
        raise CalendarMissing
    return version


def work_calendar(at: datetime, unit_code: str = "") -> WorkCalendar:
    """The calendar in force at that moment, with the unit's own closures when one is named."""
    version = version_at(at)
    return _calendar(version.fingerprint, unit_code, version.pk)


def days_of(version: CalendarVersion, years: Iterable[int]) -> list[CalendarDay]:
    """The special days of these years, in order."""
    wanted = set(years)
    return [day for day in version.days.order_by("day", "unit_code") if day.day.year in wanted]


def estimated_years(at: datetime) -> list[int]:
    """The years of the calendar in force whose days off nobody has confirmed yet."""
    days = version_at(at).days.filter(estimated=True).values_list("day", flat=True)
    return sorted({day.year for day in days})


@lru_cache(maxsize=512)
def _calendar(fingerprint: str, unit_code: str, version_id: int) -> WorkCalendar:  # noqa: ARG001 - only a key
    version = CalendarVersion.objects.get(pk=version_id)
    rows = version.days.filter(unit_code__in={"", unit_code}).order_by("unit_code")
    return WorkCalendar(
        date(version.first_year, 1, 1),
        date(version.last_year, 12, 31),
        {row.day: DayKind(row.kind) for row in rows},
        week=office_week(parse_shifts(version.hours)),
    )
