"""Signature block and "Nơi nhận" at the foot of a letter (phần cuối văn bản, NĐ 30/2020, Art. 8 and 13)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vungxanh.core.directives.lexicon import UPPER
from vungxanh.core.directives.model import Archive, Signature
from vungxanh.core.directives.paragraphs import Paragraph
from vungxanh.core.text.vietnamese import fold_each

_POSTS = (
    "PHÓ CHỦ TỊCH|CHỦ TỊCH|PHÓ GIÁM ĐỐC|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|PHÓ TỔNG GIÁM ĐỐC|THỨ TRƯỞNG|BỘ TRƯỞNG|PHÓ CHÁNH|"
    "CHÁNH|PHÓ CỤC TRƯỞNG|"
    "CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|PHÓ TỔNG CỤC TRƯỞNG|CHI CỤC TRƯỞNG|PHÓ CHI CỤC TRƯỞNG|VỤ TRƯỞNG|PHÓ VỤ TRƯỞNG|"
    "PHÓ TRƯỞNG|TRƯỞNG|THỦ TƯỚNG|PHÓ THỦ TƯỚNG|PHÓ BÍ THƯ|BÍ THƯ|"
    "HIỆU TRƯỞNG|PHÓ HIỆU TRƯỞNG|CHỈ HUY|PHÓ CHỈ HUY|VIỆN TRƯỞNG|TỔNG BIÊN TẬP|BỘ TRƯỞNG, CHỦ NHIỆM|PHÓ CHỦ "
    "NHIỆM|CHỦ NHIỆM|PHÓ TỔNG|TỔNG THANH TRA|ỦY VIÊN|THƯỜNG TRỰC"
)
_CODED = re.compile(
    rf"(?<!\w)(?:TM|T/M|KT|K/T|TL|T/L|TUQ|Q)\s?\.\s*[{UPPER}][{UPPER} ,.–-]+(?<![ ,])|(?<!\w)(?:T/M|K/T|T/L) "
    rf"[{UPPER}][{UPPER} ,-]+"
)
_POST = re.compile(rf"(?:^|(?<=[\s;.:]))(?:{_POSTS})(?![^\W\d_a-z{UPPER}])[{UPPER} ,–-]*$")
_SECOND_OFFICE = re.compile(r"(?<!\w)(?:UBND|ỦY BAN NHÂN DÂN|SỞ|BỘ|TỈNH ỦY|HUYỆN ỦY|THÀNH ỦY|THỊ ỦY)(?!\w)")
_PERSON = re.compile(
    rf"(?:(?:(?:GS|PGS|TS|ThS|BS|Ths|CN|KS|BSCKII|BSCKI)\s?\.?\s?)*(?:(?:Thiếu|Trung|Đại|Thượng)\s(?:tướng|tá|úy)\s)?)"
    rf"(?P<name>(?:Y |H['’ ]?)?[{UPPER}][^\W\d_]+(?:\s[{UPPER}][^\W\d_]*){{1,5}})$"
)
_SIGNED = re.compile(r"^\W*(?:đã ký|ký|đã kí|ký tên|chữ ký)[\w ,]*\W*$", re.IGNORECASE)
_DASHES = ("-", "–", "+")
_ARCHIVE = re.compile(r"^\W*(?:Lưu|LƯU)\s*:?\s*(?P<rest>.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Closing:
    """Signature, recipients for information and file copy; paragraphs from `start` on belong to the foot."""

    signature: Signature
    cc: tuple[str, ...]
    archive: Archive
    start: int
    end: int


def read_closing(text: str, paragraphs: list[Paragraph]) -> Closing:
    """Find the foot of the letter and read it; two columns that a PDF had merged are parted again."""
    start, end = _foot(text, paragraphs)
    left: list[str] = []
    right: list[str] = []
    for paragraph in paragraphs[start:end]:
        for line in re.split(r" {2,}", text[paragraph.start : paragraph.end]):
            one, other = _parted(line)
            left += [one] if one else []
            right += [other] if other else []
    signature, spare = _signature(right, left)
    cc, archive = _recipients(spare)
    return Closing(signature, cc, archive, start, end)


def _foot(text: str, paragraphs: list[Paragraph]) -> tuple[int, int]:
    """Return the first and the last-plus-one paragraph of the foot; an appendix after it is not part of it."""
    count = len(paragraphs)
    start = count
    for index, paragraph in enumerate(paragraphs):
        line = text[paragraph.start : paragraph.end]
        if index > 1 and (re.match(r"noi nhan\s*:?", fold_each(line)) or _CODED.match(line)):
            start = index
            break
    if start == count:
        late = [i for i in range(max(2, count - 8), count) if _POST.match(_line(text, paragraphs[i]))]
        start = late[0] if late else count
    else:
        before = range(max(2, start - 5), start)
        early = [i for i in before if _POST.match(_line(text, paragraphs[i]))]
        start = early[0] if early else start
    for index in range(start, count):
        if (
            re.match(r"(?:phu luc|danh sach|bieu mau|mau so|bieu so)\b", fold_each(_line(text, paragraphs[index])))
            and index > start + 1
        ):
            return start, index
    return start, count


def _line(text: str, paragraph: Paragraph) -> str:
    return text[paragraph.start : paragraph.end]


def _parted(line: str) -> tuple[str, str]:
    """Part a line into its recipients' side and its signature side."""
    line = line.strip()
    coded = _CODED.search(line) or _POST.search(line)
    if coded:
        return line[: coded.start()].strip(), line[coded.start() :].strip()
    if _SIGNED.match(line):
        return "", ""
    if line.startswith(("-", "+")):
        for gap in re.finditer(r"(?<=[;.)])\s+", line):
            if _PERSON.match(line[gap.end() :]) and len(line[gap.end() :].split()) > 1:
                return line[: gap.start()], line[gap.end() :]
    if _PERSON.match(line) and not line.startswith("-"):
        return "", line
    return line, ""


