"""The working-day table of tests."""

from datetime import UTC, datetime

from vungxanh.kit.actors import SystemActor
from vungxanh.kit.calendar.actions import seed_calendar
from vungxanh.kit.calendar.models import CalendarVersion


def seeded_calendar(first: int = 2019, last: int = 2030) -> CalendarVersion:
    """The packaged calendar, loaded before anything else happened."""
    return seed_calendar(range(first, last + 1), by=SystemActor("test"), at=datetime(2019, 1, 1, tzinfo=UTC))
