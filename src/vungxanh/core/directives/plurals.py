"""Several bodies listed under one plural head ("các Sở: Y tế, Tài chính"; "UBND các huyện: …") (liệt kê)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from vungxanh.core.directives.lexicon import FIELD_HERE, HEAD_HERE, POST_HERE, UPPER
from vungxanh.core.directives.model import Ref

SEPARATOR = re.compile(r"\s*(?:\([^()\n]{1,60}\))?\s*(?:[,;]\s*(?:và|cùng)?|\bvà\b|/|&|\+)\s*")
_PLURAL_HEAD = re.compile(
    r"(?:các\s+)?(?P<head>Sở|Bộ|Phòng|Cục|Ban)\s*:\s*|các\s+(?P<head2>Sở|Bộ|Phòng)\s+", re.IGNORECASE
)
AREA_LIST = re.compile(
    r"(?P<ubnd>(?:UBND|Ủy ban nhân dân)\s+)?(?:các\s+)?(?P<kind>huyện|quận|thị xã|thành phố|xã|phường|thị trấn|"
    r"tỉnh)\s*:?\s*"
    rf"(?=[{UPPER}])"
)
_PROVINCES = re.compile(
    rf"(?P<body>(?:Sở|Công an|Cục|Chi cục|Thanh tra|Bảo hiểm xã hội|Kho bạc Nhà nước|Hội đồng nhân dân|HĐND|Ban)"
    r"(?:\s(?!(?:các|tỉnh|thành)\s)[^\W\d_]+,?){0,8}?)\s+(?:các\s+)?(?:tỉnh|tỉnh, thành phố|tỉnh, TP)\s*:\s*"
    rf"(?:tỉnh\s+)?(?=[{UPPER}])"
)
_PROVINCE_KIND = re.compile(rf"(?:các\s+)?(?:thành phố|TP\.?|tỉnh):?\s+(?=[{UPPER}])", re.IGNORECASE)
_PLACE = re.compile(
    rf"(?!(?i:{POST_HERE.pattern}))[{UPPER}][^\W\d_]*(?:(?:[ -]| [-–] (?!(?:{POST_HERE.pattern})|Cơ quan)"
    rf")[{UPPER}][^\W\d_]*){{0,5}}"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Names read from `start` to `end` of the text."""

    refs: tuple[Ref, ...]
    start: int
    end: int


class Plurals:
    """Reads lists under one head; `resolved(full name, as written)` makes the reference to each member."""

    def __init__(self, text: str, home: str | None, resolved: Callable[[str, str], Ref]) -> None:
        """Work on one text; `home` is the name of the directory's province."""
        self.text = text
        self._home = home
        self._resolved = resolved

    def at(self, pos: int, end: int) -> Listed | None:
        """Read whichever list begins at `pos`."""
        return self.of_provinces(pos, end) or self.distributed(pos, end) or self.areas(pos, end)

    def distributed(self, pos: int, end: int) -> Listed | None:
        """Read "các Sở: Y tế, Kế hoạch và Đầu tư" as one name for each field."""
        plural = _PLURAL_HEAD.match(self.text, pos, end)
        if not plural:
            return None
        head = (plural["head"] or plural["head2"]).capitalize()
        refs: list[Ref] = []
        at = stop = plural.end()
        while field := FIELD_HERE.match(self.text, at, end):
            stop = field.end()
            refs.append(self._resolved(f"{head} {field[0]}", self.text[at if refs else pos : stop]))
            separator = SEPARATOR.match(self.text, stop, end)
            if not separator or (head != "Bộ" and HEAD_HERE.match(self.text, separator.end(), end)):
                break
            at = separator.end()
        if len(refs) == 1 and ":" not in plural[0]:  # "các Sở Y tế": those of several provinces
            written = self.text[pos:stop]
            refs = [Ref(written, written, None)]
        return Listed(tuple(refs), pos, stop) if refs else None

    def of_provinces(self, pos: int, end: int) -> Listed | None:
        """Read "Sở Y tế các tỉnh: Quảng Bình, Quảng Nam và thành phố Đà Nẵng" as one name for each province."""
        several = _PROVINCES.match(self.text, pos, end)
        if not several:
            return None
        refs: list[Ref] = []
        at, stop, kind = several.end(), pos, "tỉnh"
        while place := _PLACE.match(self.text, at, end):
            if refs and HEAD_HERE.match(self.text, at, end):
                break
            stop = place.end()
            body = several["body"].strip()
            ours = self._home == place[0]
            written = self.text[pos:stop] if not refs else self.text[at:stop]
            ref = self._resolved(body, written) if ours else Ref(written, f"{body} {kind} {place[0]}", None)
            refs.append(ref if ref.code or not ours else self._resolved(f"{body} {kind} {place[0]}", written))
            separator = SEPARATOR.match(self.text, stop, end)
            if not separator:
                break
            further = _PROVINCE_KIND.match(self.text, separator.end(), end)
            kind = ("thành phố" if further[0].lower().startswith(("thành", "tp")) else "tỉnh") if further else kind
            at = further.end() if further else separator.end()
        return Listed(tuple(refs), pos, stop) if refs else None

    def areas(self, pos: int, end: int) -> Listed | None:
        """Read "UBND các huyện: Đại Lộc, Duy Xuyên và thị xã Điện Bàn" as one name for each place."""
        listed = AREA_LIST.match(self.text, pos, end)
        if not listed or (not listed["ubnd"] and listed["kind"] == "tỉnh"):
            return None
        refs: list[Ref] = []
        kind, at, stop = listed["kind"], listed.end(), pos
        while place := _PLACE.match(self.text, at, end):
            if refs and HEAD_HERE.match(self.text, at, end):
                break
            stop = place.end()
            written = self.text[pos:stop] if not refs else self.text[at:stop]
            refs.append(self._resolved(f"UBND {kind} {place[0]}", written))
            separator = SEPARATOR.match(self.text, stop, end)
            if not separator:
                break
            at = separator.end()
        return Listed(tuple(refs), pos, stop) if refs else None