def _signature(right: list[str], left: list[str]) -> tuple[Signature, list[str]]:
    authority: list[str] = []
    position = signer = None
    for line in right:
        person = _PERSON.match(line)
        if coded := _CODED.match(line):
            authority.append(re.sub(r"\s+", " ", coded[0]))
        elif position and authority and _SECOND_OFFICE.search(line) and _POST.match(line):
            continue  # the signer's office in another body
        elif _POST.match(line):
            position = f"{position} {line}" if position and signer is None and not line.startswith("PHÓ") else line
        elif person and (authority or position) and not line.isupper():
            signer = person["name"]
    if position is None and authority:
        position = re.sub(r"^\w+\.?\s*", "", authority[-1])
    return Signature(tuple(authority), position, signer), left


def _recipients(lines: list[str]) -> tuple[tuple[str, ...], Archive]:
    entries: list[str] = []
    archive = Archive()
    seen = False
    above = ""
    for raw in lines:
        opening = re.match(r"noi nhan[^:]*:?\s*", fold_each(raw))
        seen = seen or opening is not None
        line = raw[opening.end() :] if opening else raw
        if not seen or not line:
            continue
        if line.isupper() and len(line.split()) > 1 and not line.startswith("-"):
            continue
        carried = entries and above.startswith(_DASHES) and above[-1] not in ";,.:" and not line.startswith(_DASHES)
        above = line
        if carried and not archive.units and not _ARCHIVE.match(line):  # a narrow column broke the entry
            entries[-1] = f"{entries[-1]} {line.strip(' ;,.')}"
            continue
        for piece in re.split(r";\s*(?=[-–+]\s*|Lưu)", line):
            if archive.units and not piece.startswith(("-", "–", "+")):
                continue  # the typist's mark below the file copy
            if kept := _ARCHIVE.match(piece):
                archive = _archive(kept["rest"])
            elif len(clean := piece.strip(" -–+;,.\t")) > 1:
                entries.append(clean)
    return tuple(entries), archive


def _archive(rest: str) -> Archive:
    drafter = None
    for found in re.finditer(r"\(([^)]*)\)", rest):
        if re.search(r"[^\W\d_]", found[1]) and not re.fullmatch(r"\d*\s*(?:b|bản)?", found[1].strip()):
            drafter = re.sub(r"\s*[,;]\s*\d+\s*(?:b|bản)?$", "", found[1].strip(" ."))
    units = [part.strip(" .;") for part in re.split(r"[,;]|\.\s+", re.sub(r"\([^)]*\)", "", rest)) if part.strip(" .;")]
    if drafter is None and len(units) > 1 and re.fullmatch(rf"[{UPPER}][^\W\d_{UPPER}]+", units[-1]):
        drafter = units.pop()
    return Archive(tuple(units), drafter)
