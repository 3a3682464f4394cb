"""Lists of organisation names at a place in the text (danh sách cơ quan, đơn vị).

The directory decides first; then the grammar of groups; then national nomenclature ("Sở"/"Phòng" + field); at last
a name is kept exactly as written with no code. Nothing is guessed: a known name followed by a foreign place is
not that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vungxanh.core.directives import groups
from vungxanh.core.directives.directory import Directory, Match
from vungxanh.core.directives.lexicon import GENERIC_HERE, HEAD_HERE, POST_HERE, UPPER, VERB_HERE
from vungxanh.core.directives.model import Ref
from vungxanh.core.directives.persons import PERSON_HERE, POST_FOLLOWS
from vungxanh.core.directives.plurals import AREA_LIST, SEPARATOR, Plurals
from vungxanh.core.directives.qualifiers import narrowed_at
from vungxanh.core.directives.tokens import tokenise
from vungxanh.core.directives.unlisted import Unlisted, kind_at, skipped
from vungxanh.core.text.vietnamese import fold

_SUFFIX_WORDS = r"(?:\s+(?:(?:của|trên địa bàn|cấp|thuộc|trong)\s+)?tỉnh(?!\w))?"
_FOLLOWED_BY_NAME = re.compile(
    rf"\s+(?:(?:tỉnh|huyện|quận|thị xã|thành phố|TP\.?|xã|phường|thị trấn)\s+)?[{UPPER}][^\W\d_]*"
)
_FOLLOWED_BY_MORE = re.compile(
    r"\s+(?:các|cấp (?:tỉnh|huyện|xã|thành phố|quận|cơ sở|trung ương)|khu vực|huyện|quận|thị xã|thành phố|xã|phường|"
    r"thị trấn|miền)(?!\w)"
)
_ENDS_IN_LEVEL = re.compile(r"\s(?:tỉnh|huyện|thành phố)$")
_OTHER_LEVELS = re.compile(rf"\s*,\s+(?:thành phố|thị xã|huyện|quận)(?!\w)(?!\s+[{UPPER}])")
_BODY_OF_AREA = re.compile(
    rf"^(?!(?i:UBND|Ủy ban nhân dân|các |{POST_HERE.pattern})).+ (?:huyện|quận|thị xã|thành phố|xã|"
    rf"phường) [{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]*)*$"
)


@dataclass(frozen=True, slots=True)
class NameList:
    """Names read from `start` to `end` of the text."""

    refs: tuple[Ref, ...]
    start: int
    end: int


class NameReader:
    """Reads names in one text against one directory; `foreign` letters keep their units without our codes."""

    def __init__(self, text: str, directory: Directory, *, foreign: bool = False) -> None:
        """Tokenise once; reading is then a walk over positions."""
        self.text = text
        self.directory = directory
        self.foreign = foreign
        self._tokens = tokenise(text)
        self._unlisted = Unlisted(text, self._may_start)
        self._plurals = Plurals(text, directory.home, self._resolved)
        self._at = {token.start: i for i, token in enumerate(self._tokens)}
        home = re.escape(directory.home) if directory.home and not foreign else "(?!)"
        self._suffix = re.compile(rf"{_SUFFIX_WORDS}(?:\s+{home}(?!\w))?", re.IGNORECASE)

    def names(self, pos: int, end: int, *, small: bool = False) -> NameList:
        """Read as many names as stand at `pos`, separated by commas, "và", "cùng"; none gives an empty list.

        `small` allows bodies that begin with a small letter ("phối hợp với công an địa phương").
        """
        start = pos = skipped(self.text, pos, end)
        refs: list[Ref] = []
        last = pos
        kinds = small or self.text[pos : pos + 4].lower() == "các "
        while pos < end:
            found = self.name(pos, end) or self._further_kind(pos, end, wanted=kinds)
            if small and not found and (unknown := self._unlisted.unknown(pos, end)):
                found = NameList((unknown.ref,), pos, unknown.end)
            if not found:
                break
            if refs and self._elsewhere(refs[-1], found, pos):
                refs[-1] = _widened(refs[-1], self.text[last:pos] + self.text[pos : found.end])
            else:
                refs += found.refs
            last = found.end
            start, pos = (start if len(refs) > len(found.refs) else found.start), found.end
            separator = SEPARATOR.match(self.text, pos, end)
            following = separator.end() if separator else end
            if not separator or following >= end or not self._may_start(following, end):
                break
            if not self.name(following, end) and not self._further_kind(following, end, wanted=kinds):
                break
            pos = following
        return NameList(_unique(refs), start, pos if refs else start)

    def name(self, pos: int, end: int) -> NameList | None:
        """Read one name, or one phrase that names several (two groups, "các Sở: Y tế, Tài chính")."""
        if person := self._person(pos, end):
            return person
        post = POST_HERE.match(self.text, pos, end)
        inner = skipped(self.text, post.end(), end) if post else pos
        found = self._bare(inner, end)
        if not found or not post:
            return found
        first, *others = found.refs
        written = self.text[pos:inner] + first.text
        name = first.name if first.code or first.name != first.text else written
        return NameList((replace(first, text=written, name=name), *others), pos, found.end)

    def _person(self, pos: int, end: int) -> NameList | None:
        """Read "đồng chí Nguyễn Văn An, Phó Chủ tịch UBND tỉnh" as one, kept as written: a person has no unit code."""
        called = PERSON_HERE.match(self.text, pos, end)
        if called is None or POST_HERE.match(self.text, called.start(), called.end()):
            return None
        stop = called.end()
        while (gap := POST_FOLLOWS.match(self.text, stop, end)) and POST_HERE.match(self.text, gap.end(), end):
            post = self.name(gap.end(), end)
            if post is None:
                break
            stop = post.end
        written = self.text[pos:stop]
        return NameList((Ref(written, written, None),), pos, stop)

    def stranger(self, pos: int, end: int) -> NameList | None:
        """Read a capital name of no known kind and those listed with it; only a caller that expects a name may ask."""
        unknown = self._unlisted.unknown(pos, end)
        if unknown is None:
            return None
        separator = SEPARATOR.match(self.text, unknown.end, end)
        more = self.names(separator.end(), end) if separator else None
        if more is None or not more.refs:
            return NameList((unknown.ref,), pos, unknown.end)
        return NameList((unknown.ref, *more.refs), pos, more.end)

    def _elsewhere(self, before: Ref, found: NameList, pos: int) -> bool:
        """Say whether "các quận, huyện" only tells where more of the body named before it are."""
        return (
            _BODY_OF_AREA.search(before.text) is not None
            and self.text[pos : pos + 4] == "các "
            and groups.areas_at(self.text, pos, found.end) != []
            and "ubnd" not in fold(self.text[pos : found.end])
            and "uy ban" not in fold(self.text[pos : found.end])
        )

    def _further_kind(self, pos: int, end: int, *, wanted: bool) -> NameList | None:
        """Read "trung tâm GDTX" in a list begun with "các": the plural word is said once for all of them."""
        found = self._unlisted.named(pos, end, small=True) if wanted else None
        return NameList((found.ref,), pos, found.end) if found else None

    def _bare(self, pos: int, end: int) -> NameList | None:
        matched = self._from_directory(pos, end)
        if matched and not matched.refs[0].is_group:
            return matched
        grammar = self._group(pos, end)
        if grammar and (not matched or grammar.end >= matched.end):
            return grammar
        if matched and matched.end > pos:
            return self._limited(matched, end)
        listed = self._plurals.at(pos, end)
        if listed:
            return NameList(listed.refs, listed.start, listed.end)
        unlisted = self._unlisted.named(pos, end) or self._unlisted.generic(pos, end)
        return NameList((unlisted.ref,), pos, unlisted.end) if unlisted else None

    def _from_directory(self, pos: int, end: int) -> NameList | None:
        index = self._at.get(pos)
        match = self.directory.match(self.text, self._tokens, index) if index is not None else None
        if not match:
            return None
        stop = self._tokens[match.last - 1].end
        if stop > end:
            return None
        suffix = self._suffix.match(self.text, stop, end)
        stop = suffix.end() if suffix else stop
        written = self.text[pos:stop]
        if not written.isupper() and (
            _FOLLOWED_BY_NAME.match(self.text, stop, end)
            or _FOLLOWED_BY_MORE.match(self.text, stop, end)
            or (_ENDS_IN_LEVEL.search(written) and _OTHER_LEVELS.match(self.text, stop, end))
        ):
            return None
        if not match.is_exact and self.text[pos].islower() and not match.is_group:
            return None
        return NameList((self._matched(match, written),), pos, stop)

    def _matched(self, match: Match, written: str) -> Ref:
        if match.is_group and self.foreign:
            return Ref(written, written, None, is_group=True, is_exact=match.is_exact, kind=match.codes[0])
        if match.is_group:
            return Ref(written, match.name, match.codes[0], is_group=True, is_exact=match.is_exact)
        if self.foreign or len(match.codes) > 1:
            return Ref(written, written, None, is_exact=match.is_exact)
        return Ref(written, match.name, match.codes[0], is_exact=match.is_exact)

    def _group(self, pos: int, end: int) -> NameList | None:
        parts = (
            groups.party_at(self.text, pos, end)
            or groups.areas_at(self.text, pos, end)
            or groups.bodies_at(self.text, pos, end)
        )
        if not parts:
            return None
        refs = []
        for part in parts:
            written = self.text[part.start : part.end]
            if self.foreign:
                refs.append(Ref(written, written, None, is_group=True, kind=part.key))
                continue
            group = self.directory.groups.get(part.key) if part.key else None
            refs.append(Ref(written, group.name if group else written, group.key if group else None, is_group=True))
        return self._limited(NameList(tuple(refs), pos, parts[-1].end), end)

    def _limited(self, found: NameList, end: int) -> NameList:
        """Take in what follows a group: "ven biển" makes it a part of the group, which has no key of its own.

        So does an owner ("trực thuộc Bộ Y tế"): the group of that owner is not ours.
        """
        *others, last = found.refs
        key = last.code or last.kind
        narrowed = narrowed_at(self.text, found.end, end, key=key, extent=self._unlisted.extent)
        if not narrowed:
            return found
        stop, narrows = narrowed
        written = (last.text + self.text[found.end : stop]).rstrip(" ,")
        changed = replace(last, text=written)
        if narrows:
            changed = replace(changed, name=written, code=None, kind=None)
        if self.foreign:
            changed = replace(changed, name=written)
        return NameList((*others, changed), found.start, stop)

    def _resolved(self, full: str, written: str) -> Ref:
        match = None if self.foreign else self.directory.resolve(full)
        if match and len(match.codes) == 1:
            return Ref(written, match.name, match.codes[0], is_exact=match.is_exact)
        return Ref(written, full, None)

    def _may_start(self, pos: int, end: int) -> bool:
        """Say whether something at `pos` looks like a name, so that a conjunction before it separates names."""
        if VERB_HERE.match(self.text, pos, end):
            return False
        if any(pattern.match(self.text, pos, end) for pattern in (HEAD_HERE, POST_HERE, PERSON_HERE)):
            return True
        if (
            GENERIC_HERE.match(self.text, pos, end)
            or groups.party_at(self.text, pos, end)
            or groups.areas_at(self.text, pos, end)
            or groups.bodies_at(self.text, pos, end)
        ):
            return True
        if kind_at(self.text, pos, end) or AREA_LIST.match(self.text, pos, end):
            return True
        index = self._at.get(pos)
        return index is not None and self.directory.match(self.text, self._tokens, index) is not None


def _widened(ref: Ref, more: str) -> Ref:
    written = ref.text + more
    return replace(ref, text=written, name=written, code=None)


def _unique(refs: list[Ref]) -> tuple[Ref, ...]:
    """Drop a body named twice in one list, keeping the first mention."""
    seen: dict[tuple[str, str | None], Ref] = {}
    for ref in refs:
        seen.setdefault((ref.kind or ref.name, ref.code), ref)
    return tuple(seen.values())
