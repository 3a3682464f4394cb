"""Deadlines counted or told rather than dated: "trong vòng 3 ngày", "trong tháng này" (thời hạn tính theo khoảng)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from vungxanh.core.directives.model import Span

AddWorkingDays = Callable[[date, int], date]
Counted = tuple[date | None, Span, str | None]
"""The day where it is certain, the place of the words, and the caution that says why there is no day."""

STANDING = "standing_limit"
"""A limit for every case that comes up ("xử lý ổ dịch trong vòng 48 giờ"): the duty itself has no last day."""

_COUNT = r"(?P<n>\d{1,3}) ?(?:\([^)]{1,20}\) )?(?P<unit>ngày làm việc|ngày|tuần|tháng|giờ|tiếng)(?!\w)"
_FROM = (
    r",? (?:kể )?(?:từ|sau) (?:ngày|khi|thời điểm|lúc)? ?"
    r"(?P<event>\d{1,2}/\d{1,2}(?:/\d{4})?|[^\W\d_]+(?: [^\W\d_]+)?)"
)
_WITHIN = re.compile(
    rf"(?:trong (?:vòng |thời hạn |thời gian )?|chậm nhất(?: là)?(?: sau| trong)? |không quá |sau ){_COUNT}{_FROM}",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:(?:trong vòng|trong thời hạn|thời hạn(?: là)?:?|(?:chậm nhất|muộn nhất)(?: là)?(?: sau| trong)?|không quá) "
    rf"{_COUNT}|trong (?:vòng )?(?P<n2>\d{{1,3}}) (?P<unit2>ngày|tuần|tháng|giờ) tới)(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:(?:ngay )?trong|trước(?: khi hết)?|(?:đến )?hết|cuối|(?:chậm|muộn) nhất(?: là)?(?: trong)?) "
    r"(?:\d{1,2} ?(?:giờ|h|g|:) ?(?:\d{1,2})?(?: phút)?,? )?(?:cuối )?(?P<what>tuần|tháng|quý|năm|ngày|chiều|sáng|tối) "
    r"(?P<which>này|nay|tới|sau|hôm nay|mai|kế tiếp)(?!\w)(?! (?:khi|đó|ngày))",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"(?:cách ly|theo dõi|lưu trữ|lưu giữ|tạm dừng|đóng cửa|duy trì|áp dụng|niêm yết|kéo dài|giãn cách|trở về|đến từ|"
    r"đi về|đi qua|tiếp xúc|phong tỏa|đã |xảy ra|ghi nhận|liên tục|tập huấn|tạm trú|lưu trú|có hiệu lực|phát sóng)"
    r"[^,;.:]*$",
    re.IGNORECASE,
)
"""What lasts so long or lies within such a time is not due at its end ("cách ly trong vòng 14 ngày")."""
_EACH_CASE = re.compile(
    r"(?:nhận (?:đủ|được (?:đầy đủ )?(?:hồ sơ|đơn|phản ánh|kiến nghị|thông tin|yêu cầu|đề nghị))|phát hiện|tiêm|"
    r"ghi nhận|xảy ra|tiếp nhận|xuất hiện|nhập viện|phát sinh|có (?:ca|kết quả|sự cố|cháy|thông tin))(?!\w)",
    re.IGNORECASE,
)
_CASES = re.compile(
    r"(?:ổ dịch|ca bệnh|ca mắc|ca nghi|trường hợp|vụ việc|sự cố|mỗi |từng |hồ sơ|phản ánh|kiến nghị|đơn thư)[^,;:]*$",
    re.IGNORECASE,
)
FEAST = re.compile(r"trước (?:dịp )?Tết(?: Nguyên đán| Trung thu| Dương lịch)?(?!\w)", re.IGNORECASE)
"""A limit told by a feast, whose day the letter need not state."""
_SHORTENED = re.compile(
    r"(?:rút ngắn|cắt giảm|giảm|thời gian (?:thẩm định|giải quyết|xử lý|thực hiện thủ tục))[^.;:]*$", re.IGNORECASE
)
"""What is to take no longer than that, every time ("rút ngắn thời gian thẩm định, không quá 15 ngày")."""
_FINISHED = re.compile(r"(?:hoàn thành|hoàn tất|xong|thời hạn|báo cáo)[^.;:]*$", re.IGNORECASE)
_ISSUED = re.compile(
    r"(?:ký|ban hành|phát hành)(?!\w)|(?P<act>văn bản|quyết định|chỉ thị|kế hoạch|công văn|thông báo|nghị quyết) này "
    r"(?:(?:được )?(?:ký|ban hành|phát hành)|(?P<force>có hiệu lực))(?!\w)",
    re.IGNORECASE,
)
_FROM_SIGNING = re.compile(r"có hiệu lực (?:thi hành )?(?:kể )?từ ngày (?:ký|ban hành)(?!\w)", re.IGNORECASE)


def counted_in(
    text: str, start: int, end: int, *, issued: date | None, add_working_days: AddWorkingDays | None
) -> Iterator[Counted]:
    """Yield the limits that count days or name a coming month; only those counted from the letter's date have a day."""
    for match in _WITHIN.finditer(text, start, end):
        if _EACH_CASE.match(text, match.start("event"), end):
            yield None, match.span(), STANDING
        else:
            yield _from_event(match, issued if _is_issue(text, match.start("event")) else None, add_working_days)
    for match in _BARE.finditer(text, start, end):
        near = max(start, match.start() - 60)
        if not _LASTS.search(text, near, match.start()):
            at_most = match[0].lower().startswith("không quá")
            each = any(words.search(text, near, match.start()) for words in (_CASES, _SHORTENED))
            each = each or (at_most and not _FINISHED.search(text, near, match.start()))
            yield None, match.span(), STANDING if each else "deadline_start"
    for match in _NAMED.finditer(text, start, end):
        if _LASTS.search(text, max(start, match.start() - 60), match.start()):
            continue
        last = _last_day(match["what"].lower(), match["which"].lower(), issued)
        yield last, match.span(), None if last else "deadline_start"


