"""Number, type, place, date, subject and urgency at the head of a letter (phần đầu văn bản, NĐ 30/2020, Art. 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from vungxanh.core.directives.dates import plain_date
from vungxanh.core.directives.lexicon import UPPER
from vungxanh.core.directives.motto import without_motto
from vungxanh.core.directives.paragraphs import Paragraph
from vungxanh.core.text.vietnamese import fold_each

TYPES = {
    "NQ": "nghị quyết",
    "QĐ": "quyết định",
    "CT": "chỉ thị",
    "QC": "quy chế",
    "QyĐ": "quy định",
    "TC": "thông cáo",
    "TB": "thông báo",
    "HD": "hướng dẫn",
    "CTr": "chương trình",
    "KH": "kế hoạch",
    "PA": "phương án",
    "ĐA": "đề án",
    "DA": "dự án",
    "BC": "báo cáo",
    "BB": "biên bản",
    "TTr": "tờ trình",
    "HĐ": "hợp đồng",
    "CĐ": "công điện",
    "GM": "giấy mời",
    "TT": "thông tư",
    "NĐ": "nghị định",
    "KL": "kết luận",
    "TTg": "công văn",
}
_TYPE_NAMES = sorted(
    {*TYPES.values(), "công điện khẩn", "công điện hỏa tốc", "công văn"} - {"hợp đồng"}, key=len, reverse=True
)
_TYPE_LINE = re.compile(rf"^(?P<type>{'|'.join(_TYPE_NAMES)})(?P<rest>\W.*)?$", re.IGNORECASE)
NUMBER = re.compile(
    rf"\b[Ss](?:ố|Ố)\s*:?\s*(?P<number>\d{{1,6}}[a-zA-Z]?)?[\s.…_]*(?:/|(?P<party>-)(?=[{UPPER}]{{2,3}}/))\s*"
    rf"(?P<symbol>[{UPPER}\d][\w&.]*(?:\s?[-–/]\s?[{UPPER}\d][\w&.()]*)*)"
)
_BARE_NUMBER = re.compile(r"^[Ss](?:ố|Ố)\s*:\s*(?P<number>\d{1,6})?\s*[.…/]*\s*$")
_PLACE_DATE = re.compile(
    rf"(?P<place>(?:(?:Thành phố|thành phố|TP\.?|Tp\.?|Thị "
    rf"xã)\s*)?[{UPPER}][^\W\d_]*(?:[ -][{UPPER}][^\W\d_]*){{0,4}}|[{UPPER} ]{{4,30}})\s*,?\s*"
    r"(?i:ng[aàáảãạ]y)\s*(?P<d>\d{1,2})?[\s.…_]*(?i:th[aáàảãạ]ng)\s*(?P<m>\d{1,2})?[\s.…_]*"
    r"(?i:n[aăâắằẳẵặ]m)\s*(?P<y>\d{4})?"
)
"""Recognition mistakes the accents of these words ("nắm 2020")."""
_SLASH_DATE = re.compile(
    rf"(?P<place>[{UPPER}][^\W\d_]*(?:[ -][{UPPER}][^\W\d_]*){{0,4}}), ngày "
    rf"(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>\d{{4}})"
)
_BESIDE_PLACE = re.compile(rf"(?:(?!TP\b)[{UPPER}]{{2,}}\s)+(?=[{UPPER}][^\W\d_{UPPER}])")
"""Capital words of the other column that stand before the place ("… ứng dụng CNTT Quảng Nam, ngày …")."""
_SUBJECT = re.compile(r"^\(?(?:V/v|V/V|Về việc|VỀ VIỆC|v/v)\s*:?\s*(?P<subject>.+?)\)?$", re.DOTALL)
_URGENCY = re.compile(r"(?<!\w)(hoa toc(?: hen gio)?|thuong khan|khan)(?!\w)")
_SECRET = re.compile(r"^\W*(tuyet mat|toi mat|mat)\W*$")
_BODY_START = re.compile(
    r"can cu|thuc hien|theo|de |ngay|xet|trong|nham|tiep|qua |sau |hien nay|vua qua|ubnd|uy ban|chu tich|thu "
    r"tuong|bo |so |tren co so|dien:|kinh gui|ngay "
)

Day = date


@dataclass(slots=True)
class HeadLines:
    """What the lines at the head say; `agencies` are the capital lines above the number, in order."""

    number: str | None = None
    symbol: str | None = None
    has_number_line: bool = False
    about: Day | None = None
    """The first of the month, where the line of the date states month and year only."""
    type: str | None = None
    place: str | None = None
    date: date | None = None
    has_date_line: bool = False
    subject: str | None = None
    urgency: str | None = None
    secrecy: str | None = None
    agencies: tuple[str, ...] = ()
    end: int = 0
    """How many paragraphs belong to the head."""


def read_head(text: str, paragraphs: list[Paragraph]) -> HeadLines:
    """Read the paragraphs up to the body; the addressees, if any, are left to the caller."""
    head = HeadLines()
    agencies: list[str] = []
    in_subject = False
    owed: tuple[str, ...] = ()
    for index, paragraph in enumerate(paragraphs):
        line, owed = without_motto(text[paragraph.start : paragraph.end], owed)
        rest = _take_fixed(head, line)
        if head.secrecy is None and _SECRET.match(fold_each(line)) and line.isupper():
            head.secrecy, rest = line, ""
        if _is_body(text, paragraph, fold_each(line), head, index):
            break
        head.end = index + 1
        rest = _beside(head, rest).strip(" -–")
        if subject := _SUBJECT.match(rest):
            head.subject, in_subject = subject["subject"], True
        elif (kind := _TYPE_LINE.match(rest)) and (head.type is None or rest.isupper()):
            in_subject = _take_type(head, kind, rest)
        elif rest and rest.isupper() and not (head.has_number_line or head.type) and not _urgent(head, rest):
            agencies.append(rest)
        elif in_subject and rest and not _urgent(head, rest):
            if _closes_subject(rest, head):
                in_subject = False
            else:
                head.subject = f"{head.subject} {rest}" if head.subject else rest
        elif rest:
            _urgent(head, rest)
    head.agencies = tuple(agency for line in agencies for agency in re.split(r" {2,}", line) if agency)
    head.subject = _clean_subject(head.subject)
    return head


def _take_fixed(head: HeadLines, line: str) -> str:
    """Take number and place-with-date out of a line and return the rest, which another column may have put there."""
    number = NUMBER.search(line) if not head.has_number_line and not head.subject else None
    bare = _BARE_NUMBER.match(line) if number is None and not head.has_number_line else None
    if number and number.start() < 40:
        head.number, head.has_number_line = number["number"], True
        head.symbol = re.sub(r"\s", "", number["symbol"]).replace("–", "-")
        line = f"{line[: number.start()]}  {line[number.end() :]}"
    elif bare:
        head.number, head.has_number_line, line = bare["number"], True, ""
    dated = None if head.has_date_line or len(line) > 160 else _SLASH_DATE.search(line) or _PLACE_DATE.search(line)
    if dated:
        place = dated["place"].strip()
        beside = _BESIDE_PLACE.match(place)
        kept = beside.end() if beside else 0
        head.place, head.has_date_line = place[kept:], True
        head.date = plain_date(dated["d"], dated["m"], dated["y"], None)
        head.about = None if dated["d"] else plain_date("1", dated["m"], dated["y"], None)
        line = f"{line[: dated.start('place') + kept]}  {line[dated.end() :]}"
    return line


def _take_type(head: HeadLines, kind: re.Match[str], line: str) -> bool:
    """Take a type line ("QUYẾT ĐỊNH", "CÔNG ĐIỆN KHẨN", "KẾ HOẠCH triển khai …"); say whether a subject follows."""
    if head.type or not (line.isupper() or kind["type"].isupper()):
        return False
    name = kind["type"].lower()
    head.type = "công điện" if name.startswith("công điện") else name
    _urgent(head, line)
    rest = (kind["rest"] or "").strip(" :-–")
    if rest and not rest.isupper() and not NUMBER.search(rest):
        head.subject = rest
    return True


def _urgent(head: HeadLines, line: str) -> bool:
    """Take an urgency stamp standing alone or beside the type."""
    found = _URGENCY.search(fold_each(line)) if line.isupper() and len(line) < 40 else None
    if found and head.urgency is None:
        head.urgency = {
            "hoa toc": "hỏa tốc",
            "hoa toc hen gio": "hỏa tốc hẹn giờ",
            "thuong khan": "thượng khẩn",
            "khan": "khẩn",
        }[found[1]]
    return found is not None


def _beside(head: HeadLines, line: str) -> str:
    """Take an urgency stamp that stands in capitals beside something else, behind a wide gap."""
    *left, last = re.split(r"\s{2,}", line.strip())
    return "  ".join(left) if left and _urgent(head, last) and _URGENCY.fullmatch(fold_each(last)) else line


def _closes_subject(line: str, head: HeadLines) -> bool:
    """Say whether a line after the subject belongs to it no more (the authority line of a decision)."""
    return (
        bool(head.subject)
        and line.isupper()
        and bool(re.match(r"(?:CHỦ TỊCH|ỦY BAN|UBND|BỘ TRƯỞNG|GIÁM ĐỐC|THỦ TƯỚNG|HỘI ĐỒNG)", line))
    )


def _is_body(text: str, paragraph: Paragraph, folded: str, head: HeadLines, index: int) -> bool:
    if re.match(r"(?:dong )?kinh gui|.{0,60}\bdien\s*:", folded):
        return True
    opened = head.has_number_line or head.type or head.has_date_line or index > 8
    if not opened or len(folded) < 3:
        return paragraph.end - paragraph.start > 220
    if head.subject and (len(folded) > 170 or (len(folded) > 60 and folded[-1] in ".:")):
        return True
    if paragraph.kind in {"article", "number", "roman", "dash", "plus", "part"} and not folded.startswith("so"):
        return True
    if text[paragraph.start : paragraph.end].isupper() or paragraph.end - paragraph.start < 45:
        return folded.startswith("can cu") or (folded.endswith(":") and head.subject is not None)
    return bool(_BODY_START.match(folded)) and (head.subject is not None or paragraph.end - paragraph.start > 100)


def _clean_subject(subject: str | None) -> str | None:
    if not subject:
        return None
    subject = re.sub(r"\s+", " ", subject).strip(" -–_*")
    subject = re.sub(r"^(?:V/v|Về việc|VỀ VIỆC)\s*:?\s*", "", subject)
    return subject or None
