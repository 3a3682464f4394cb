"""When a person may be told: quiet hours and the hour of the digest."""

from datetime import datetime, time, timedelta

from vungxanh.core.records.worktime import OutsideCalendar
from vungxanh.kit.calendar.queries import CalendarMissing, work_calendar
from vungxanh.kit.clock import VIETNAM, day_of

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
LEASE = timedelta(minutes=10)


def is_quiet(clock: time, quiet_from: time, quiet_to: time) -> bool:
    """Whether an hour of the day lies in the quiet hours (giờ yên lặng), which may cross midnight."""
    begun, not_over = clock >= quiet_from, clock < quiet_to
    return (begun and not_over) if quiet_from <= quiet_to else (begun or not_over)


def after_quiet(at: datetime, quiet_from: time, quiet_to: time) -> datetime:
    """The moment itself, or the end of the quiet hours it falls in; equal hours mean there are none."""
    local = at.astimezone(VIETNAM)
    if not is_quiet(local.time(), quiet_from, quiet_to):
        return at
    ends = datetime.combine(local.date(), quiet_to, VIETNAM)
    return ends if ends > local else ends + timedelta(days=1)


def is_digest_day(at: datetime) -> bool:
    """Whether people work today; Monday to Friday where no calendar is loaded, for a digest may not stop for that."""
    day = day_of(at)
    try:
        return work_calendar(at).is_working_day(day)
    except (OutsideCalendar, CalendarMissing):
        return day.weekday() < 5
