"""Walking the body of a letter and deciding what is a task, a heading or an explanation (cây nhiệm vụ)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vungxanh.core.directives.clauses import Subject
from vungxanh.core.directives.dates import deadline_in
from vungxanh.core.directives.drafts import Drafting, Lead
from vungxanh.core.directives.labels import Labels, begins_label, is_label_line, labels_of
from vungxanh.core.directives.lexicon import VERB_ANY_CASE
from vungxanh.core.directives.model import Caution, Ref
from vungxanh.core.directives.paragraphs import Paragraph, folded_line, tree_of
from vungxanh.core.directives.places import areas_of, means_areas
from vungxanh.core.directives.sentences import ORDER, sentences
from vungxanh.core.directives.strangers import NOT_DUTIES, heading_at, owner_at, stranger_at, unread_items

_MEANS_ALL = re.compile(
    r"(?:(?:tất cả|toàn thể|các|những|quý|mọi|từng|cơ quan|đơn vị|địa phương|tổ chức|cá nhân|cán bộ|công chức|"
    r"viên chức|người lao động|đảng viên|đồng chí|thủ trưởng|người đứng đầu|nêu trên|trên|có liên quan|liên quan|và)"
    r"[\s,]*)+$",
    re.IGNORECASE,
)
_ORDERS_FOLLOW = re.compile(r"\b(?:ket luan|chi dao|y kien|yeu cau|de nghi|giao)\b[^.]*:\s*$")
_GOES_ON = re.compile(r"(?:nhu sau|sau day|sau|gom|cu the|truoc mat)?\s*:\s*$")
_WITH_PARTS = re.compile(r"\btrong do\s*:\s*$")
_ASSIGNS = re.compile(r"(?:to chuc (?:thuc hien|trien khai)|phan cong|trach nhiem|nhiem vu cua)\b[^.]{0,60}$")
APPENDIX = "phụ lục"
"""The type under which an appendix is walked: bare items bind nobody."""
_IMPERATIVE_TYPES = {"công văn", "chỉ thị", "công điện", "hướng dẫn"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a node inherits: the lead of those above and the section label."""

    lead: Lead
    section: str = ""
    assigning: bool = False
    """Below "Tổ chức thực hiện" or "Phân công": a short heading there names somebody, known or not."""


