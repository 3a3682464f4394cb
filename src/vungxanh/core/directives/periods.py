"""Months, quarters and years as limits ("trong quý III năm 2020", "xong trước tháng 8") (thời hạn theo kỳ)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from vungxanh.core.directives.durations import Counted

CUE = (
    r"(?:(?:xong |hoàn thành |hoàn tất |nộp |gửi |báo cáo )?(?:trước|chậm nhất(?: là)?(?: đến| vào| trước| "
    r"trong)?(?: hết)?|muộn nhất(?: là)?(?: đến| vào)?(?: hết)?|"
    r"không (?:chậm|muộn|trễ) (?:hơn|quá)|không quá(?= ngày)|"
    r"đến hết|đến trước|đến|tới|hết|hạn cuối(?: cùng)?(?: là)?|hạn chót(?: là)?|thời hạn(?: hoàn thành)?:?|thời "
    r"gian (?:hoàn thành|thực hiện):?|hoàn thành:?|trong|vào)) "
)
"""Words before a day or a period that make it a limit."""
_PERIOD = re.compile(
    rf"(?:{CUE}|(?:cuối|hết) )(?:(?P<edge>nửa đầu|nửa cuối|(?:tuần )?đầu|giữa|(?:tuần )?cuối|"
    rf"tuần (?:thứ )?(?:nhất|hai|ba|tư|[1-4])) (?:của )?)?(?:tháng (?P<pm>\d{{1,2}})(?: ?/ ?| năm "
    rf")(?P<py>\d{{4}})|quý (?P<q>IV|III|II|I|[1-4])(?: ?/ ?| năm )(?P<qy>\d{{4}})"
    r"|năm (?P<yy>\d{4})|(?P<half>6 tháng đầu|6 tháng cuối) năm (?P<hy>\d{4}))",
    re.IGNORECASE,
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
_WEEK_OF = re.compile(
    r"(?:trong|vào|trước|hết) (?P<edge>tuần đầu|tuần (?:thứ )?(?:nhất|hai|ba|tư|[1-4])|nửa đầu|giữa) (?:của )?"
    r"tháng (?P<pm>\d{1,2})(?! ?[/\d]| năm| hằng| hàng)",
    re.IGNORECASE,
)
"""A part of a month without its year ("gửi trong tuần đầu tháng 10")."""
_QUARTER = {"I": 1, "II": 2, "III": 3, "IV": 4}


def periods_in(text: str, start: int, end: int, *, issued: date | None) -> Iterator[Counted]:
    """Yield the limits of text[start:end] that name a period; their day is its last one."""
    for match in _PERIOD.finditer(text, start, end):
        last = _period_end(match)
        if last:
            yield last, match.span(), None
        elif match["pm"] and not 1 <= int(match["pm"]) <= 12:
            yield None, match.span(), "impossible_date"
    yield from _yearless(text, start, end, issued)


def _period_end(match: re.Match[str]) -> date | None:
    g = match.groupdict()
    if g["edge"] is None and re.search(r"\btrước\b", match[0], re.IGNORECASE) and g["pm"]:
        return _safe(int(g["py"]), int(g["pm"]), 1, minus_one=True)
    if g["pm"]:
        return _safe(int(g["py"]), int(g["pm"]), _edge_day(g["edge"]))
    if g["q"]:
        quarter = _QUARTER.get(g["q"].upper()) or int(g["q"])
        return _safe(int(g["qy"]), quarter * 3, None)
    if g["half"]:
        return _safe(int(g["hy"]), 6 if "đầu" in g["half"].lower() else 12, None)
    return _safe(int(g["yy"]), 12, None)


def _yearless(text: str, start: int, end: int, issued: date | None) -> Iterator[Counted]:
    """Read "hoàn thành trong tháng 8", "xong trong quý III": the letter's year, or the next when that has gone by."""
    for match in chain.from_iterable(form.finditer(text, start, end) for form in (_YEARLESS, _BY_END, _WEEK_OF)):
        month = int(match["pm"]) if match["pm"] else 3 * (_QUARTER.get(match["q"].upper()) or int(match["q"]))
        if not 1 <= month <= 12:
            continue
        if issued is None:
            yield None, match.span(), "deadline_year"
            continue
        if 0 < issued.month - month <= 3:  # a month just gone by is told of, not asked for
            continue
        year, before = issued.year + (month < issued.month), match["pm"] and "trước tháng" in match[0].lower()
        edge = match.groupdict().get("edge")
        last = _safe(year, month, _edge_day(edge), minus_one=bool(before and not edge))
        if last:
            yield last, match.span(), None


def _edge_day(edge: str | None) -> int | None:
    return _EDGES.get((edge or "").lower().replace("thứ ", ""))


def _safe(year: int, month: int, day: int | None, *, minus_one: bool = False) -> date | None:
    if not (1 <= month <= 12 and 1900 <= year <= 9998):
        return None
    made = date(year, month, day or calendar.monthrange(year, month)[1])
    return date(year, month, 1) - timedelta(days=1) if minus_one else made
