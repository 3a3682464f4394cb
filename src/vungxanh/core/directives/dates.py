"""Dates and deadlines as letters write them (ngày, thời hạn)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from vungxanh.core.directives.durations import FEAST, STANDING, AddWorkingDays, counted_in
from vungxanh.core.directives.model import Deadline, Span
from vungxanh.core.directives.periods import CUE, periods_in
from vungxanh.core.directives.recurrences import is_periodic_day, recurrence_spans

__all__ = ["AddWorkingDays", "FoundDeadline", "deadline_in", "deadlines_in", "plain_date"]

_D, _M, _Y = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})"
_CLOCK = r"(?:(?:sáng|trưa|chiều|tối) )?(?:\d{1,2} ?(?:giờ|h|g|:) ?(?:\d{1,2})?(?: phút)?,? ?)?"
_WEEKDAY = r"(?:(?:thứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy|[2-7])|Chủ nhật),? (?:\()?)?"
_DATE = (
    rf"(?:ngày )?{_CLOCK}{_WEEKDAY}(?:(?:ngày )?(?:mùng |mồng )?{_D} tháng {_M}(?: năm {_Y}| ?/ ?(?P<y2>\d{{4}}))?"
    r"|(?:ngày )?(?:mùng |mồng )?(?P<d2>\d{1,2}) ?[/.-] ?(?P<m2>\d{1,2})"
    r"(?: ?[/.-] ?(?P<y3>\d{4}|\d{2}(?!\d)))?(?![/\d]))"
)
_DAY = re.compile(rf"(?:{CUE}){_DATE}", re.IGNORECASE)
_DIGIT = re.compile(r"\d|quý |(?:này|nay|tới|sau|mai|kế tiếp)(?!\w)|Tết", re.IGNORECASE)
_SOFT_CUE = re.compile(r"vào |trong |(?:đến|tới) (?!hết |trước )", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?:từ|hoàn thành|xong|kéo dài|thực hiện|thời gian|hạn|phấn đấu|bảo đảm|đảm bảo|chậm nhất|muộn nhất)\b[^.;]*$"
)
_CLAUSE = 100
"""Characters before a day in which the verb of its clause is looked for."""
_SAYS_DAY = re.compile(r"ngày|tháng", re.IGNORECASE)
_REACHED = re.compile(r",? (?:phải |cơ bản |có )?(?:đạt|hoàn thành|hoàn tất|xong)(?!\w)")
_HELD = re.compile(r"(?:tổ chức|ra quân|vệ sinh|diễn tập|tham dự|phát động|tập huấn|khởi công|khánh thành)\b[^.;]*$")
_DONE = re.compile(r"(?:hoàn thành|xong|báo cáo|gửi|nộp|trình|thực hiện|tham mưu)\b[^.;]*$")


@dataclass(frozen=True, slots=True)
class FoundDeadline:
    """A deadline with the place of its words; `why` is the code of the caution that says what stopped its date."""

    deadline: Deadline
    span: Span
    why: str | None = None


def plain_date(day: str | None, month: str | None, year: str | None, issued: date | None) -> date | None:
    """Make a date; without a year take the letter's, or the next one when that lies far behind the letter."""
    if not day or not month or not (year or issued):
        return None
    if year or issued is None:
        return _real(int(year or 0), int(month), int(day))
    made = _real(issued.year, int(month), int(day))
    far_behind = made is not None and issued - made > timedelta(days=120)
    if issued.year < 9999 and (made is None or far_behind):
        made = _real(issued.year + 1, int(month), int(day))
    return made


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def deadline_in(
    text: str, start: int, end: int, *, issued: date | None, add_working_days: AddWorkingDays | None = None
) -> FoundDeadline | None:
    """Return the first explicit deadline of text[start:end]; `issued` is the letter's own date."""
    found = deadlines_in(text, start, end, issued=issued, add_working_days=add_working_days)
    return next((one for one in found if one.why != STANDING), None)


