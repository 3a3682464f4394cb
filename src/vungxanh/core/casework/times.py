"""Days and minutes as the health service counts them: Viet Nam's time, which knows no summer (giờ Việt Nam)."""

from datetime import UTC, date, datetime, time

from vungxanh.core.records.worktime import VIETNAM


def day_of(at: datetime) -> date:
    """The day in Viet Nam on which a moment falls."""
    return at.astimezone(VIETNAM).date()


def midnight(on: date) -> datetime:
    """The moment a day begins in Viet Nam."""
    return datetime.combine(on, time(), VIETNAM)


def minute_of(at: datetime) -> int:
    """Whole minutes since 1970, the unit in which levels are searched."""
    return int(at.timestamp() // 60)


def moment_of(minute: int) -> datetime:
    """The moment at which a minute begins, in Viet Nam's time."""
    return datetime.fromtimestamp(minute * 60, UTC).astimezone(VIETNAM)
