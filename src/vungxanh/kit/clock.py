"""The one place that asks what time it is; views, tasks and commands call it and pass the answer on."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def machine_now() -> datetime:
    """The machine's own time, aware, in UTC: for leases and retries, which no calendar governs."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def now() -> datetime:
    """The present moment of the province, aware, in UTC; the demonstration lives in August 2020."""
    from django.conf import settings

    offset: timedelta = settings.CLOCK_OFFSET
    return machine_now() + offset


def day_of(moment: datetime) -> date:
    """The calendar day of an aware moment in Viet Nam (ngày theo giờ Việt Nam)."""
    return moment.astimezone(VIETNAM).date()
