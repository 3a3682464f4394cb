"""From one stretch of duty to a Task: everything that is read off the duty's own words (dự thảo nhiệm vụ)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from vungxanh.core.directives.clauses import ClauseReader, Subject
from vungxanh.core.directives.dates import AddWorkingDays, FoundDeadline, deadline_in, deadlines_in, recurrence_in
from vungxanh.core.directives.durations import STANDING
from vungxanh.core.directives.model import Caution, LeadMode, Ref, Span, Task
from vungxanh.core.directives.reached import channels_in, each_in_own_field, targets_in
from vungxanh.core.text.vietnamese import fold_each

SOURCE_COST = {"own": 0.0, "heading": 0.04, "label": 0.02, "preamble": 0.15, "addressees": 0.25, "none": 0.45}
"""What a lead's source takes from the confidence."""
DATELESS_COST = {"deadline_calendar": 0.05, "deadline_start": 0.05, "deadline_year": 0.1, "impossible_date": 0.2}
"""What a deadline without a date takes from the confidence, by the caution that says why."""

_CLOSING = re.compile(
    r"(?:(?:nghiem tuc|khan truong|quan tam|phoi hop|to chuc|chu dong|tich cuc|kip thoi|nghien cuu|biet|quan "
    r"triet|cung|can cu|noi dung|trien khai|"
    r"thuc hien|chi dao|theo|dung|cac|nhung|noi dung|nhiem vu|tren|nay|cong van|cong dien|chi thi|thong bao|ke "
    r"hoach|quyet dinh|va|,|day du|nghiem|hieu qua|co|de|"
    r"chuc nang|quy dinh|tinh than|lam co so|phoi hop|giup do|cho|thi hanh|som|duoc|su|cua|quy|co quan|don vi|"
    r"phap luat|y kien|yeu cau|cap nhat|cong tac|dong bo)[\s,.;/]*)+$"
)
_CONDITIONAL = re.compile(
    r"(?:trong qua trinh|qua trinh|neu (?!guong|cao|ro |y kien|ten)|moi (?:thong tin|vuong mac|chi tiet|y kien)|"
    r"thong tin lien he|dau moi "
    r"lien he|chi tiet |cac noi dung khac(?![^.;]* giao )|truong hop)"
)
_ENDING = re.compile(
    r"tren day la |(?:nhan duoc|kem theo) |(?:xin )?thong bao (?:den|de|toi|cho )?[^.;]{0,120}\bbiet\b"
)
_ASK = re.compile(
    r"(?:moi )?(?:thong tin (?:chi tiet|lien he)|chi tiet (?:xin )?lien he|dau moi lien he|"
    r"(?:trong )?qua trinh (?:trien khai|thuc hien)[^.]{0,40}(?:kho khan|vuong mac))"
)
_TROUBLE = re.compile(
    r"[,;.]?\s*(?:trong qua trinh[^,.]*,\s*)?neu (?:co|gap) (?:kho khan|vuong mac|phat sinh).*$", re.DOTALL
)
_SEVERAL = re.compile(
    r"(?<!quản lý )(?<!Quản lý )(?<!Quản Lý )(?<!\w)các (?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu|tỉnh|"
    r"thôn|ấp|bản|buôn|khóm|khu phố|tổ dân phố|cấp|cơ quan|đơn vị|địa phương|đoàn thể|hội|sở|ban|ngành|phòng|trường|"
    r"bệnh viện|trạm|doanh nghiệp)(?!\w)",
    re.IGNORECASE,
)
"""A name the directory lacks that speaks of several bodies ("Công an các huyện")."""
_LISTED = re.compile(
    r"(?:(?:Chủ tịch )?(?:UBND|Ủy ban nhân dân)|Sở [^:]*|Công an)?\s*(?:các )"
    r"(?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu|tỉnh)(?!\w)",
    re.IGNORECASE,
)
"""Areas listed under one plural head ("UBND các huyện: Đại Lộc, Duy Xuyên"): each works in its own."""
_SENTENCE_END = re.compile(r"\.\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Lead:
    """Whom a duty binds and where that was read: own sentence, heading, label, preamble, addressees, none."""

    refs: tuple[Ref, ...] = ()
    source: str = "none"
    cooperate: tuple[Ref, ...] = ()
    verb: str | None = None
    through: tuple[str, ...] = ()
    beside: tuple[Ref, ...] = ()
    """Co-operators named with the lead ("Sở Y tế (chủ trì), Sở Tài chính"), besides those of the duty's own words."""
    stands_for_all: bool = False
    """True when "các cơ quan, đơn vị" meant these: each of them is bound by itself."""


@dataclass(slots=True)
class Drafting:
    """The tasks and warnings gathered while walking one letter."""

    clauses: ClauseReader
    issued: date | None
    add_working_days: AddWorkingDays | None = None
    about: date | None = None
    """The first day of the month that a draft without its day states."""
    tasks: list[Task] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, span: Span, content: int, lead: Lead, section: str, *, split: bool = False) -> None:
        """Draft a task from text[span]; its duty's words begin at `content`."""
        start, end = trimmed(self.clauses.text, span)
        if end <= start:
            return
        first_line = self.clauses.text.find("\n", start, end)
        clause_end = end if first_line < 0 else first_line
        stated = lead.cooperate if lead.source == "label" else ()
        said = self.clauses.cooperators(content, end, lead.refs)
        beside = (*lead.beside, *(ref for ref in said if ref not in lead.beside))
        cooperate = stated or beside or lead.cooperate
        verb = lead.verb or self.clauses.verb(content, clause_end)
        limits = deadlines_in(
            self.clauses.text,
            start,
            end,
            issued=self.issued,
            about=self.about,
            add_working_days=self.add_working_days,
        )
        found = self._first_of(limits)
        self.counts[section] = number = self.counts.get(section, 0) + 1
        self.tasks.append(
            Task(
                id=f"{section or '0'}.{number}",
                section=section,
                text=self.clauses.text[start:end],
                span=(start, end),
                verb=verb,
                lead=lead.refs,
                lead_mode=self._mode(lead, content, end),
                cooperate=cooperate,
                channels=tuple(dict.fromkeys((*lead.through, *channels_in(self.clauses.text, content, end)))),
                targets=targets_in(self.clauses.text, content, end),
                recurrence=recurrence_in(self.clauses.text, content, end)
                or recurrence_in(self.clauses.text, start, content),
                deadline=found.deadline if found else None,
                confidence=_confidence(lead, verb, cooperate, split=split, why=found.why if found else None),
            )
        )

    def _first_of(self, limits: list[FoundDeadline]) -> FoundDeadline | None:
        """Return the limit that the task keeps; name the further ones, what stopped a date, and days already past."""
        found = next((limit for limit in limits if limit.why != STANDING), None)
        for limit in limits:
            words = {"words": self.clauses.text[slice(*limit.span)].strip()}
            when = limit.deadline.date
            if limit.why == STANDING:
                self.warnings.append(Caution(STANDING, limit.span, words))
            elif found is not limit and found and (when is None or when != found.deadline.date):
                self.warnings.append(Caution("further_deadline", limit.span, words))
            elif limit.why:
                counted = limit.why in {"deadline_start", "deadline_calendar"}
                self.warnings.append(Caution(limit.why, limit.span, {} if counted else words))
            if when and self.issued and when < self.issued:
                self.warnings.append(Caution("past_deadline", limit.span, {**words, "date": f"{when:%d/%m/%Y}"}))
        return found

    def is_aside(self, sentence: Span) -> bool:
        """Say whether a sentence only tells whom to ask ("Thông tin chi tiết liên hệ …")."""
        return _ASK.match(fold_each(self.clauses.text[slice(*sentence)]).strip()) is not None

    def is_empty_phrase(self, subject: Subject | None, content: int, end: int) -> bool:
        """Say whether a sentence only closes the letter ("… nghiêm túc triển khai thực hiện") or is conditional."""
        words = fold_each(self.clauses.text[content:end]).strip()
        begins = fold_each(self.clauses.text[subject.start if subject else content : end]).strip()
        if _CONDITIONAL.match(words) or _CONDITIONAL.match(begins):
            return True
        if (_ENDING.match(begins) or _ENDING.match(words)) and deadline_in(
            self.clauses.text, content, end, issued=self.issued
        ) is None:
            return True
        words = " ".join(one for one in _SENTENCE_END.split(words) if not _CONDITIONAL.match(one))
        words = _TROUBLE.sub("", words)
        if "thi hanh" in words and subject and not all(ref.is_generic for ref in subject.refs):
            return False
        return bool(_CLOSING.match(words)) and deadline_in(self.clauses.text, content, end, issued=self.issued) is None

    def _mode(self, lead: Lead, content: int, end: int) -> LeadMode:
        if any(ref.is_group or (ref.code is None and _SEVERAL.search(ref.text)) for ref in lead.refs):
            return "each"
        if len(lead.refs) < 2:
            return "single"
        listed = lead.stands_for_all or _LISTED.match(lead.refs[0].text)
        return "each" if listed or each_in_own_field(self.clauses.text, content, end) else "joint"


def trimmed(text: str, span: Span) -> Span:
    """Drop blanks at both ends, a last comma, and the "./." that closes a letter."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    if text[start:end].endswith("./."):
        end -= 2
    return start, end


def _confidence(lead: Lead, verb: str | None, cooperate: tuple[Ref, ...], *, split: bool, why: str | None) -> float:
    """Return 0..1 from stated reasons, each with a fixed cost; see docs/guides/directive-json.md."""
    value = 0.97 - SOURCE_COST[lead.source]
    value -= 0.2 * any(ref.code is None and not ref.is_generic for ref in lead.refs)
    value -= 0.15 * any(ref.is_generic for ref in lead.refs)
    value -= 0.1 * any(not ref.is_exact for ref in (*lead.refs, *cooperate))
    value -= 0.05 * any(ref.code is None and not ref.is_generic for ref in cooperate)
    value -= 0.2 * (verb is None)
    value -= 0.05 * split + DATELESS_COST.get(why or "", 0.0)
    return round(max(0.05, value), 2)
