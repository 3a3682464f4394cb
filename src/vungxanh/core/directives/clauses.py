"""Who must do what in one sentence: order, subject, verb, co-operators, ways and people reached (mệnh đề giao việc)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vungxanh.core.directives.lexicon import (
    ADVERBS,
    HEAD_HERE,
    POST_HERE,
    UPPER,
    VERB_ANY_CASE,
    VERB_HERE,
)
from vungxanh.core.directives.model import Ref
from vungxanh.core.directives.names import NameList, NameReader
from vungxanh.core.directives.persons import PERSON_HERE
from vungxanh.core.directives.sentences import HELPS, ORDER
from vungxanh.core.directives.tokens import tokenise
from vungxanh.core.text.vietnamese import fold_each

_OPENER = re.compile(
    r"(?:đối với|riêng(?: đối với)?|về phía|đồng thời,?|ngoài ra,?|bên cạnh đó,?|trước mắt,?|cụ thể:?|trên cơ "
    r"sở đó,?|(?:các )?(?:nội dung|nhiệm vụ|vấn đề|công việc|kiến nghị|đề xuất) (?:khác|còn lại|nêu trên|này)"
    r"[^.;:,]{0,40}?,?\s+(?=giao\s)|tổ chức thực hiện:|giao:|do đó,?|vì vậy,?|"
    r"(?:định kỳ|hằng|hàng|trước ngày|trước \d|chậm nhất|muộn nhất|trong (?:tháng|quý|tuần|ngày|năm)|từ nay|"
    rf"(?:ngay )?sau khi|sau ngày)\s[^,.;:\n]{{2,70}},\s+(?=(?-i:[{UPPER}])|các\s))\s*",
    re.IGNORECASE,
)
_DIRECTS = re.compile(r"(?:chỉ đạo|đôn đốc)\s+", re.IGNORECASE)
_DIRECTED = re.compile(r"(?:các |những |chính quyền|lực lượng|hệ thống|ngành |đơn vị )[^.;:\n]*$", re.IGNORECASE)
_TOPIC = re.compile(
    rf"(?:Về|Đối với|Công tác|Việc|Lĩnh vực|Nội dung|Liên quan)\s[^:;.\n]{{2,80}}:\s+(?=[{UPPER}]|giao\s|các\s)"
)
_BRIDGE = re.compile(r"(?:\s*\([^()\n]{1,240}\))?\s*(?:,\s*)?")
_JOINT = re.compile(
    r"(?:chủ trì,?\s*)?ph[oôốồổỗộ]i(?:,)? h[oơợớờởỡ]p(?:\s*(?:chặt chẽ|đồng bộ|kịp thời|cùng))*\s*"
    rf"(?:(?:với|cùng(?: với)?)\s*:?\s*|(?=(?-i:[{UPPER}])|các (?:sở|cơ quan|đơn vị|ngành|phòng|địa phương)))|"
    rf"cùng(?: với)?\s+(?=(?:(?-i:[{UPPER}])|các (?:sở|Sở|ngành|cơ quan|đơn vị|phòng|huyện)))",
    re.IGNORECASE,
)
_LEADING = re.compile(r"\(\s*(?:là )?(?:(?:cơ quan|đơn vị) )?chủ trì\s*\)")
_ASIDE = re.compile(r"chủ trì[,;]?\s*(?:\([^()]*\)\s*)?(?:và\s+)?")
_RESPONSIBLE = re.compile(
    r"(?:và\s+)?(?P<between>[^.\n]{2,400}?)(?=\s(?:(?:chịu|có) trách nhiệm|(?:căn cứ|chiểu) [^.\n]{0,60}thi hành))"
)
_STEP = re.compile(r"[\s,]+|[^\W\d_]+")
_PIECE = re.compile(r"[^,;]*[,;]?\s*(?:và\s+)?")
_PERSONS = re.compile(r"(?:và )?(?:các )?(?:ông|bà|thành viên|đồng chí|cá nhân)(?!\w)|có tên|liên quan")
_SPEAKER = re.compile(
    r"(?:ubnd|uy ban nhan dan|chu tich|thu tuong|bo truong|giam doc|truong ban|chu toa|dong chi)(?: [^\W\d_]+){0,6}$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a sentence binds: the names, the order's verb if it is an order, and where the duty's words begin."""

    refs: tuple[Ref, ...]
    order: str | None
    start: int
    content: int
    owns_rest: bool = False
    """True when nothing but the names is there ("1. Sở Y tế:")."""
    cooperate: tuple[Ref, ...] = ()
    """Those beside the one marked as leading ("Sở Y tế (chủ trì), Sở Tài chính")."""


