"""What one cell says: days as people and spreadsheets write them, sex, yes and no (ô của bảng).

Every function takes the cell as text and gives None for what it cannot read; the empty cell is the caller's.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from vungxanh.apps.cases.models import Class, Classification, Setting, Sex
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.clock import VIETNAM

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_TIME = re.compile(
    r"(?:T|,?\s+|\s*lúc\s+)([0-9]{1,2})(?:[:hg]([0-9]{2})?)(?::([0-9]{2})(?:\.[0-9]+)?)?\s*(Z|[+-][0-9:]{5})?"
)
_SERIAL = re.compile(r"([0-9]{5})(?:[.,]([0-9]+))?")
_SERIAL_START = date(1899, 12, 30)
"""Day 0 of a spreadsheet's day numbers, as they count from March 1900 on."""
_YES = frozenset({"1", "x", "co", "yes", "true", "y", "da", "duong tinh"})
_NO = frozenset({"0", "khong", "no", "false", "n", "chua"})
_SEXES = {
    **dict.fromkeys(("nam", "male", "m", "trai"), Sex.MALE),
    **dict.fromkeys(("nu", "female", "f", "gai"), Sex.FEMALE),
    **dict.fromkeys(("khac", "other"), Sex.OTHER),
    **dict.fromkeys(("chua ro", "unknown", "khong ro"), Sex.UNKNOWN),
}
_CLASSIFICATIONS = {
    **dict.fromkeys(("ca xac dinh", "xac dinh", "duong tinh", "confirmed"), Classification.CONFIRMED),
    **dict.fromkeys(("confirmed no symptoms", "confirmed unknown symptoms"), Classification.CONFIRMED),
    **dict.fromkeys(("ca co the", "co the", "probable"), Classification.PROBABLE),
    **dict.fromkeys(("ca nghi ngo", "nghi ngo", "nghi nhiem", "suspect", "suspected"), Classification.SUSPECTED),
    **dict.fromkeys(("loai tru", "not a case", "no case", "not a case discarded"), Classification.NOT_A_CASE),
    "not classified": Classification.SUSPECTED,
}
_CLASSES = {
    **dict.fromkeys(("cao", "high", "nguy co cao", "high risk", "high risk med"), Class.HIGH),
    **dict.fromkeys(("trung binh", "medium", "vua", "medium risk", "medium risk med"), Class.MEDIUM),
    **dict.fromkeys(("thap", "low", "nguy co thap", "low risk"), Class.LOW),
}
_SETTINGS = {
    **dict.fromkeys(
        ("cung nha", "gia dinh", "household", "same household", "family", "family member or friend"), Setting.HOUSEHOLD
    ),
    **dict.fromkeys(
        ("noi lam viec", "noi lam viec, lop hoc", "lop hoc", "cong ty", "work", "workplace", "same environment"),
        Setting.WORK,
    ),
    **dict.fromkeys(("phuong tien", "xe", "transport"), Setting.TRANSPORT),
    **dict.fromkeys(("co so y te", "benh vien", "care", "medical", "healthcare"), Setting.CARE),
    **dict.fromkeys(("an uong, sinh hoat", "sinh hoat", "social", "friend"), Setting.SOCIAL),
    **dict.fromkeys(("khac", "other"), Setting.OTHER),
    **dict.fromkeys(("chua ro", "unknown"), Setting.UNKNOWN),
}


def day(text: str) -> date | None:
    """28/07/2020, 2020-07-28, 28.07.2020, with or without a time, or a spreadsheet's day number (44040)."""
    found = _split(text)
    return found[0] if found else None


@lru_cache(maxsize=4096)
def moment(text: str, *, late: bool = False) -> datetime | None:
    """A day with a time, in Viet Nam's time unless it says otherwise; a day alone begins it, or ends it when `late`.

    A list names few days many times, so they are remembered; days of birth are not.
    """
    found = _split(text)
    if found is None:
        return None
    on, clock_time = found
    if isinstance(clock_time, datetime):
        return clock_time
    return datetime.combine(on, clock_time or (time(23, 59) if late else time()), VIETNAM)


def _split(text: str) -> tuple[date, time | datetime | None] | None:
    """The day and the time, or the whole moment where its zone is told."""
    if found := _SERIAL.fullmatch(text):
        share = float(f"0.{found[2]}") if found[2] else 0.0
        minutes = round(share * 1440)
        on = _SERIAL_START + timedelta(int(found[1]) + minutes // 1440)
        return on, time(minutes % 1440 // 60, minutes % 60) if share else None
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        if found := pattern.match(text):
            try:
                on = date(*(int(found[part]) for part in order))
            except ValueError:
                return None
            return _with_time(on, text[found.end() :])
    return None


def _with_time(on: date, rest: str) -> tuple[date, time | datetime | None] | None:
    if not rest.strip():
        return on, None
    found = _TIME.fullmatch(rest.rstrip())
    if found is None:
        return None
    try:
        told = time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
        if found[4]:
            return on, datetime.fromisoformat(f"{on}T{told}{found[4]}")
    except ValueError:
        return None
    return on, None if told == time() else told  # a spreadsheet writes midnight for a day alone


def yes(text: str) -> bool | None:
    """Có, không, x, yes, no, 1, 0."""
    plain = fold(text)
    return True if plain in _YES else False if plain in _NO else None


def whole(text: str) -> int | None:
    """A number without a fraction; a spreadsheet's "34.0" is 34."""
    plain = text.removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else None


def sex(text: str) -> Sex | None:
    """Nam, nữ, male, female."""
    return _SEXES.get(_words(text))


def classification(text: str) -> Classification | None:
    """Ca xác định, confirmed, suspect."""
    return _CLASSIFICATIONS.get(_words(text))


def level(text: str) -> Class | None:
    """Cao, trung bình, thấp, high."""
    return _CLASSES.get(_words(text))


def setting(text: str) -> Setting:
    """Cùng nhà, work; what is no setting we know is another one."""
    return _SETTINGS.get(_words(text), Setting.OTHER)


def _words(text: str) -> str:
    """Folded, the joints of codes such as NOT_A_CASE and of lists such as "1. Confirmed" taken for blanks."""
    plain = re.sub(r"^[0-9]+[.) ]+", "", fold(text))
    return " ".join(re.sub(r"[_()/-]+", " ", plain).split())
