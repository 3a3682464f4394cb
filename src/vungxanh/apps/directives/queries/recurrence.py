"""From words for a repeat to how often it comes back and when (chu kỳ)."""

from vungxanh.apps.directives.models import Recurrence
from vungxanh.core.records.recurrence import Detail, read_phrase


def recurrence_of(words: str | None) -> Recurrence:
    """NONE without words; UNSET for "định kỳ" or "thường xuyên", which name no interval: a person must choose."""
    if not words:
        return Recurrence.NONE
    frequency, _detail = read_phrase(words)
    return Recurrence(frequency.value) if frequency else Recurrence.UNSET


def detail_of(words: str | None, recurrence: str) -> str:
    """The stored form of the days and hour that the words name, when they are about the same interval; else empty."""
    frequency, detail = read_phrase(words or "")
    return str(detail) if frequency and frequency == recurrence else ""


def detail_from(words: str, recurrence: str) -> str | None:
    """The stored form of what a person typed for an interval ("thứ Sáu", "ngày 25, 16 giờ"); None when unreadable."""
    if not words.strip():
        return ""
    interval = {
        Recurrence.DAILY: "hằng ngày",
        Recurrence.WEEKLY: "hằng tuần",
        Recurrence.FORTNIGHTLY: "hai tuần một lần",
        Recurrence.MONTHLY: "hằng tháng",
        Recurrence.QUARTERLY: "hằng quý",
        Recurrence.HALF_YEARLY: "6 tháng một lần",
        Recurrence.YEARLY: "hằng năm",
    }.get(Recurrence(recurrence), "")
    frequency, detail = read_phrase(f"{words}, {interval}") if interval else (None, Detail())
    return str(detail) if frequency == recurrence and str(detail) else None