def _is_issue(text: str, pos: int) -> bool:
    """Say whether the day told at `pos` is that of the letter itself; that of its force is when it says so."""
    told = _ISSUED.match(text, pos)
    return told is not None and (not told["force"] or _FROM_SIGNING.search(text) is not None)


def _from_event(match: re.Match[str], issued: date | None, add_working_days: AddWorkingDays | None) -> Counted:
    """Count from the letter's date, given where the words mean it; from receipt nobody can count here."""
    count, unit = int(match["n"]), match["unit"].lower()
    if issued is None:
        return None, match.span(), "deadline_start"
    if unit == "ngày làm việc":
        if add_working_days is None:
            return None, match.span(), "deadline_calendar"
        return add_working_days(issued, count), match.span(), None
    if unit == "tháng":
        months = issued.month - 1 + count
        year, month = issued.year + months // 12, months % 12 + 1
        return date(year, month, min(issued.day, calendar.monthrange(year, month)[1])), match.span(), None
    days = {"ngày": count, "tuần": 7 * count, "giờ": -(-count // 24), "tiếng": -(-count // 24)}[unit]
    return issued + timedelta(days=days), match.span(), None


def _last_day(what: str, which: str, issued: date | None) -> date | None:
    """Return the last day of "tháng này", "năm nay", or the day "hôm nay"; a week and "tới" leave it to a person."""
    if issued and what in {"ngày", "chiều", "sáng", "tối"} and which in {"nay", "hôm nay", "mai"}:
        return issued + timedelta(days=which == "mai")
    if issued is None or which not in {"này", "nay"} or what not in {"tháng", "quý", "năm"}:
        return None
    month = {"tháng": issued.month, "quý": -(-issued.month // 3) * 3, "năm": 12}[what]
    return date(issued.year, month, calendar.monthrange(issued.year, month)[1])