def deadlines_in(
    text: str,
    start: int,
    end: int,
    *,
    issued: date | None,
    about: date | None = None,
    add_working_days: AddWorkingDays | None = None,
) -> list[FoundDeadline]:
    """Return every explicit deadline of text[start:end] in the order of the text; none overlaps another.

    Limits for every case that comes up are among them, with the caution `standing_limit`. `about` gives the year where
    a draft's date lacks its day; nothing is counted from it.
    """
    year = issued or about
    if not _DIGIT.search(text, start, end):  # every form counts or names a day, month, quarter, week or year
        return []
    found: list[FoundDeadline] = []
    repeats = recurrence_spans(text, start, end)
    for match in _DAY.finditer(text, start, end):
        when, why = _day_of(match, year)
        if (when is None and why is None) or is_periodic_day(text, match.end()) or _repeats(match, repeats):
            continue
        if not _SOFT_CUE.match(match[0]) or not _is_event(text, match, when, year):
            found.append(FoundDeadline(Deadline(when), match.span(), why))
    periods = periods_in(text, start, end, issued=year)
    counted = counted_in(text, start, end, issued=issued, add_working_days=add_working_days)
    found += [FoundDeadline(Deadline(when), span, why) for when, span, why in (*periods, *counted)]
    return _apart(found or _weaker(text, start, end, year))


def _weaker(text: str, start: int, end: int, year: date | None) -> list[FoundDeadline]:
    """Read what is a limit where the duty has no other: the day on which something is held, or a feast."""
    for match in _DAY.finditer(text, start, end):
        when, _ = _day_of(match, year)
        before = text[max(start, match.start() - 60) : match.start()].lower()
        if match[0].lower().startswith("vào") and when and year and when >= year and _HELD.search(before):
            return [FoundDeadline(Deadline(when), match.span())]
    feast = FEAST.search(text, start, end)
    return [FoundDeadline(Deadline(None), feast.span(), "deadline_start")] if feast else []


def _apart(found: list[FoundDeadline]) -> list[FoundDeadline]:
    """Keep, of deadlines whose words overlap, the one that begins first, and of these the longest."""
    kept: list[FoundDeadline] = []
    for one in sorted(found, key=lambda each: (each.span[0], -each.span[1])):
        if not kept or one.span[0] >= kept[-1].span[1]:
            kept.append(one)
    return kept


def _repeats(match: re.Match[str], spans: list[Span]) -> bool:
    """Say whether a day without a year stands inside the words of a repeat ("định kỳ 6 tháng (trước ngày 15/6)")."""
    g = match.groupdict()
    return not (g["y"] or g["y2"] or g["y3"]) and any(a <= match.start() and match.end() <= b for a, b in spans)


def _day_of(match: re.Match[str], issued: date | None) -> tuple[date | None, str | None]:
    """Return the day written, or why it has none; figures that need not be a date ("trong 20/25 xã") give neither."""
    g = match.groupdict()
    day, month, year = g["d"] or g["d2"], g["m"] or g["m2"], g["y"] or g["y2"] or g["y3"]
    if year and len(year) == 2:  # "10/8/20": of the letter's century
        year = f"{(issued.year if issued else 2000) // 100}{year}"
    when = plain_date(day, month, year, issued)
    if when or not day or not month:
        return when, None
    certain = year or _SAYS_DAY.search(match[0]) is not None
    if year is None and issued is None and _real(2000, int(month), int(day)):  # 2000 has every day of the calendar
        return None, "deadline_year" if certain or not _SOFT_CUE.match(match[0]) else None
    return None, "impossible_date" if certain else None


def _is_event(text: str, match: re.Match[str], when: date | None, issued: date | None) -> bool:
    """Say whether a soft cue ("vào ngày", "đến ngày") tells of an event or a cited act rather than a limit."""
    before = text[max(0, match.start() - _CLAUSE) : match.start()].lower()
    cue = match[0].lower()
    if cue.startswith(("đến", "tới")):
        return not _UNTIL.search(before) and not _REACHED.match(text, match.end())
    if cue.startswith("trong ngày") and issued and when and when >= issued:
        return False
    return _DONE.search(before) is None
