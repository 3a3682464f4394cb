"""Dates, deadlines and recurrences as letters write them (ngày, thời hạn, định kỳ)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from vungxanh.core.directives.durations import FEAST, STANDING, AddWorkingDays, counted_in
from vungxanh.core.directives.model import Deadline, Span

__all__ = ["AddWorkingDays", "FoundDeadline", "deadline_in", "deadlines_in", "plain_date", "recurrence_in"]

_D, _M, _Y = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})"
_CLOCK = r"(?:(?:sáng|trưa|chiều|tối) )?(?:\d{1,2} ?(?:giờ|h|g|:) ?(?:\d{1,2})?(?: phút)?,? ?)?"
_WEEKDAY = r"(?:(?:thứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy|[2-7])|Chủ nhật),? (?:\()?)?"
_DATE = (
    rf"(?:ngày )?{_CLOCK}{_WEEKDAY}(?:(?:ngày )?(?:mùng |mồng )?{_D} tháng {_M}(?: năm {_Y}| ?/ ?(?P<y2>\d{{4}}))?"
    rf"|(?:ngày )?(?P<d2>\d{{1,2}}) ?[/.-] ?(?P<m2>\d{{1,2}})(?: ?[/.-] ?(?P<y3>\d{{4}}|\d{{2}}(?!\d)))?(?![/\d]))"
)
_CUE = (
    r"(?:(?:xong |hoàn thành |hoàn tất |nộp |gửi |báo cáo )?(?:trước|chậm nhất(?: là)?(?: đến| vào| trước| "
    r"trong)?(?: hết)?|muộn nhất(?: là)?(?: đến| vào)?(?: hết)?|"
    r"đến hết|đến trước|đến|tới|hết|hạn cuối(?: cùng)?(?: là)?|hạn chót(?: là)?|thời hạn(?: hoàn thành)?:?|thời "
    r"gian (?:hoàn thành|thực hiện):?|hoàn thành:?|trong|vào)) "
)
_DAY = re.compile(rf"(?:{_CUE}){_DATE}", re.IGNORECASE)
_PERIOD = re.compile(
    rf"(?:{_CUE}|(?:cuối|hết) )(?:(?P<edge>nửa đầu|nửa cuối|(?:tuần )?đầu|giữa|(?:tuần )?cuối|"
    rf"tuần (?:thứ )?(?:nhất|hai|ba|tư|[1-4])) (?:của )?)?(?:tháng (?P<pm>\d{{1,2}})(?: ?/ ?| năm "
    rf")(?P<py>\d{{4}})|quý (?P<q>IV|III|II|I|[1-4])(?: ?/ ?| năm )(?P<qy>\d{{4}})"
    r"|năm (?P<yy>\d{4})|(?P<half>6 tháng đầu|6 tháng cuối) năm (?P<hy>\d{4}))",
    re.IGNORECASE,
)
_INTERVAL = r"(?:hằng|hàng|mỗi) (?:ngày|tuần|tháng|quý|năm)"
_TIMES = (
    r"(?:định kỳ )?(?:(?:ít nhất|tối thiểu|mỗi) )?\d{1,2} lần ?(?:/ ?|mỗi |một |trong |trên |trong một )?"
    r"(?:\d{1,2} )?(?:ngày|tuần|tháng|quý|năm)(?!\w)"
    r"(?:,? ?\(?(?:vào |trước )?(?:các )?ngày \d{1,2}(?:(?:, | và |, và )(?:ngày )?\d{1,2}(?![\d/]))*(?![\d/])"
    r"(?: (?:của )?(?:hằng|hàng|mỗi) tháng)?\)?)?"
)
_ON_DAY = r"(?: \([^)]*\)|,? (?:trước|vào|chậm nhất(?: là)?)(?: ngày)? \d{1,2}(?:/| tháng )\d{1,2}(?!/?\d))"
_RECURRENCES = (
    re.compile(_TIMES, re.IGNORECASE),
    re.compile(
        rf"định kỳ(?: báo cáo)? (?:\d{{1,2}} tháng|(?:hằng |hàng )?quý|(?:hằng |hàng )?năm){_ON_DAY}?"
        rf"(?:(?:,| và|, và) (?:cả |hằng |hàng |01 |1 )?(?:\d{{1,2}} tháng(?: cuối năm)?|quý|năm){_ON_DAY}?)+",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:định kỳ )?(?:trước |vào )?ngày \d{{1,2}}(?: (?:của )?tháng (?:đầu|cuối) (?:của )?(?:{_INTERVAL}|quý)"
        rf"|(?:/| tháng )\d{{1,2}}(?: và (?:trước )?(?:ngày )?\d{{1,2}}(?:/| tháng )\d{{1,2}})?,? {_INTERVAL})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:định kỳ )?(?:trước |vào )?(?:\d{{1,2}} ?(?:giờ|h)\d{{0,2}},? )?(?:ngày|thứ|sáng|chiều) ?(?:ngày |"
        rf"thứ )?(?:\d{{1,2}}|Hai|Ba|Tư|Năm|Sáu|Bảy)?(?: và (?:ngày |thứ )?(?:\d{{1,2}}|Sáu|Năm))? {_INTERVAL}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:trước|vào) (?:\d{{1,2}} ?(?:giờ|h)(?: ?\d{{2}})?) (?:phút )?{_INTERVAL}", re.IGNORECASE),
    re.compile(rf"định kỳ,? {_INTERVAL}(?: và {_INTERVAL})?", re.IGNORECASE),
    re.compile(
        r"(?:định kỳ )?\d{1,2} (?:phút|giờ|ngày|tuần|tháng|năm)(?:/| một | )lần|mỗi (?:ngày|tuần|tháng|quý|năm) (?:một|"
        r"\d) lần",
        re.IGNORECASE,
    ),
    re.compile(
        r"định kỳ (?:\d{1,2} (?:ngày|tháng|năm)(?: \([^)]*\))?(?:, (?:\d{1,2} tháng|hằng năm|hàng năm|năm))?|"
        r"[^\W\d_]+(?: [^\W\d_]+)?)",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!kinh phí )(?<!ngân sách )(?<!kế hoạch )(?<!dự toán )(?<!hoạt động ){_INTERVAL}", re.IGNORECASE),
    re.compile(r"(?<!giáo dục )(?<!chi )(?<!sách )(?<!dục )(?<!họp )thường xuyên", re.IGNORECASE),
)
_YEARLESS = re.compile(
    r"(?<!đã )(?:hoàn thành|hoàn tất|xong|chậm nhất|muộn nhất|thời hạn|thời gian)(?: [^\W\d_]+){0,3}?:? "
    r"(?:trong |trước |vào |cuối |hết |đến hết )?"
    r"(?:tháng (?P<pm>\d{1,2})(?! ?[/\d]| năm| hằng| hàng)|quý (?P<q>IV|III|II|I|[1-4])(?!\w| ?/| ?[-–,]| năm|"
    r" hằng| hàng| và))",
    re.IGNORECASE,
)
_EDGES = {"đầu": 10, "nửa đầu": 15, "giữa": 20, "tuần đầu": 7} | {
    f"tuần {word}": 7 * week
    for week, words in enumerate((("nhất", "1"), ("hai", "2"), ("ba", "3"), ("tư", "4")), 1)
    for word in words
}
"""The last day of a part of a month; what is not here ends with the month."""
_BY_END = re.compile(
    r"(?<!so với )(?<!từ )(?:đến hết|trước|cuối|hết) (?:tháng (?P<pm>\d{1,2})(?! ?[/\d]| năm| hằng| hàng)|"
    r"quý (?P<q>IV|III|II|I|[1-4])(?!\w| ?/| ?[-–,]| năm| hằng| hàng| và))(?!,? (?:toàn|đã|mới|đạt|có)(?!\w))",
    re.IGNORECASE,
)
_QUARTER = {"I": 1, "II": 2, "III": 3, "IV": 4}


_DIGIT = re.compile(r"\d|quý |(?:này|nay|tới|sau|mai|kế tiếp)(?!\w)|Tết", re.IGNORECASE)
_REPEATS = re.compile(r"định kỳ|(?:đầu|cuối) (?:của )?quý|hằng |hàng |mỗi |lần|thường xuyên", re.IGNORECASE)
_PERIODIC = re.compile(rf"(?: và (?:trước )?(?:ngày )?\d{{1,2}} ?(?:/|tháng) ?\d{{1,2}})?,? ?{_INTERVAL}")
_SOFT_CUE = re.compile(r"vào |trong |(?:đến|tới) (?!hết |trước )", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?:từ|hoàn thành|xong|kéo dài|thực hiện|thời gian|hạn|phấn đấu|bảo đảm|đảm bảo|chậm nhất|muộn nhất)\b[^.;]*$"
)
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
    repeats = _recurrence_spans(text, start, end)
    for match in _DAY.finditer(text, start, end):
        when, why = _day_of(match, year)
        if (when is None and why is None) or _PERIODIC.match(text, match.end()) or _repeats(match, repeats):
            continue
        if not _SOFT_CUE.match(match[0]) or not _is_event(text, match, when, year):
            found.append(FoundDeadline(Deadline(when), match.span(), why))
    for match in _PERIOD.finditer(text, start, end):
        last = _period_end(match)
        if last:
            found.append(FoundDeadline(Deadline(last), match.span()))
        elif match["pm"] and not 1 <= int(match["pm"]) <= 12:
            found.append(FoundDeadline(Deadline(None), match.span(), "impossible_date"))
    found += _yearless(text, start, end, year)
    counted = counted_in(text, start, end, issued=issued, add_working_days=add_working_days)
    found += [FoundDeadline(Deadline(when), span, why) for when, span, why in counted]
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


def _recurrence_spans(text: str, start: int, end: int) -> list[Span]:
    if not _REPEATS.search(text, start, end):
        return []
    return [match.span() for pattern in _RECURRENCES for match in pattern.finditer(text, start, end)]


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


def recurrence_in(text: str, start: int, end: int) -> str | None:
    """Return the words that make a duty periodic, as written ("vào thứ Sáu hàng tuần")."""
    if not _REPEATS.search(text, start, end):  # every form has one of these words
        return None
    for pattern in _RECURRENCES:
        match = pattern.search(text, start, end)
        if match:
            return match[0].strip(" ,")
    return None


def _is_event(text: str, match: re.Match[str], when: date | None, issued: date | None) -> bool:
    """Say whether a soft cue ("vào ngày", "đến ngày") tells of an event or a cited act rather than a limit."""
    before = text[max(0, match.start() - 60) : match.start()].lower()
    cue = match[0].lower()
    if cue.startswith(("đến", "tới")):
        return not _UNTIL.search(before) and not _REACHED.match(text, match.end())
    if cue.startswith("trong ngày") and issued and when and when >= issued:
        return False
    return _DONE.search(before) is None


def _period_end(match: re.Match[str]) -> date | None:
    g = match.groupdict()
    if g["edge"] is None and re.search(r"\btrước\b", match[0], re.IGNORECASE) and g["pm"]:
        return _safe(int(g["py"]), int(g["pm"]), 1, minus_one=True)
    if g["pm"]:
        day = _EDGES.get((g["edge"] or "").lower().replace("thứ ", ""))
        return _safe(int(g["py"]), int(g["pm"]), day)
    if g["q"]:
        quarter = _QUARTER.get(g["q"].upper()) or int(g["q"])
        return _safe(int(g["qy"]), quarter * 3, None)
    if g["half"]:
        return _safe(int(g["hy"]), 6 if "đầu" in g["half"].lower() else 12, None)
    return _safe(int(g["yy"]), 12, None)


def _yearless(text: str, start: int, end: int, issued: date | None) -> list[FoundDeadline]:
    """Read "hoàn thành trong tháng 8", "xong trong quý III": the letter's year, or the next when that has gone by."""
    found: list[FoundDeadline] = []
    for match in chain(_YEARLESS.finditer(text, start, end), _BY_END.finditer(text, start, end)):
        month = int(match["pm"]) if match["pm"] else 3 * (_QUARTER.get(match["q"].upper()) or int(match["q"]))
        if not 1 <= month <= 12:
            continue
        if issued is None:
            found.append(FoundDeadline(Deadline(None), match.span(), "deadline_year"))
            continue
        if 0 < issued.month - month <= 3:  # a month just gone by is told of, not asked for
            continue
        year, before = issued.year + (month < issued.month), match["pm"] and "trước tháng" in match[0].lower()
        last = _safe(year, month, None, minus_one=bool(before))
        if last:
            found.append(FoundDeadline(Deadline(last), match.span()))
    return found


def _safe(year: int, month: int, day: int | None, *, minus_one: bool = False) -> date | None:
    if not (1 <= month <= 12 and 1900 <= year <= 9998):
        return None
    made = date(year, month, day or calendar.monthrange(year, month)[1])
    return date(year, month, 1) - timedelta(days=1) if minus_one else made
