"""How numbers, dates and deadlines are written in Vietnamese and in English.

Pure functions of a value and a language code; the template tags in `ui_format` pass the active language.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
VIETNAMESE_MARKS = str.maketrans(",.", ".,")
NEAR_DAYS = 2

Numeric = int | float


def number(value: Numeric, language: str = "vi", places: int = 0) -> str:
    """Write a number with its thousands apart: 1.495.812 in Vietnamese, 1,495,812 in English."""
    text = f"{value:,.{places}f}"
    if language.startswith("en"):
        return text
    return text.translate(VIETNAMESE_MARKS)


def percent(share: float, language: str = "vi", places: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage: `30 %` in Vietnamese, `30%` in English.

    A share that is not quite all is never rounded up to 100 %, nor one that is not quite nothing down to 0 %.
    """
    shown = round(share * 100, places)
    edge = 10.0**-places
    if share < 1 and shown >= 100:
        shown = 100 - edge
    elif share > 0 and shown <= 0:
        return f"< {percent(edge / 100, language, places)}"
    joint = "" if language.startswith("en") else "\N{NO-BREAK SPACE}"
    return f"{number(shown, language, places)}{joint}%"


def local(value: date) -> date:
    """Move an aware moment to Vietnam's clock; a plain date or naive moment stays as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(HANOI)
    return value


def day(value: date, language: str = "vi") -> str:
    """Write a date: 28/07/2020, or 28 Jul 2020 in English."""
    return local(value).strftime("%-d %b %Y" if language.startswith("en") else "%d/%m/%Y")


def moment(value: date, language: str = "vi") -> str:
    """Write a moment: 28/07/2020 15:04; a plain date is written without a time."""
    here = local(value)
    return f"{day(here, language)} {here.strftime('%H:%M')}" if isinstance(here, datetime) else day(here, language)


def weekday(value: date, language: str = "vi") -> str:
    """Name the day of the week and the day: `thứ Sáu 31/07`, or `Fri 31 Jul`."""
    here = local(value)
    if language.startswith("en"):
        return f"{WEEKDAYS_EN[here.weekday()]} {here.strftime('%-d %b')}"
    return f"{WEEKDAYS_VI[here.weekday()]} {here.strftime('%d/%m')}"


def time_left(days: int, language: str = "vi") -> str:
    """Say how many working days (ngày làm việc) are left; negative days are overdue."""
    if language.startswith("en"):
        unit = "working day" if abs(days) == 1 else "working days"
        return "due today" if days == 0 else f"{days} {unit} left" if days > 0 else f"{-days} {unit} overdue"
    if days == 0:
        return "hạn hôm nay"
    return f"còn {days} ngày làm việc" if days > 0 else f"quá hạn {-days} ngày làm việc"


def deadline(due: date, days: int | None = None, language: str = "vi") -> str:
    """Write a deadline both ways: `còn 2 ngày làm việc · thứ Sáu 31/07`."""
    when = weekday(due, language)
    return when if days is None else f"{time_left(days, language)} · {when}"


def urgency(days: int | None, *, done: bool = False) -> str:
    """Name how a deadline is shown: `late`, `near`, or nothing."""
    if done or days is None:
        return ""
    return "late" if days < 0 else "near" if days <= NEAR_DAYS else ""
