"""A day as people type it: day, month, year in that order, however they are parted (ngày)."""

import re
from datetime import date

_PARTED = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_TOGETHER = re.compile(r"(\d\d)(\d\d)(\d{4}|\d\d)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def day_typed(text: str) -> date | None:
    """The day of "31/07/2020", "31.7.20", "31072020" or "2020-07-31"; None for anything else.

    Two digits are a year of this century. Signs beside the numbers are for keyboards of phones that lack the slash.
    """
    text = text.strip()
    if iso := _ISO.fullmatch(text):
        year, month, day = iso.groups()
    elif typed := _PARTED.fullmatch(text) or _TOGETHER.fullmatch(text):
        day, month, year = typed.groups()
    else:
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
