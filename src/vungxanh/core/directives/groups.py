"""Group phrases by their grammar rather than by a list ("UBND các huyện, thị xã, thành phố") (cụm từ chỉ nhóm).

Provinces differ in which words they have ("các huyện, thành phố", "các quận, huyện, thị xã", "cấp huyện, cấp xã"), so a
list of aliases never suffices. A phrase may speak of two groups at once and then gives two parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from vungxanh.core.directives.lexicon import FIELD_HERE, HEAD_HERE, UPPER, VERB_ANY_CASE

_SEP = r"(?:\s*,\s*(?:và\s+)?|\s+và\s+|\s*[;–/-]\s*)"
_AREA = (
    r"(?:cấp\s+|các\s+)*(?:quận|huyện|thị trấn|thị xã|thị|thành phố trực thuộc (?:Trung ương|TW|tỉnh)|thành phố "
    r"thuộc tỉnh|thành phố|"
    r"TP\.?|phố|xã|phường|đặc khu|tỉnh)(?!\w)"
)
_COMMITTEE = r"(?:(?:UBND|Ủy ban nhân dân)\s+)"
_AREAS = re.compile(rf"{_COMMITTEE}?{_AREA}(?:{_SEP}{_COMMITTEE}?{_AREA})*", re.IGNORECASE)
_ALL_LEVELS = re.compile(rf"{_COMMITTEE}(?:các cấp|(?:hai|ba|2|3) cấp)(?! (?:huyện|xã|tỉnh))", re.IGNORECASE)
_ONE_AREA = re.compile(rf"{_COMMITTEE}?{_AREA}", re.IGNORECASE)
_COMMUNE = re.compile(r"(?<!thị )\b(?:xã|phường|thị trấn|đặc khu)$", re.IGNORECASE)
_TRAIL = (
    r"(?:\s+(?i:(?:của|thuộc|cấp|trên địa bàn|trực thuộc)\s+)?(?:toàn\s+)?(?:UBND\s+)?"
    r"(?P<level>(?i:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|Trung ương|TW))(?!\w)"
    rf"(?:\s+(?!UBND)[{UPPER}][^\W\d_]*)*)?(?:\s+(?:có\s+)?liên quan)?"
)
_BODY = (
    r"(?:cơ quan chuyên môn|cơ quan ngang Bộ|cơ quan thuộc Chính phủ|cơ quan|sở|bộ|ban|ngành|phòng|đơn vị|hội,? "
    r"đoàn thể|hội|đoàn thể|Mặt trận(?: Tổ quốc)?(?: Việt Nam)?|"
    r"UBMTTQ(?:VN)?|MTTQ(?:VN)?|tổ chức chính trị\s*[-–]\s*xã hội|tổ chức đoàn thể)(?!\w)"
)
_BODIES = re.compile(
    rf"(?:(?:tất cả\s+)?(?:các|những)\s+)?{_BODY}(?:{_SEP}(?:các\s+)?{_BODY}|\s+(?:ban|ngành)(?!\w))*", re.IGNORECASE
)
_ONE_BODY = re.compile(rf"(?:các\s+)?{_BODY}", re.IGNORECASE)
_TRAILING = re.compile(_TRAIL)
_MASS = re.compile(r"hội|đoàn thể|mặt trận|mttq|chính trị", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?:các|cấp)\s", re.IGNORECASE)
_NAMED = re.compile(rf":?\s+(?!(?:Thành phố|Tỉnh|Huyện|Quận|Thị xã|Trung ương)(?!\w))[{UPPER}][^\W\d_]*")
_PLACES = re.compile(
    rf"(?:\s+[{UPPER}][^\W\d_]*){{1,4}}(?:(?:\s*,|\s+và)(?:\s+(?:thành phố|thị xã))?"
    rf"(?!\s+(?i:{HEAD_HERE.pattern}))(?:\s+[{UPPER}](?![{UPPER}])[^\W\d_]*){{1,4}})*"
)
_CAPITAL_PLACES = re.compile(
    rf"(?!\s+(?i:{HEAD_HERE.pattern}|{VERB_ANY_CASE.pattern}|CÓ|VÀ)\s)(?:\s+[{UPPER}]+){{1,4}}"
    rf"(?:(?:\s*,|\s+VÀ)(?!\s+(?i:{HEAD_HERE.pattern}))(?:\s+[{UPPER}]+){{1,4}})*(?=\s*:?$)"
)
"""The same as the end of a heading in capitals."""

_COMMITTEES = r"(?:(?:huyện|thị|thành|quận|tỉnh|đảng) ủy|cấp ủy|đảng bộ|chi bộ|tổ chức (?:cơ sở )?đảng)"
_PARTY = re.compile(
    rf"(?:các\s+{_COMMITTEES}|cấp ủy(?=,))(?!\w)(?:{_SEP}(?:các\s+)?{_COMMITTEES}(?!\w))*"
    r"(?:\s+(?:trực thuộc|các cấp|cấp)(?!\w)(?:\s+(?:Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|Trung ương|tỉnh|huyện|xã|"
    r"trên cơ sở))?)?",
    re.IGNORECASE,
)


_LEVEL = (
    r"(?:quận|huyện|thị trấn|thị xã|thị|thành phố(?: trực thuộc (?:Trung ương|TW|tỉnh)| thuộc tỉnh)?|TP\.?|xã|phường|"
    r"đặc khu|tỉnh)(?!\w)"
)
_SPREAD = re.compile(
    rf"(?:(?:ở|tại|thuộc|của)\s+)?(?:(?:các|cấp)\s+{_LEVEL}|{_LEVEL}(?=\s*,\s*{_LEVEL}(?!\s+[{UPPER}])))"
    rf"(?:{_SEP}(?:các\s+|cấp\s+)?{_LEVEL}(?!:?\s+[{UPPER}]))*"
    rf"(?:{_SEP}(?:thành phố|thị xã|thị trấn|đặc khu)(?:\s+[{UPPER}](?![{UPPER}])[^\W\d_]*){{1,3}}"
    r"(?!\s*[,;]\s*(?i:huyện|thị xã)))?"
)
"""Areas behind a body's name ("Công an các huyện, thị xã, thành phố"): the commas there part no names."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text that names one group; key None when it is none of ours (ministries, district offices)."""

    start: int
    end: int
    key: str | None