class ClauseReader:
    """Reads sentences of one letter; knows how the letter calls its own issuer."""

    def __init__(self, text: str, names: NameReader, issuer: str | None) -> None:
        """Remember the issuer's words: its own name as a subject gives orders, anybody else's receives them."""
        self.text = text
        self.names = names
        post = POST_HERE.match(issuer or "")
        bare = (issuer or "")[post.end() :] if post else issuer or ""
        self._issuer = tuple(token.folded for token in tokenise(bare))

    def subject(self, start: int, end: int) -> Subject | None:
        """Read the subject at the start of a sentence; None when it does not begin with one."""
        pos = start
        while opener := _OPENER.match(self.text, pos, end):
            pos = opener.end()
        if topic := _TOPIC.match(self.text, pos, end):
            pos = topic.end()
        order = ORDER.match(self.text, pos, end)
        if order:
            return self._ordered(order, pos, end)
        named = self.names.names(pos, end)
        if not named.refs:
            return None
        order = ORDER.match(self.text, self._skip(named.end, end), end)
        if order and self.gives_orders(named):
            return self._ordered(order, pos, end)
        if self.gives_orders(named) and self._issuer:
            return None
        return self._bound(named, None, start, end)

    def orders(self, start: int, end: int) -> list[Subject]:
        """Return the orders inside a sentence of running text ("…; UBND tỉnh yêu cầu các Sở …")."""
        found: list[Subject] = []
        for order in ORDER.finditer(self.text, start, end):
            before = self.text[start : order.start()].rstrip()
            if before and before[-1] not in ",;.:" and not self._issuer_ends(before):
                continue
            subject = self._ordered(order, order.start(), end)
            if subject and not (found and subject.start < found[-1].content):
                found.append(subject)
        return found

    def gives_orders(self, named: NameList) -> bool:
        """Say whether these names are the letter's issuer speaking of itself."""
        if len(named.refs) != 1:
            return False
        ref = named.refs[0]
        post = POST_HERE.match(ref.text)
        bare = tuple(token.folded for token in tokenise(ref.text[post.end() :] if post else ref.text))
        if self._issuer:
            return bare == self._issuer[: len(bare)] and bool(bare)
        return bare[:1] == ("ubnd",) and not ref.is_group

    def cooperators(self, start: int, end: int, lead: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """Return everybody named after "phối hợp với", "cùng với", or in "…, Sở B phối hợp"."""
        refs: list[Ref] = []
        for joint in _JOINT.finditer(self.text, start, end):
            if self.text.startswith("ngành ", joint.end()) and self._directed(start, joint.start()):
                continue
            refs += self.names.names(joint.end(), end, small=True).refs
        for aside in _ASIDE.finditer(self.text, start, end):
            named = self.names.names(aside.end(), end)
            if named.refs and HELPS.match(self.text, named.end, end):
                refs += named.refs
        known = {(ref.kind or ref.name, ref.code) for ref in lead}
        unique = {(ref.kind or ref.name, ref.code): ref for ref in reversed(refs)}
        return tuple(reversed([ref for key, ref in unique.items() if key not in known]))

    def _directed(self, start: int, joint: int) -> bool:
        """Say whether those who "phối hợp" are whoever the duty directs ("chỉ đạo các ngành phối hợp với …")."""
        directs = [found.end() for found in _DIRECTS.finditer(self.text, max(start, joint - 160), joint)]
        if not directs or not _DIRECTED.match(self.text, directs[-1], joint):
            return False
        between = self.text[directs[-1] : joint].replace("các cấp", "các ban")
        return not any(VERB_HERE.match(between, word.start()) for word in re.finditer(r"\b[^\W\d_]", between))

    def verb(self, start: int, end: int) -> str | None:
        """Return the first verb of the duty that says more than an adverb does."""
        pos, first = start, None
        while pos < end:
            match = VERB_ANY_CASE.match(self.text, pos, end)
            if match:
                word = match[0].lower()
                first = first or word
                if word not in ADVERBS and not self.text.endswith("được ", start, match.start()):
                    return word
                pos = match.end()
            else:
                following = _STEP.match(self.text, pos, end)
                if not following or pos - start > 60:
                    break
                pos = following.end()
        return first

    def through(self, start: int, end: int) -> tuple[str, ...]:
        """Return whom a heading passes its items through ("3. Chỉ đạo Sở Y tế:"); empty when it is no such heading."""
        directs = _DIRECTS.match(self.text, start, end)
        named = self.names.names(directs.end(), end) if directs else None
        if named is None or self.text[named.end : end].strip(" :;."):
            return ()
        return tuple(ref.text for ref in named.refs)

    def fresh_subject(self, sentence: int, at: int, end: int) -> bool:
        """Say whether a clause at `at` binds somebody by name; `sentence` is where the one before it begins."""
        order = ORDER.match(self.text, at, end)
        if order:
            by_issuer = ORDER.match(self.text, sentence, end) is not None
            named = self.names.names(order.end(), end)
            real = bool(named.refs) and not named.refs[0].is_generic
            return real and (by_issuer or order["verb"].lower().startswith("giao"))
        if not (self.text[at].isupper() or self.text.startswith("các ", at) or PERSON_HERE.match(self.text, at, end)):
            return False
        subject = self.subject(at, end)
        return subject is not None and not subject.refs[0].is_generic and not subject.owns_rest

    def _ordered(self, order: re.Match[str], start: int, end: int) -> Subject | None:
        named = self.names.names(order.end(), end)
        if not named.refs and order["verb"].lower().startswith(("giao", "phân công", "ủy quyền")):
            named = self.names.stranger(order.end(), end) or named
            if not VERB_HERE.match(self.text, self._skip(named.end, end), end):
                return None
        if not named.refs:
            return None
        return self._bound(named, re.sub(r" (?:cho|nhiệm vụ|trách nhiệm)", "", order["verb"].lower()), start, end)

    def _bound(self, named: NameList, order: str | None, start: int, end: int) -> Subject | None:
        """Make the subject of these names; the one marked "(chủ trì)" leads and the others co-operate."""
        subject = self._of_names(named, order, start, end)
        marked = _LEADING.search(self.text, named.start, subject.content) if subject else None
        if subject is None or marked is None or len(subject.refs) < 2:
            return subject
        before = self.names.names(named.start, marked.start()).refs
        if not before:
            return subject
        lead = next((ref for ref in subject.refs if ref == before[-1]), subject.refs[0])
        others = tuple(ref for ref in subject.refs if ref != lead)
        return replace(subject, refs=(lead,), cooperate=others)

    def _of_names(self, named: NameList, order: str | None, start: int, end: int) -> Subject | None:
        bridge = _BRIDGE.match(self.text, named.end, end)
        pos = bridge.end() if bridge else named.end
        rest = self.text[pos:end].strip()
        if not rest.strip(":;. "):
            return Subject(named.refs, order, start, pos, owns_rest=True)
        if rest.startswith(":"):
            return Subject(named.refs, order, start, self._skip(pos + 1, end))
        if VERB_HERE.match(self.text, pos, end) or (
            named.refs[0].text.isupper() and VERB_ANY_CASE.match(self.text, pos, end)
        ):
            return Subject(named.refs, order, start, pos)
        responsible = self._responsible(named, pos, end)
        if responsible:
            return Subject(responsible.refs, order, start, responsible.end)
        if order or (any(ref.code or HEAD_HERE.match(ref.text) for ref in named.refs) and self._plausible(rest)):
            return Subject(named.refs, order, start, pos)
        return None

    def _responsible(self, named: NameList, pos: int, end: int) -> NameList | None:
        """Read on to "chịu trách nhiệm thi hành": what lies between is somebody too and is kept as written."""
        found = _RESPONSIBLE.match(self.text, pos, end)
        if not found:
            return None
        refs, at, stop = list(named.refs), pos, found.end("between")
        while at < stop:
            more = self.names.names(at, stop)
            piece = _PIECE.match(self.text, more.end if more.refs else at, stop)
            refs += more.refs
            written = self.text[at : piece.end()].strip(" ,;") if piece else ""
            if not more.refs and written and not _PERSONS.match(written):
                refs.append(Ref(written, written, None))
            at = piece.end() if piece and piece.end() > at else stop
        return NameList(tuple(dict.fromkeys(refs)), named.start, found.end("between"))

    def _plausible(self, rest: str) -> bool:
        """Accept an unknown verb after a known name when what follows reads like a predicate."""
        return (
            rest[0].islower()
            and len(rest) > 5
            and not re.match(r"(?:của|và|tại|về|để|ở|trong|trên|do|với|là|đã|hoặc|thuộc|bị|ngày|số|gồm)\b", rest)
        )

    def _issuer_ends(self, before: str) -> bool:
        """Say whether the words right before an order are the issuer, or a post that speaks for one."""
        tail = before[-90:]
        folded = [token.folded for token in tokenise(tail)]
        for size in range(min(len(folded), len(self._issuer)), 0, -1):
            if tuple(folded[-size:]) == self._issuer[:size] and size > 1:
                return True
        return _SPEAKER.search(fold_each(tail)) is not None

    def _skip(self, pos: int, end: int) -> int:
        while pos < end and self.text[pos] in " :-–":
            pos += 1
        return pos
