"""Who of a group is left out ("UBND các huyện (trừ huyện Đại Lộc)"): then the group does not stand for all (ngoại trừ).

A group with somebody left out keeps its words and loses its key, so that a person must choose the units.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from vungxanh.core.directives.lexicon import HEAD_HERE, UPPER, VERB_HERE
from vungxanh.core.directives.model import Caution, Ref, Span, Task

_DISTRICT = r"(?i:huyện|quận|thị xã|thành phố|TP\.?)(?!\w)"
_COMMUNE = r"(?i:xã(?! hội)|phường|thị trấn|đặc khu)(?!\w)"
_PLACE = r"(?i:tỉnh|địa phương|địa bàn|khu vực|vùng)(?!\w)"
_BODY = r"(?i:cơ quan|đơn vị|doanh nghiệp|cơ sở|sở|ngành|trường(?! hợp)|trạm|bệnh viện|trung tâm|hội|công ty)(?!\w)"
_COUNT = r"(?:(?i:các|những|một số|hai|ba|bốn|\d{1,2})\s+)*"
_OFFICE = r"(?:(?i:Chủ tịch\s+)?(?i:UBND|Ủy ban nhân dân)\s+)?"
_WORD = rf"[{UPPER}](?![{UPPER}])[^\W\d_]*"
_UNIT = (
    rf"(?={_OFFICE}{_COUNT}(?:{_DISTRICT}|{_COMMUNE}|{_PLACE}|{_BODY}|"
    rf"(?!(?i:thứ|chủ nhật|tết|quốc|lễ|trường hợp))[{UPPER}]))"
)
_CUE = (
    r"(?<!\w)(?<!diệt )(?<!phòng )(?<!khấu )(?<!bài )(?<!tiêu )(?<!giải )(?<!miễn )"
    r"(?i:ngoại trừ|trừ(?: ra)?|không (?:bao )?gồm|không kể|không tính|không áp dụng)\s+(?:(?:đối )?với\s+)?" + _UNIT
)
_SPARED = (
    r"(?:thì\s+)?(?:(?:không|chưa) (?:phải|cần|thuộc|áp dụng)(?!\w)|được miễn(?!\w)|"
    r"(?:không|chưa) (?:thực hiện|triển khai|tham gia|báo cáo)(?!\w)(?=[^.;,()\n]{0,60}(?:[.;)\n]|$)))"
)
_ALONE = (
    rf"(?:(?<!\w)(?i:riêng)\s+(?:đối với\s+)?|(?<=\()){_UNIT}(?!(?i:các|những) (?:cơ quan|đơn vị)\s)"
    rf"(?P<alone>[^.;,:()\n]{{3,80}}?),?\s+{_SPARED}"
)
"""One singled out for doing nothing ("riêng huyện Nam Trà My không thực hiện")."""
_IN_BRACKETS = re.compile(rf"\s*\((?:[^()\n]{{0,60}}?{_CUE}(?P<who>[^()\n]{{3,240}})|\s*{_ALONE}[^()\n]{{0,160}})\)")
_RUNNING = re.compile(rf"\s*(?:[,–-]\s*)?{_CUE}")
_SINGLED_OUT = re.compile(_ALONE)
_ANYWHERE = re.compile(rf"{_CUE}(?=(?P<who>\S))|{_ALONE}[^.;,()\n]{{0,60}}")
_ONE_PLACE = (
    rf"{_OFFICE}{_COUNT}(?:{_DISTRICT}|{_COMMUNE}|{_PLACE}):?(?:\s+{_WORD}){{0,4}}"
    rf"(?:\s+(?:miền núi|ven biển|đồng bằng|biên giới)(?!\w))?"
    rf"(?:\s+(?:của|thuộc|trên địa bàn|tại|ở)(?:\s+{_DISTRICT})?(?:\s+{_WORD}){{1,4}})?"
)
_NAMED_PLACE = (
    rf"(?!(?i:{HEAD_HERE.pattern})(?!\s{_WORD}(?:\s*[,;)]|\s+và\s|\s+{VERB_HERE.pattern}))){_WORD}(?:\s+{_WORD}){{0,3}}"
)
"""A place without its kind; "Hội An" is one although "Hội" may begin a body's name."""
_PLACES = re.compile(
    rf"(?:{_ONE_PLACE}|{_NAMED_PLACE})(?:(?:\s*[,;]\s*(?:và\s+)?|\s+và\s+)(?!{_OFFICE}(?i:các|những)\s)"
    rf"(?:{_ONE_PLACE}|{_NAMED_PLACE}))*"
)
_NEXT = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+")
_UP_TO_SIGN = re.compile(r"[^,;.:()\n]+")
_IS_COMMUNE, _IS_DISTRICT = re.compile(_OFFICE + _COUNT + _COMMUNE), re.compile(_OFFICE + _COUNT + _DISTRICT)
_IS_AREA = re.compile(rf"{_OFFICE}{_COUNT}{_PLACE}|{_NAMED_PLACE}")
_SPOKEN_OF_MANY = re.compile(
    r"(?<!\w)(?:(?:các|những|mọi|toàn thể|tất cả)\s|\d{1,3}\s+(?:huyện|quận|thị xã|xã|phường|sở|đơn vị)(?!\w))",
    re.IGNORECASE,
)
_AREAS = {"districts", "communes"}