class TaskWalk:
    """One pass over the body: headings hand their lead down, duties become tasks, explanations join their duty."""

    def __init__(self, drafting: Drafting, kind: str, addressees: tuple[Ref, ...]) -> None:
        """Take the letter's type (a plan's bare items bind nobody) and the addressees for "quý cơ quan"."""
        self.drafting = drafting
        self.clauses = drafting.clauses
        self.text = drafting.clauses.text
        self.kind = kind
        self.addressees = addressees
        self.default = Lead()
        self.preambles: list[tuple[tuple[Ref, ...], Paragraph]] = []
        self._labels: Labels = {}
        self._ordering = 0
        """Where the part that orders begins: after "… yêu cầu:"; 0 while there is none."""

    def walk(self, body: list[Paragraph]) -> None:
        """Read all paragraphs between addressees and signature, footnotes taken out."""
        roots = tree_of(body, self.text, lambda paragraph: is_label_line(self.text, paragraph))
        self._labels = labels_of(roots, self.clauses)
        article = ""
        for root in roots:
            if root.kind in {"article", "roman", "part", "upper"}:
                article = root.label if root.kind == "article" else ""
            self._node(root, Scope(self.default, "" if root.kind == "article" else article))
        if self._ordering and self.kind in _IMPERATIVE_TYPES | {"thông báo"}:
            self.drafting.warnings += unread_items(self.drafting, roots, self._ordering)

    def _node(self, node: Paragraph, scope: Scope) -> None:
        if not node.kind and not self._labels.get(id(node), Lead()).refs:
            self._running_text(node, scope)
            return
        section = scope.section
        if node.kind in {"article", "roman", "number", "letter", "upper", "part"}:
            section = (
                f"{section}.{node.label}"
                if section and node.kind != "article" and not node.label.startswith(section)
                else node.label
            )
        inner = Scope(scope.lead, section, scope.assigning or bool(_ASSIGNS.match(folded_line(self.text, node))))
        if node.children and NOT_DUTIES.match(folded_line(self.text, node)) and node.end - node.body < 90:
            return
        labelled = self._labels.get(id(node))
        if labelled and labelled.refs:
            self._task(node, node.body, labelled, inner, whole=True)
            return
        subject = self.clauses.subject(node.body, node.end)
        if subject and subject.order and scope.lead.source == "heading" and not subject.order.startswith("giao"):
            subject = None  # under "1. Sở Y tế:" it is that body which asks others
        subject = subject or owner_at(self.clauses, node)
        if subject is None and scope.assigning:
            subject = heading_at(self.clauses, node)
        if subject is None and self._ordering and scope.lead.source in {"preamble", "addressees", "none"}:
            subject = stranger_at(self.clauses, node.body, node.end)
        if subject and subject.owns_rest and (node.children or node.kind):
            self._children(node, Scope(Lead(subject.refs, "heading", verb=subject.order), section))
        elif subject:
            self._bound(node, subject, inner)
        else:
            self._unbound(node, inner)

    def _children(self, node: Paragraph, scope: Scope) -> None:
        for child in node.children:
            self._node(child, scope)

    def _bound(self, node: Paragraph, subject: Subject, scope: Scope) -> None:
        """A node with a subject: a heading when its duty only points at the children, else a task."""
        duties = [child for child in node.children if self._is_duty(child)]
        if duties and self._points_on(node):
            cooperate = self.clauses.cooperators(subject.content, node.end, subject.refs)
            self._children(node, Scope(Lead(subject.refs, "heading", cooperate, subject.order), scope.section))
            return
        lead = self._own_lead(subject, scope)
        if not duties:
            self._task(node, subject.content, lead, scope, whole=True)
            return
        self._task(node, subject.content, lead, scope, whole=False)
        self._children(node, Scope(Lead(subject.refs, "heading", verb=subject.order), scope.section))

    def _unbound(self, node: Paragraph, scope: Scope) -> None:
        """A node without a subject: a duty of whoever is bound above, a heading, or running text."""
        duties = [child for child in node.children if self._is_duty(child)]
        verb_first = VERB_ANY_CASE.match(self.text, node.body, node.end) is not None
        if duties:
            ended = self.text[node.end - 1] in ".;" and node.end - node.body > 60
            if ended and verb_first and scope.lead.refs:
                self._task(node, node.body, scope.lead, scope, whole=False)
            elif ended or self.clauses.orders(node.body, node.end):
                self._orders(node, scope)
            self._children(node, self._under_preamble(node, scope))
        elif (
            (verb_first or (scope.lead.source == "heading" and node.end - node.body > 25))
            and (scope.lead.refs or self.kind in _IMPERATIVE_TYPES)
            and (scope.lead.source == "heading" or self._worth(node))
        ):
            self._task(node, node.body, scope.lead, scope, whole=True)
        else:
            self._orders(node, scope)
            self._children(node, scope)

    def _under_preamble(self, node: Paragraph, scope: Scope) -> Scope:
        """Let "…, yêu cầu các sở, ngành:" inside a list set the lead of its children, "Chỉ đạo Sở Y tế:" their way."""
        if through := self.clauses.through(node.body, node.end):
            return replace(scope, lead=replace(scope.lead, through=through))
        orders = self.clauses.orders(node.body, node.end) if self._points_on(node) else []
        return Scope(Lead(orders[-1].refs, "heading", verb=orders[-1].order), scope.section) if orders else scope

    def _task(self, node: Paragraph, content: int, lead: Lead, scope: Scope, *, whole: bool) -> None:
        """Draft the node's own sentences; later sentences with subjects of their own become tasks of their own."""
        end = last_end(node) if whole else node.end
        pieces = sentences(self.clauses, node.body, node.end, content)
        while end == node.end and len(pieces) > 1 and self.drafting.is_aside(pieces[-1]):
            node.end = end = pieces.pop()[0]
        current, current_lead, current_content = node.body, lead, content
        split = False
        for begin, finish in pieces[1:]:
            subject = self._own_subject(begin, finish)
            if subject is None:
                continue
            self.drafting.add((current, begin), current_content, current_lead, scope.section, split=split)
            current, current_content, split = begin, subject.content, True
            current_lead = self._own_lead(subject, Scope(self.default))
        subject_words = Subject(current_lead.refs, None, current, current_content) if current_lead.refs else None
        if current_lead.source in {"preamble", "addressees"} or not self.drafting.is_empty_phrase(
            subject_words, current_content, end
        ):
            self.drafting.add((current, end), current_content, current_lead, scope.section, split=split)

    def _own_subject(self, begin: int, finish: int) -> Subject | None:
        """A later sentence stands alone when it binds somebody by name; "các đơn vị" there goes on the same duty."""
        subject = self.clauses.subject(begin, finish) or stranger_at(self.clauses, begin, finish, only_areas=True)
        if subject is None or subject.owns_rest or self.drafting.is_empty_phrase(subject, subject.content, finish):
            return None
        generic = subject.refs[0]
        if generic.is_generic and _MEANS_ALL.match(generic.text) and not means_areas(generic):
            words = " ".join(self.text[begin:finish].split()[:12])
            if begins_label(self.text, begin, finish):
                return None
            self.drafting.warnings.append(Caution("second_subject", (begin, finish), {"words": words}))
            return None
        return subject

    def _running_text(self, node: Paragraph, scope: Scope) -> None:
        """Unmarked text: a preamble when it ends with ":", else orders within it."""
        verb_first = VERB_ANY_CASE.match(self.text, node.body, node.end) is not None
        parted = verb_first and scope.section and _WITH_PARTS.search(folded_line(self.text, node))
        if self._points_on(node) and not parted:
            self._preamble(node)
            return
        subject = self.clauses.subject(node.body, node.end)
        if self.drafting.is_empty_phrase(subject, subject.content if subject else node.body, node.end):
            return
        if subject and not subject.owns_rest and not self.drafting.is_empty_phrase(subject, subject.content, node.end):
            self._task(node, subject.content, self._own_lead(subject, scope), scope, whole=True)
        elif verb_first and (
            scope.lead.source == "heading" or (scope.section and scope.lead.refs and self._bears_duties(node))
        ):
            self._task(node, node.body, scope.lead, scope, whole=True)
        elif self.clauses.orders(node.body, node.end):
            self._orders(node, scope)
        elif self._asks_for_report(node):
            lead = self.default if self.default.refs else Lead(self.addressees, "addressees")
            self._task(node, node.body, lead, scope, whole=True)

    def _preamble(self, node: Paragraph) -> None:
        orders = self.clauses.orders(node.body, node.end)
        subject = None if orders else self.clauses.subject(node.body, node.end)
        named = orders[-1].refs if orders else subject.refs if subject else ()
        real = tuple(ref for ref in named if not ref.is_generic)
        before = self.default
        verb = orders[-1].order if orders else None
        if real:
            self.default = Lead(real, "preamble", verb=None)
            self.preambles.append((real, node))
        elif self.addressees and (
            verb or re.search(r"(?:yêu cầu|đề nghị|thực hiện|triển khai)", self.text[node.body : node.end])
        ):
            self.default = Lead(self.addressees, "addressees", verb=None)
        if self.default is not before or _ORDERS_FOLLOW.search(folded_line(self.text, node)):
            self._ordering = self._ordering or node.end

    def _orders(self, node: Paragraph, scope: Scope) -> None:
        """Draft every order of running text, each from its own words to the next one's sentence."""
        pieces = sentences(self.clauses, node.body, node.end)
        open_task: tuple[int, Subject] | None = None
        for begin, finish in pieces:
            found = [
                one
                for one in self.clauses.orders(begin, finish)
                if not self.drafting.is_empty_phrase(one, one.content, finish)
            ]
            direct = None if found else self._own_subject(begin, finish)
            starts = [direct] if direct else found[:1]
            if starts and open_task:
                self._close(open_task, begin, scope)
            open_task = (begin if direct or len(pieces) > 1 else node.body, starts[0]) if starts else open_task
        if open_task:
            self._close(open_task, node.end, scope)

    def _close(self, opened: tuple[int, Subject], end: int, scope: Scope) -> None:
        begin, subject = opened
        self.drafting.add((begin, end), subject.content, self._own_lead(subject, scope), scope.section, split=True)

    def _asks_for_report(self, node: Paragraph) -> bool:
        """A closing paragraph without a subject binds the addressees when it sets a limit ("Báo cáo gửi về … "
        "trước ngày …")."""
        words = folded_line(self.text, node)
        if not (self.default.refs or self.addressees) or not re.search(r"\b(?:bao cao|gui|dang ky|tong hop)\b", words):
            return False
        return deadline_in(self.text, node.body, node.end, issued=self.drafting.issued) is not None

    def _own_lead(self, subject: Subject, scope: Scope) -> Lead:
        """Replace "các đơn vị", when nobody else is named, by those whom it means: named above, else the addressees.

        "Các địa phương" means areas: of those named above or addressed, only these.
        """
        if all(ref.is_generic and _MEANS_ALL.match(ref.text) for ref in subject.refs):
            areas = all(means_areas(ref) for ref in subject.refs)
            if scope.lead.refs and not all(ref.is_generic for ref in scope.lead.refs):
                refs = areas_of(scope.lead.refs) if areas else scope.lead.refs
                if refs:
                    return replace(scope.lead, refs=refs, verb=subject.order, stands_for_all=True)
            if refs := areas_of(self.addressees) if areas else self.addressees:
                return Lead(refs, "addressees", verb=subject.order, stands_for_all=True)
        return Lead(subject.refs, "own", verb=subject.order, beside=subject.cooperate)

    def _points_on(self, node: Paragraph) -> bool:
        return _GOES_ON.search(folded_line(self.text, node)) is not None

    def _is_duty(self, node: Paragraph) -> bool:
        """Say whether an item below another one is a duty of its own and not an explanation."""
        if any(self._is_duty(child) for child in node.children):
            return True
        if id(node) in self._labels or VERB_ANY_CASE.match(self.text, node.body, node.end):
            return True
        return self.clauses.subject(node.body, node.end) is not None or bool(
            ORDER.match(self.text, node.body, node.end)
        )

    def _bears_duties(self, node: Paragraph) -> bool:
        """Say whether an unmarked paragraph below a heading of an ordering letter is long enough to be a duty."""
        return bool(self._ordering) and self.kind in _IMPERATIVE_TYPES and self._worth(node)

    def _worth(self, node: Paragraph) -> bool:
        """A bare item counts only when it is long enough to be a sentence and not a declaration of the issuer."""
        words = folded_line(self.text, node)
        return len(words) > 20 and not re.match(
            r"(?:thong nhat|dong y|theo (?!doi)|khi |neu (?!guong|cao|ro )|la |duoc |da |dang |khong co|"
            r"quyet dinh nay|ke hoach "
            r"nay|thuc hien (?:cong van|chi thi|ke hoach))",
            words,
        )


def last_end(node: Paragraph) -> int:
    """Return where the last descendant of a node ends."""
    return last_end(node.children[-1]) if node.children else node.end