def areas_at(text: str, pos: int, end: int) -> list[Part]:
    """Return the area groups named at `pos`: districts, communes, provinces (key None); empty when none is."""
    if everyone := _ALL_LEVELS.match(text, pos, end):
        return [Part(pos, everyone.end(), None)]
    found = _AREAS.match(text, pos, end)
    if not found:
        return []
    words = list(_ONE_AREA.finditer(text, pos, found.end()))
    shouting = found[0].isupper()
    named = None if shouting else _NAMED.match(text, found.end(), end)
    if shouting and (place := _CAPITAL_PLACES.fullmatch(text, found.end(), _line_end(text, found.end(), end))):
        named = place
    plural = _PLURAL.search(found[0]) or len(words) > 1
    if not plural or (named and len(words) == 1):
        return []
    stop = found.end()
    if named:
        place = named if shouting else _PLACES.match(text, stop, end)
        stop = place.end() if place else stop
    keys = ["communes" if _COMMUNE.search(word[0].rstrip()) else "districts" for word in words]
    if re.search(r"\btỉnh\b", found[0], re.IGNORECASE):
        if len(words) > 1 and re.search(r"thuộc tỉnh", found[0], re.IGNORECASE) is None:
            return [Part(pos, stop, None)]
        if len(words) == 1 and not re.search("thuộc tỉnh", found[0], re.IGNORECASE):
            return [] if "cấp" in found[0].lower() else [Part(pos, stop, None)]
    return _joined(pos, stop, [(word.start(), key) for word, key in zip(words, keys, strict=True)], text)


def _line_end(text: str, pos: int, end: int) -> int:
    stop = text.find("\n", pos, end)
    stop = end if stop < 0 else stop
    return pos + len(text[pos:stop].rstrip(" :.;"))


def spread_at(text: str, pos: int, end: int) -> int | None:
    """Return where "các huyện, thị xã, thành phố" ends behind a body's name, telling where such bodies are."""
    found = _SPREAD.match(text, pos, end)
    return found.end() if found else None


def party_at(text: str, pos: int, end: int) -> list[Part]:
    """Return committees of the Party named as a group at `pos` ("các huyện ủy, thành ủy"); they have no key here."""
    found = _PARTY.match(text, pos, end)
    return [Part(pos, found.end(), None)] if found else []


def bodies_at(text: str, pos: int, end: int) -> list[Part]:
    """Return departments and mass organisations named as groups at `pos`, with their trailing "của tỉnh"."""
    found = _BODIES.match(text, pos, end)
    if not found:
        return []
    words = list(_ONE_BODY.finditer(text, pos, found.end()))
    lowered = found[0].lower()
    plural = lowered.startswith(("các", "những", "tất cả")) or len(words) > 1
    if not plural or not re.search(r"sở|ban|ngành|bộ|phòng|đoàn thể|chính trị|mặt trận", lowered):
        return []
    if (
        not found[0].isupper()
        and _NAMED.match(text, found.end(), end)
        and text[found.end() : found.end() + 5] != " UBND"
    ):
        return []
    if len(words) == 1 and FIELD_HERE.match(text, found.end() + 1, end):
        return []
    if len(words) == 1 and re.search(r"(?:ban|phòng|bộ|mặt trận[\w ]*)$", lowered):
        return []
    trail = _TRAILING.match(text, found.end(), end)
    stop = trail.end() if trail else found.end()
    level = (trail["level"] or "").lower() if trail else ""
    local = level in {"huyện", "thị xã", "quận", "xã", "phường", "trung ương", "tw"} or re.search(
        r"\bphòng\b|\bbộ\b|chính phủ", lowered
    )
    heads = [(word.start(), "mass-organisations" if _MASS.search(word[0]) else "departments") for word in words]
    parts = _joined(pos, stop, heads, text)
    return [Part(part.start, part.end, None) for part in parts] if local else parts


def _joined(start: int, stop: int, heads: list[tuple[int, str]], text: str) -> list[Part]:
    """Merge neighbouring words of the same group into one part."""
    firsts = [heads[0], *(head for before, head in pairwise(heads) if head[1] != before[1])]
    parts = []
    for i, (word, key) in enumerate(firsts):
        last = firsts[i + 1][0] if i + 1 < len(firsts) else stop
        begin = start if i == 0 else word
        written = re.sub(r"(?:[\s,;–/-]|\bvà\b)+$", "", text[begin:last])
        parts.append(Part(begin, begin + len(written), key))
    merged: dict[str, Part] = {}
    for part in parts:
        merged.setdefault(part.key or "", part)
    return list(merged.values())
