"""Which line of a page carries on the one above it (ngắt dòng).

A layout is wrapped when lines break in mid-sentence. When every such break fell where the next word had no room, the
width is exact, and a line whose next word had room ends a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from vungxanh.core.directives.lexicon import ORDINAL, UPPER
from vungxanh.core.text.vietnamese import fold_each

MARKER = re.compile(
    r"(?:[-–—•▪●○◦*+\uf0b7\uf02d\u2212]\s*(?=\S)|\(?\d{1,2}(?:\.\d{1,2}){0,3}(?:[.)]|/(?=\s))\s*(?=[^\W\d])|"
    r"\d{1,2}(?:\.\d{1,2}){1,3}\s"
    rf"|\d{{1,2}}(?:\.\d{{1,2}})?\s?[-–]\s+(?=[{UPPER}])"
    rf"|{ORDINAL}\s"
    r"|[a-zđ](?:[.)]\s|/\s?(?=\w))|[IVX]{1,5}(?:[.)-]|/(?!\d))\s*(?=\S)|[A-Z]\.\s|Điều\s+\d+|Chương\s+[IVX\d]+|"
    r"Phần\s|Mục\s+\d|"
    r"[¹²³⁴-⁹]\s?|\[\d{1,2}\]\s)"
)
_OWN_LINE = re.compile(
    r"(?:kinh gui|noi nhan|v/v|ve viec|tm\.|kt\.|tl\.|tuq\.|q\.|luu\s*:|can cu|theo de nghi|xet de nghi"
    r"|cong hoa xa hoi|doc lap|dai dien|hoa toc|thuong khan|khan$|mat$|toi mat|tuyet mat|quyet dinh:?$|don vi "
    r"(?:chu tri|phoi hop)\s*:"
    r"|co quan (?:chu tri|phoi hop)\s*:|thoi (?:gian|han)[\w ]*:|(?:chu tri|phoi hop|hoan thanh)\s*:)"
)
TERMINAL = re.compile(r"[.;:!?…]['\"”)]*$|\./\.$")
_CLOSES = re.compile(
    r"(?:tren day la|yeu cau|de nghi|nhan duoc|trong qua trinh|thua lenh|trong thoi han|tran trong|"
    r"(?:quyet dinh|chi thi|ke hoach|cong van|cong dien|thong bao) nay|moi (?:thong tin|vuong mac))(?!\w)"
)
"""How the paragraph that closes a letter begins."""
_ORDERS = re.compile(r"(?:giao|van phong|ubnd|uy ban nhan dan|chu tich)(?!\w)")
"""How a sentence of a duty may begin as well."""
_OPEN_END = re.compile(
    r"(?<![^\W\d_])(?:và|với|của|các|cho|về|tại|từ|đến|do|theo|ngày|tháng|năm|số|trước|sau|là|được|để|hoặc|trong|trên|"
    r"những|thuộc|cùng|giữa|bằng|khoản|điểm)$"
)
"""A word that no line of its own ends with."""
_LABEL_END = re.compile(
    r"(?:chủ trì|phối hợp|thực hiện|thời (?:gian|hạn)|hoàn thành|gồm|các (?:sở|bộ|phòng|huyện|xã))\s*:$", re.IGNORECASE
)
_INNER_DASH = re.compile(
    r"(?:(?:phat|truyen) thanh - truyen hinh|lao dong - (?:thuong binh|viec lam|xa hoi)|van hoa - (?:the thao|xa hoi|"
    r"thong tin|nghe thuat|the duc)|the thao - (?:du lich|truyen thanh)|tai chinh - (?:ke hoach|ngan sach|ke toan)|"
    r"ke hoach - (?:tai chinh|dau tu|tong hop)|chinh tri - (?:xa hoi|hanh chinh)|kinh te - (?:xa hoi|ha tang|"
    r"tai chinh|ky thuat)|"
    r"quy hoach - kien truc|khoa hoc - (?:ky thuat|cong nghe)|thuong xuyen - (?:huong nghiep|giao duc)|"
    r"nghe nghiep - giao duc|dan so - ke hoach|to chuc - (?:hanh chinh|can bo)|hanh chinh - (?:tong hop|quan tri|"
    r"to chuc)|"
    r"giao thong - (?:van tai|xay dung)|nong nghiep - moi truong|noi vu - lao dong|ba ria - vung tau|covid - 19|"
    r"du lich - (?:the thao|van hoa)|doc lap - tu do|tu do - hanh phuc|ky thuat - (?:nghiep vu|huong nghiep))"
)
"""Names with a dash inside (national nomenclature): a line that a layout broke at it begins no list item."""
_OPENS = re.compile(
    r"(?:thuc hien|theo|can cu|de|nham|trong (?:thoi gian|nhung|cac)|qua (?:kiem tra|theo doi|ra soat)|sau|tiep|"
    r"hien nay|"
    r"vua qua|thoi gian|ngay \d|tren co so|xet|trien khai|nhan|tinh hinh|tu nay)(?!\w)"
)
"""How the first paragraph of a body begins."""
_HEAD_LINE = re.compile(r"(?:kinh gui|v/v|ve viec|[-–•+] )")
_NUMBER_LINE = re.compile(r"[Ss][ốỐ]\s*:")
_BODY_LINE = re.compile(r"Điều\s+\d|[(]?\d{1,2}[.)/-]\s")
_MENTIONED = re.compile(r"(?:Điều|Mục|Chương|Phần)\s+[\dIVX]+,?\s+(?=[a-zđ])")
"""An article spoken of ("… có tên tại" / "Điều 1 chịu trách nhiệm …"), which opens none."""
_GLUED_NOTE = re.compile(rf"\d{{1,2}}[{UPPER}][^\W\d_{UPPER}]")
"""A footnote's first words with their raised number as a plain digit ("1Cài ứng dụng")."""
_SIGNED_NOTE = re.compile(rf"['’‘`´ʼ]\s?[{UPPER}][^\W\d_{UPPER}]")
"""The same where recognition took the raised number for an apostrophe."""
_FEW = 4
_WIDEST = 220
"""Characters on a line of a sheet turned sideways; what is longer is a paragraph a line."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The usual width of full lines in characters (0: each line is a paragraph); where exact, the widest, else 0."""

    width: int
    limit: int