NameAt = Callable[[int, int], tuple[Sequence[Ref], int] | None]
"""Reads one name at a place: the references and where it ends."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Words that leave somebody out: as written with the blank or comma before them, and who it is."""

    written: str
    who: str
    end: int

    @property
    def levels(self) -> set[str]:
        """The keys of the groups that hold those left out; empty for bodies that are no areas."""
        if _IS_COMMUNE.match(self.who):
            return {"communes"}
        if _IS_DISTRICT.match(self.who):
            return {"districts"}
        return _AREAS if _IS_AREA.match(self.who) else set()


def singled_out(text: str, start: int, end: int) -> bool:
    """Say whether a sentence only says who need not act ("Riêng huyện Nam Trà My không phải báo cáo")."""
    return _SINGLED_OUT.match(text, start, end) is not None


def excluded_at(text: str, pos: int, end: int, name_at: NameAt) -> Exclusion | None:
    """Read who is left out by the words that follow a name at `pos`, in brackets or behind a comma."""
    bracket = _IN_BRACKETS.match(text, pos, end)
    if bracket:
        return Exclusion(bracket[0], (bracket["who"] or bracket["alone"]).strip(" ,"), bracket.end())
    running = _RUNNING.match(text, pos, end)
    if running is None:
        return None
    stop = _end_of_who(text, running.end(), end, name_at)
    return Exclusion(text[pos:stop], text[running.end() : stop], stop)


def excluded_in(text: str, start: int, end: int, name_at: NameAt) -> Iterator[Exclusion]:
    """Yield whoever is left out anywhere in text[start:end]."""
    for found in _ANYWHERE.finditer(text, start, end):
        begin = found.start("alone") if found["alone"] else found.start("who")
        stop = found.end("alone") if found["alone"] else _end_of_who(text, begin, end, name_at)
        last = found.end() if found["alone"] else stop
        yield Exclusion(text[found.start() : last], text[begin:stop].strip(" ,"), last)


def without(refs: Sequence[Ref], left_out: Exclusion) -> list[Ref] | None:
    """Withhold the key of the group just read that the exclusion concerns; None when no group was read."""
    groups = [at for at, ref in enumerate(refs) if _is_many(ref)]
    if not groups:
        return None
    fitting = [at for at in groups if _fits(refs[at], left_out)]
    chosen = (fitting or groups)[-1]
    gap = "" if chosen == len(refs) - 1 else " …"
    return [_withheld(ref, gap + left_out.written, left_out) if at == chosen else ref for at, ref in enumerate(refs)]


def applied(refs: tuple[Ref, ...], beside: tuple[Ref, ...], left_out: Sequence[Exclusion]) -> tuple[Ref, ...]:
    """Withhold the keys of leads whom the duty's further words concern; `beside` are the co-operators read before."""
    for one in left_out:
        if any(ref.excludes and one.who in ref.excludes for ref in (*refs, *beside)):
            continue
        refs = tuple(_fewer(ref, one) if _is_many(ref) and _fits(ref, one) else ref for ref in refs)
    return refs


def _fewer(ref: Ref, left_out: Exclusion) -> Ref:
    """Add the further words to a lead; a name that ran on over them has them already."""
    words = left_out.written.strip(" ,")
    if words not in ref.text:
        return _withheld(ref, f" … {words}", left_out)
    who = left_out.who + ref.text.partition(left_out.who)[2]
    return _withheld(ref, "", replace(left_out, who=who))


def apart(text: str, span: Span, tasks: Sequence[Task], name_at: NameAt) -> Iterator[Caution]:
    """Name whoever is left out by words of the ordering part that belong to no task and to no lead."""
    told = "; ".join(ref.excludes for task in tasks for ref in (*task.lead, *task.cooperate) if ref.excludes)
    for one in excluded_in(text, *span, name_at):
        inside = any(task.span[0] < one.end <= task.span[1] for task in tasks)
        if not inside and one.who not in told:
            values = {"words": " ".join(one.written.split()[:20]), "excluded": one.who}
            yield Caution("excluded_apart", (one.end - len(one.written), one.end), values)


def _withheld(ref: Ref, more: str, left_out: Exclusion) -> Ref:
    written = (ref.text + more).rstrip(" ,")
    who = f"{ref.excludes}; {left_out.who}" if ref.excludes else left_out.who
    return replace(ref, text=written, name=written, code=None, kind=None, is_generic=False, excludes=who)


def _is_many(ref: Ref) -> bool:
    return ref.is_group or ref.is_generic or (ref.code is None and _SPOKEN_OF_MANY.search(ref.text) is not None)


def _fits(ref: Ref, left_out: Exclusion) -> bool:
    """Say whether those left out could be of this group: communes of communes, a department of departments."""
    key = ref.code or ref.kind
    if key is None:
        return True
    return key in left_out.levels if key in _AREAS else not left_out.levels


def _end_of_who(text: str, pos: int, end: int, name_at: NameAt) -> int:
    """Return where the list of those left out ends: places, or bodies of one name each, or words up to a verb."""
    places = _PLACES.match(text, pos, end)
    if places:
        return places.end()
    stop, at = pos, pos
    while (found := name_at(at, end)) and (stop == pos or not any(map(_is_many, found[0]))):
        stop = found[1]
        following = _NEXT.match(text, stop, end)
        if following is None:
            break
        at = following.end()
    if stop > pos:
        return stop
    words = _UP_TO_SIGN.match(text, pos, end)
    stop = words.end() if words else pos
    starts = (word.start() for word in re.finditer(r"(?<=\s)[^\W\d_]", text[pos:stop]))
    return next((pos + one for one in starts if VERB_HERE.match(text, pos + one, stop)), stop)
