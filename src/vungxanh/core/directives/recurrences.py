"""Repeats as letters write them ("định kỳ", "vào thứ Sáu hàng tuần", "thường xuyên") (định kỳ)."""

from __future__ import annotations

import re

from vungxanh.core.directives.model import Span

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
        r"\d{1,2}) lần",
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
_REPEATS = re.compile(r"định kỳ|(?:đầu|cuối) (?:của )?quý|hằng |hàng |mỗi |lần|thường xuyên", re.IGNORECASE)
_PERIODIC = re.compile(rf"(?: và (?:trước )?(?:ngày )?\d{{1,2}} ?(?:/|tháng) ?\d{{1,2}})?,? ?{_INTERVAL}")


def recurrence_in(text: str, start: int, end: int) -> str | None:
    """Return the words that make a duty periodic, as written ("vào thứ Sáu hàng tuần")."""
    if not _REPEATS.search(text, start, end):  # every form has one of these words
        return None
    for pattern in _RECURRENCES:
        match = pattern.search(text, start, end)
        if match:
            return match[0].strip(" ,")
    return None


def recurrence_spans(text: str, start: int, end: int) -> list[Span]:
    """Return where words of a repeat stand; one stretch may be given by several forms."""
    if not _REPEATS.search(text, start, end):
        return []
    return [match.span() for pattern in _RECURRENCES for match in pattern.finditer(text, start, end)]


def is_periodic_day(text: str, pos: int) -> bool:
    """Say whether the day that ends at `pos` comes again ("ngày 15/6 hằng năm")."""
    return _PERIODIC.match(text, pos) is not None
