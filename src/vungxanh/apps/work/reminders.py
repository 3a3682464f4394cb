"""The ladder of reminders: on which working days, and to whom (thang nhắc việc). Pure."""

from datetime import date
from enum import StrEnum

from vungxanh.core.records.worktime import WorkCalendar

BEFORE = (3, 1)
AFTER = (1, 3, 5)
THEN_EVERY = 5


class Recipient(StrEnum):
    """Who hears of an approaching or missed deadline (người nhận)."""

    PERFORMER = "performer"
    HEAD = "head"
    CHIEF_OF_OFFICE = "chief_of_office"


def days_left(due_on: date, on: date, calendar: WorkCalendar) -> int:
    """Working days from `on` to the deadline; 0 on the day itself, negative once it has passed."""
    return calendar.days_between(on, due_on)


def is_rung(left: int) -> bool:
    """Whether a reminder goes out with so many working days left: 3, 1, 0, -1, -3, -5 and every 5 after."""
    return left == 0 or left in BEFORE or -left in AFTER or (left < 0 and left % THEN_EVERY == 0)


def recipients(left: int) -> frozenset[Recipient]:
    """The performer; the head too from the last day before; the chief of office when late by three days or more."""
    if left > 1:
        return frozenset({Recipient.PERFORMER})
    if left > -3:
        return frozenset({Recipient.PERFORMER, Recipient.HEAD})
    return frozenset(Recipient)
