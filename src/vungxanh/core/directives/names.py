"""Lists of organisation names at a place in the text (danh sách cơ quan, đơn vị).

The directory decides first; then the grammar of groups; then national nomenclature ("Sở"/"Phòng" + field); at last a name is
kept exactly as written with no code. Nothing is guessed: a known name followed by a foreign place is not that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vungxanh.core.directives import groups
from vungxanh.core.directives.directory import Directory, Match
from vungxanh.core.directives.lexicon import FIELD_HERE, GENERIC_HERE, HEAD_HERE, NAME_TAIL, POST_HERE, UPPER, VERB_ANY_CASE, VERB_HERE
from vungxanh.core.directives.model import Ref
from vungxanh.core.directives.tokens import tokenise

_SEPARATOR = re.compile(r"\s*(?:\([^()\n]{1,60}\))?\s*(?:[,;]\s*(?:và|cùng)?|\bvà\b|\bcùng(?: với)?\b|\bvới\b|/|&|\+)\s*")
_SUFFIX_WORDS = r"(?:\s+(?:(?:của|trên địa bàn|cấp|thuộc|trong)\s+)?tỉnh(?!\w))?"
_FOLLOWED_BY_NAME = re.compile(rf"\s+(?:(?:tỉnh|huyện|quận|thị xã|thành phố|TP\.?|xã|phường|thị trấn)\s+)?[{UPPER}][^\W\d_]*")
_FOLLOWED_BY_MORE = re.compile(r"\s+(?:các|cấp|khu vực|huyện|quận|thị xã|thành phố|xã|phường|thị trấn|miền)(?!\w)")
_QUALIFIER = re.compile(
    r"(?:\s+(?:(?:các|cấp|của|thuộc|khu vực|toàn)\s+)?(?:tỉnh|huyện|quận|thị xã|thành phố|TP\.?|xã|phường|thị trấn)(?!\w)"
    r"(?:\s*,\s*(?:quận|huyện|thị xã|thị|thành phố(?: trực thuộc Trung ương)?|xã|phường|thị trấn)(?!\w))*)?"
    rf"(?:\s+[{UPPER}][^\W\d_]*){{0,5}}"
)
_PLURAL_HEAD = re.compile(r"(?:các\s+)?(?P<head>Sở|Bộ|Phòng|Cục|Ban)\s*:\s*|các\s+(?P<head2>Sở|Bộ|Phòng)\s+", re.IGNORECASE)
_AREA_LIST = re.compile(
    r"(?P<ubnd>(?:UBND|Ủy ban nhân dân)\s+)?(?:các\s+)?(?P<kind>huyện|quận|thị xã|thành phố|xã|phường|thị trấn|tỉnh)\s*:?\s*"
    rf"(?=[{UPPER}])"
)
_PLACE = re.compile(rf"[{UPPER}][^\W\d_]*(?:[ -][{UPPER}][^\W\d_]*){{0,4}}")
_GENERIC_START = re.compile(
    r"các |những |từng |mọi |toàn |tất |quý |cán bộ|công chức|viên chức|người lao động|đảng viên|cơ quan|đơn vị|địa phương|tổ chức,? cá nhân|chủ đầu tư", re.IGNORECASE
)
_KIND = re.compile(r"(?:các|những|mọi) (?:chủ|cơ sở(?: (?:đào tạo|sản xuất|kinh doanh|giáo dục|dịch vụ))?|doanh nghiệp|hộ|nhà|phòng khám|hợp tác xã|lực lượng|ban quản lý|khu|đại học|trường|học viện|chợ|tổ)(?!\w)", re.IGNORECASE)
_MORE_KINDS = re.compile(r"(?:,\s*|\s+và\s+)(?:các )?(?:đơn vị|chủ|cơ sở|doanh nghiệp|hộ|nhà|hợp tác xã|đại học|trường|học viện|chợ|viện|tổ chức|cá nhân)(?!\w)")
_LIMIT = re.compile(r"\s+(?:ven biển|miền núi|biên giới|đồng bằng|trọng điểm|còn lại|vùng [^\W\d_]+|có (?!liên quan|trách nhiệm|nhiệm vụ|kế hoạch|biện pháp|giải pháp|phương án|văn bản)[^\W\d_]+(?: [^\W\d_]+)?)(?!\w)")
_NEUTRAL = re.compile(r"\s+(?:trên địa bàn(?: (?:toàn )?(?:tỉnh|huyện|thành phố|thị xã))?|trong (?:toàn )?(?:tỉnh|huyện|thành phố|thị xã)|(?:có )?liên quan|nêu trên|nói trên)(?!\w)")
_WHOLE = re.compile(r"(?:Tỉnh|Huyện|Thành|Thị|Quận|Xã) (?:đoàn|ủy)|Công an|Thanh tra|Mặt trận|Công đoàn", re.IGNORECASE)
_WORD = re.compile(r"\s*[^\s,;:.()/]+")


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
        self._at = {token.start: i for i, token in enumerate(self._tokens)}
        home = re.escape(directory.home) if directory.home and not foreign else "(?!)"
        self._suffix = re.compile(rf"{_SUFFIX_WORDS}(?:\s+{home}(?!\w))?", re.IGNORECASE)

    def names(self, pos: int, end: int) -> NameList:
        """Read as many names as stand at `pos`, separated by commas, "và", "cùng"; none gives an empty list."""
        start = pos = self._skip(pos, end)
        refs: list[Ref] = []
        while pos < end:
            found = self.name(pos, end)
            if not found:
                break
            refs += found.refs
            start, pos = (start if len(refs) > len(found.refs) else found.start), found.end
            separator = _SEPARATOR.match(self.text, pos, end)
            following = separator.end() if separator else end
            if not separator or following >= end or not self._may_start(following, end):
                break
            if not self.name(following, end):
                break
            pos = following
        return NameList(_unique(refs), start, pos if refs else start)

    def name(self, pos: int, end: int) -> NameList | None:
        """Read one name, or one phrase that names several (two groups, "các Sở: Y tế, Tài chính")."""
        post = POST_HERE.match(self.text, pos, end)
        inner = self._skip(post.end(), end) if post else pos
        found = self._bare(inner, end)
        if not found or not post:
            return found
        first, *others = found.refs
        written = self.text[pos:inner] + first.text
        name = first.name if first.code else written
        return NameList((replace(first, text=written, name=name), *others), pos, found.end)

    def _bare(self, pos: int, end: int) -> NameList | None:
        matched = self._from_directory(pos, end)
        if matched and not matched.refs[0].is_group:
            return matched
        grammar = self._group(pos, end)
        if grammar and (not matched or grammar.end >= matched.end):
            return grammar
        if matched and matched.end > pos:
            return self._limited(matched, end)
        return self._distributed(pos, end) or self._areas(pos, end) or self._unlisted(pos, end) or self._generic(pos, end)

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
            _FOLLOWED_BY_NAME.match(self.text, stop, end) or _FOLLOWED_BY_MORE.match(self.text, stop, end)
        ):
            return None
        if not match.is_exact and self.text[pos].islower() and not match.is_group:
            return None
        return NameList((self._matched(match, written),), pos, stop)

    def _matched(self, match: Match, written: str) -> Ref:
        if match.is_group:
            return Ref(written, match.name, match.codes[0], is_group=True, is_exact=match.is_exact)
        if self.foreign or len(match.codes) > 1:
            return Ref(written, written, None, is_exact=match.is_exact)
        return Ref(written, match.name, match.codes[0], is_exact=match.is_exact)

    def _group(self, pos: int, end: int) -> NameList | None:
        parts = groups.areas_at(self.text, pos, end) or groups.bodies_at(self.text, pos, end)
        if not parts:
            return None
        refs = []
        for part in parts:
            written = self.text[part.start : part.end]
            group = self.directory.groups.get(part.key) if part.key else None
            refs.append(Ref(written, group.name if group else written, group.key if group else None, is_group=True))
        return self._limited(NameList(tuple(refs), pos, parts[-1].end), end)

    def _limited(self, found: NameList, end: int) -> NameList:
        """Take in what follows a group: "ven biển" makes it a part of the group, which has no key of its own."""
        limit = _LIMIT.match(self.text, found.end, end)
        tail = limit or _NEUTRAL.match(self.text, found.end, end)
        if not tail:
            return found
        *others, last = found.refs
        written = last.text + tail[0]
        changed = replace(last, text=written, name=written, code=None) if limit else replace(last, text=written)
        return NameList((*others, changed), found.start, tail.end())

    def _distributed(self, pos: int, end: int) -> NameList | None:
        """Read "các Sở: Y tế, Kế hoạch và Đầu tư" as one name for each field."""
        plural = _PLURAL_HEAD.match(self.text, pos, end)
        if not plural:
            return None
        head = (plural["head"] or plural["head2"]).capitalize()
        refs, at, stop = [], plural.end(), plural.end()
        while field := FIELD_HERE.match(self.text, at, end):
            stop = field.end()
            refs.append(self._resolved(f"{head} {field[0]}", self.text[at if refs else pos : stop]))
            separator = _SEPARATOR.match(self.text, stop, end)
            if not separator or head != "Bộ" and HEAD_HERE.match(self.text, separator.end(), end):
                break
            at = separator.end()
        if len(refs) == 1 and ":" not in plural[0]:  # "các Sở Y tế": those of several provinces
            written = self.text[pos:stop]
            refs = [Ref(written, written, None)]
        return NameList(tuple(refs), pos, stop) if refs else None

    def _areas(self, pos: int, end: int) -> NameList | None:
        """Read "UBND các huyện: Đại Lộc, Duy Xuyên và thị xã Điện Bàn" as one name for each place."""
        listed = _AREA_LIST.match(self.text, pos, end)
        if not listed or (not listed["ubnd"] and listed["kind"] == "tỉnh"):
            return None
        kind, refs, at, stop = listed["kind"], [], listed.end(), pos
        while place := _PLACE.match(self.text, at, end):
            if refs and HEAD_HERE.match(self.text, at, end):
                break
            stop = place.end()
            written = self.text[pos:stop] if not refs else self.text[at:stop]
            refs.append(self._resolved(f"UBND {kind} {place[0]}", written))
            separator = _SEPARATOR.match(self.text, stop, end)
            if not separator:
                break
            at = separator.end()
        return NameList(tuple(refs), pos, stop) if refs else None

    def _resolved(self, full: str, written: str) -> Ref:
        match = None if self.foreign else self.directory.resolve(full)
        if match and len(match.codes) == 1:
            return Ref(written, match.name, match.codes[0], is_exact=match.is_exact)
        return Ref(written, full, None)

    def _unlisted(self, pos: int, end: int) -> NameList | None:
        """Read a name that the directory lacks: head and field with a place, else head and words up to a verb."""
        head = HEAD_HERE.match(self.text, pos, end)
        if not head or not (self.text[pos].isupper() or head[0].lower().startswith("các ")):
            return None
        verb = VERB_ANY_CASE.match(self.text, pos, end)
        if verb and verb.end() > head.end():  # "Tổ chức …", "Báo cáo …" are duties, not a "tổ" or a "báo"
            return None
        stop = self._field_end(head, end) or self._extent(head.end(), end)
        qualifier = _QUALIFIER.match(self.text, stop, end)
        stop = qualifier.end() if qualifier and not self.text[pos:stop].isupper() else stop
        written = self.text[pos:stop].rstrip(" ,")
        if len(written) == len(head[0]) and not written.isupper() and not _WHOLE.fullmatch(written):
            return None
        return NameList((Ref(written, written, None),), pos, pos + len(written))

    def _field_end(self, head: re.Match[str], end: int) -> int | None:
        """Return where a national field name ends, unless the name goes on past it ("Văn hóa - Thể thao …")."""
        if head[0].lower().removeprefix("các ") not in {"sở", "bộ", "phòng", "ban"}:
            return None
        field = FIELD_HERE.match(self.text, self._skip(head.end(), end), end)
        if not field:
            return None
        more = re.compile(rf"\s+[-–]\s+[{UPPER}]|\s+và\s+[{UPPER}]").match(self.text, field.end(), end)
        return None if more and not self._may_start(more.end() - 1, end) else field.end()

    def _extent(self, pos: int, end: int) -> int:
        """Return where the words of a name end: at a verb, at punctuation, or where another name begins."""
        at, words = pos, 0
        while words < 14 and (word := _WORD.match(self.text, at, end)):
            begin = self._skip(at, end)
            if tail := NAME_TAIL.match(self.text, begin, end):
                at, words = tail.end(), words + 1
                continue
            if VERB_HERE.match(self.text, begin, end):
                break
            if word[0].strip() in {"và", "cùng", "với"} and self._may_start(self._skip(word.end(), end), end):
                break
            at, words = word.end(), words + 1
            if self.text[at : at + 2] == ", ":
                following = at + 2
                lower = self.text[following : following + 1].islower()
                if not lower or VERB_HERE.match(self.text, following, end):
                    break
                if self._may_start(following, end):
                    break
                at += 1
        return at

    def _generic(self, pos: int, end: int) -> NameList | None:
        generic = GENERIC_HERE.match(self.text, pos, end)
        if not generic or not _GENERIC_START.match(generic[0]):
            return self._kind_of_body(pos, end)
        stop = generic.end()
        further = re.compile(r"\s+[^\W\d_]").match(self.text, stop, end)
        if further and further[0][-1].islower() and not VERB_HERE.match(self.text, further.end() - 1, end):
            longer = self._extent(stop, end)
            closed = self.text[longer : longer + 1] in {"", ":", ",", ";", "."} or VERB_HERE.match(self.text, self._skip(longer, end), end)
            stop = longer if closed and longer - stop < 40 else stop
        written = self.text[pos:stop]
        return NameList((Ref(written, written, None, is_generic=True),), pos, stop)

    def _kind_of_body(self, pos: int, end: int) -> NameList | None:
        """Read "các chủ rừng", "các cơ sở kinh doanh": a kind of body without a name, up to the verb."""
        plural = _KIND.match(self.text, pos, end)
        if not plural:
            return None
        stop = self._extent(plural.end(), end)
        while more := _MORE_KINDS.match(self.text, stop, end):
            stop = self._extent(more.end(), end)
        written = self.text[pos:stop].rstrip(" ,")
        return NameList((Ref(written, written, None, is_generic=True),), pos, pos + len(written))

    def _may_start(self, pos: int, end: int) -> bool:
        """Say whether something at `pos` looks like a name, so that a conjunction before it separates names."""
        if VERB_HERE.match(self.text, pos, end):
            return False
        if HEAD_HERE.match(self.text, pos, end) or POST_HERE.match(self.text, pos, end):
            return True
        if GENERIC_HERE.match(self.text, pos, end) or groups.areas_at(self.text, pos, end) or groups.bodies_at(self.text, pos, end):
            return True
        index = self._at.get(pos)
        return index is not None and self.directory.match(self.text, self._tokens, index) is not None or bool(
            _AREA_LIST.match(self.text, pos, end)
        )

    def _skip(self, pos: int, end: int) -> int:
        while pos < end and self.text[pos] in " \u00a0:-–":
            pos += 1
        return pos


def _unique(refs: list[Ref]) -> tuple[Ref, ...]:
    """Drop a body named twice in one list, keeping the first mention."""
    seen: dict[tuple[str, str | None], Ref] = {}
    for ref in refs:
        seen.setdefault((ref.name, ref.code), ref)
    return tuple(seen.values())