def layout_of(lines: list[str]) -> Layout:
    """Measure the layout of a text."""
    carried = [
        (above, below)
        for above, below in pairwise(lines)
        if above and below and below[0].islower() and not TERMINAL.search(above) and not MARKER.match(below)
    ]
    if len(carried) >= _FEW and max(len(above) for above, _ in carried) <= _WIDEST:
        lengths = sorted(len(above) for above, _ in carried)
        limit = lengths[-1]
        short = sum(len(above) + 1 + len(_first(below)) <= limit for above, below in carried)
        return Layout(lengths[int(len(lengths) * 0.7)], limit if short <= len(carried) // 30 else 0)
    lengths = sorted(len(line) for line in lines if len(line) > 40)
    if len(lengths) < _FEW or lengths[-1] > 140:
        return Layout(0, 0)
    return Layout(lengths[int(len(lengths) * 0.8)], 0)


class Joiner:
    """Decides line by line; it remembers whether the body of the letter has begun."""

    def __init__(self, layout: Layout) -> None:
        """Start at the head of a letter."""
        self._layout = layout
        self._in_head = True

    def continues(self, paragraph: str, line: str, *, gap: bool, last: str) -> bool:
        """Say whether `line` carries on the paragraph above it, whose last line is `last`."""
        self._in_head = self._in_head and not _begins_body(paragraph)
        ended = TERMINAL.search(last) is not None
        if not gap and (_broken_at_dash(last, line) or (self._layout.width and not ended and _MENTIONED.match(line))):
            return True
        if _stands_alone(line) or (ended and _SIGNED_NOTE.match(line)) or paragraph.isupper() or "  " in paragraph:
            return False
        small = line[0].islower()
        if (small and last.endswith(("...", "…"))) or (not gap and _OPEN_END.search(last)):
            return True
        if gap or (small and not ended):
            return small and not ended and (not gap or len(last) > min(60, 0.8 * (self._layout.width or 99)))
        return not (self._in_head and _OPENS.match(fold_each(line))) and self._full(paragraph, line, last, ended=ended)

    def _full(self, paragraph: str, line: str, last: str, *, ended: bool) -> bool:
        """Say whether the line above was full, so that the layout and not the writer ended it."""
        width, limit = self._layout.width, self._layout.limit
        room = len(last) + 1 + len(_first(line)) <= (limit or width)
        if room if limit else len(last) < 0.78 * width or not width:
            return False
        folded = fold_each(line)
        if last[-1] in ";:":
            if line[0].islower() or line[0].isdigit() or _LABEL_END.search(last):
                return True  # the layout, not the writer, broke the full line after "Bước 2:"
            return bool(limit) and last[-1] == ";" and MARKER.match(paragraph) is not None and not self._in_head
        if ended and ((_CLOSES.match(folded) and (room or limit)) or (room and _ORDERS.match(folded))):
            return False
        return not ended or (len(last) >= 0.9 * width and len(last) > min(60, 0.9 * width))


def _begins_body(paragraph: str) -> bool:
    return _BODY_LINE.match(paragraph) is not None or (
        len(paragraph) > 160 and not _HEAD_LINE.match(fold_each(paragraph[:12]))
    )


def _stands_alone(line: str) -> bool:
    """Say whether a line begins an item, a component of the letter's form, or a heading in capitals."""
    return bool(
        MARKER.match(line)
        or _GLUED_NOTE.match(line)
        or _NUMBER_LINE.match(line)
        or _OWN_LINE.match(fold_each(line))
        or line.isupper()
    )


def _first(line: str) -> str:
    return line.split(" ", 1)[0]


def _broken_at_dash(last: str, line: str) -> bool:
    """Say whether a line break fell into a name with a dash ("Đài Phát thanh" / "- Truyền hình")."""
    if line[0] not in "-–" and last[-1:] not in "-–":
        return False
    above = " ".join(fold_each(last).rstrip(" -–").split(" ")[-3:])
    below = " ".join(fold_each(line).lstrip(" -–").split(" ")[:3])
    return _INNER_DASH.search(f"{above} - {below}") is not None
