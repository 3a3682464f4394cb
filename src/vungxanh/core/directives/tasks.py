"""Walking the body of a letter and deciding what is a task, a heading or an explanation (cây nhiệm vụ)."""

from __future__ import annotations

import re
from dataclasses import replace

from vungxanh.core.directives.clauses import Subject
from vungxanh.core.directives.coverage import unread
from vungxanh.core.directives.dates import deadline_in
from vungxanh.core.directives.drafts import Drafting, Lead
from vungxanh.core.directives.duties import Duties
from vungxanh.core.directives.exclusions import apart
from vungxanh.core.directives.items import is_duty, last_end, points_on, worth
from vungxanh.core.directives.labels import Labels, is_label_line, labels_of
from vungxanh.core.directives.lexicon import VERB_ANY_CASE
from vungxanh.core.directives.model import Caution, Ref
from vungxanh.core.directives.paragraphs import Paragraph, folded_line, tree_of
from vungxanh.core.directives.preambles import Preambles
from vungxanh.core.directives.recurrences import recurrence_in
from vungxanh.core.directives.scope import Scope, own_lead
from vungxanh.core.directives.strangers import NOT_DUTIES, heading_at, is_proper, owner_at, stranger_at
from vungxanh.core.directives.told import is_review

_WITH_PARTS = re.compile(r"\btrong do\s*:\s*$")
_ASSIGNS = re.compile(r"(?:to chuc (?:thuc hien|trien khai)|phan cong|trach nhiem|nhiem vu cua)\b[^.]{0,60}$")
_GROUND = re.compile(
    r"(?:can cu|xet|theo de nghi|thuc hien|trien khai thuc hien|chap hanh) (?:[^\W\d_]+ ){0,3}?"
    r"(?:luat|nghi dinh|nghi quyet|thong tu|chi thi|quyet dinh|ke hoach|cong van|cong dien|to trinh|van ban|thong bao|"
    r"ket luan|de nghi|huong dan|phap lenh|bo luat|hien phap|bien ban|bao cao|y kien)(?!\w)"
)
_EVERY = re.compile(r"(?:trước|vào) [^,.;]{1,30}(?:hằng|hàng|mỗi) ")
APPENDIX = "phụ lục"
"""The type under which an appendix is walked: bare items bind nobody."""
_IMPERATIVE_TYPES = {"công văn", "chỉ thị", "công điện", "hướng dẫn"}


class TaskWalk:
    """One pass over the body: headings hand their lead down, duties become tasks, explanations join their duty."""

    def __init__(self, drafting: Drafting, kind: str, addressees: tuple[Ref, ...]) -> None:
        """Take the letter's type (a plan's bare items bind nobody) and the addressees for "quý cơ quan"."""
        self.drafting = drafting
        self.clauses = drafting.clauses
        self.text = drafting.clauses.text
        self.kind = kind
        self.addressees = addressees
        self.preambles = Preambles(drafting.clauses, addressees)
        self.duties = Duties(drafting, self.preambles)
        self._labels: Labels = {}

    def walk(self, body: list[Paragraph]) -> None:
        """Read all paragraphs between addressees and signature, footnotes taken out."""
        roots = tree_of(body, self.text, lambda paragraph: is_label_line(self.text, paragraph))
        self._labels = labels_of(roots, self.clauses)
        article = ""
        for root in roots:
            if root.kind in {"article", "roman", "part", "upper"}:
                article = root.label if root.kind == "article" else ""
            self._node(root, Scope(self.preambles.default, "" if root.kind == "article" else article))
        if self.kind != APPENDIX:
            begin = self.preambles.ordering or self._first_duty(roots)
            listed = bool(self.preambles.ordering) and self.kind in _IMPERATIVE_TYPES | {"thông báo"}
            self.drafting.warnings += unread(self.drafting, roots, ordering=begin, listed=listed)
            reach = (begin, max([begin, *map(last_end, roots)]))
            self.drafting.warnings += apart(self.text, reach, self.drafting.tasks, self.clauses.names.one)

    @property
    def _strangers(self) -> bool:
        """Whether the words where subjects stand may name somebody unknown: the letter orders, or has said so."""
        return bool(self.preambles.ordering) or self.kind in _IMPERATIVE_TYPES

    def _first_duty(self, roots: list[Paragraph]) -> int:
        """Return where the first item with a marker begins: a letter's grounds are told before it, without markers."""
        return next((root.start for root in roots if root.kind), len(self.text))

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
        if self._orders_nothing(node):
            return
        labelled = self._labels.get(id(node))
        if labelled and labelled.refs:
            self.duties.draft(node, node.body, labelled, inner, whole=True)
            return
        subject = self.clauses.subject(node.body, node.end)
        if subject and subject.order and scope.lead.source == "heading" and not subject.order.startswith("giao"):
            subject = None  # under "1. Sở Y tế:" it is that body which asks others
        subject = subject or owner_at(self.clauses, node)
        if subject is None and scope.assigning:
            subject = heading_at(self.clauses, node)
        if subject is None and self._strangers and scope.lead.source in {"preamble", "addressees", "none"}:
            subject = stranger_at(self.clauses, node.body, node.end)
        if subject and subject.owns_rest and (node.children or node.kind):
            self._children(node, Scope(Lead(subject.refs, "heading", verb=subject.order), section))
        elif subject:
            self._bound(node, subject, inner)
        else:
            self._unbound(node, inner)

    def _orders_nothing(self, node: Paragraph) -> bool:
        """Say whether an item is the heading of a part without duties, or reviews what was done."""
        if node.children:
            return NOT_DUTIES.match(folded_line(self.text, node)) is not None and node.end - node.body < 90
        return is_review(self.text, node.body, node.end, issued=self.drafting.issued)

    def _children(self, node: Paragraph, scope: Scope) -> None:
        for child in node.children:
            self._node(child, scope)

    def _bound(self, node: Paragraph, subject: Subject, scope: Scope) -> None:
        """A node with a subject: a heading when its duty only points at the children, else a task."""
        duties = [child for child in node.children if is_duty(self.clauses, self._labels, child)]
        if duties and points_on(self.text, node):
            cooperate = self.clauses.cooperators(subject.content, node.end, subject.refs)
            self._children(node, Scope(Lead(subject.refs, "heading", cooperate, subject.order), scope.section))
            return
        lead = own_lead(subject, scope, self.addressees)
        if not duties:
            self.duties.draft(node, subject.content, lead, scope, whole=True)
            return
        self.duties.draft(node, subject.content, lead, scope, whole=False)
        self._children(node, Scope(Lead(subject.refs, "heading", verb=subject.order), scope.section))

    def _unbound(self, node: Paragraph, scope: Scope) -> None:
        """A node without a subject: a duty of whoever is bound above, a heading, or running text."""
        duties = [child for child in node.children if is_duty(self.clauses, self._labels, child)]
        verb_first = VERB_ANY_CASE.match(self.text, node.body, node.end) is not None
        if duties:
            ended = self.text[node.end - 1] in ".;" and node.end - node.body > 60
            if ended and verb_first and scope.lead.refs:
                self.duties.draft(node, node.body, scope.lead, scope, whole=False)
            elif ended or self.clauses.orders(node.body, node.end):
                self.duties.orders(node, scope)
            self._children(node, self._under_preamble(node, scope))
        elif (
            (verb_first or (scope.lead.source == "heading" and node.end - node.body > 25))
            and (scope.lead.refs or self.kind in _IMPERATIVE_TYPES)
            and (scope.lead.source == "heading" or worth(self.text, node))
        ):
            self._point_at_stranger(node, scope)
            self.duties.draft(node, node.body, scope.lead, scope, whole=True)
        else:
            self.duties.orders(node, scope)
            self._children(node, scope)

    def _point_at_stranger(self, node: Paragraph, scope: Scope) -> None:
        """Warn of an item below "1. UBND các huyện:" that begins with a proper name: it may bind that body instead."""
        other = stranger_at(self.clauses, node.body, node.end) if scope.lead.source == "heading" else None
        if other and is_proper(other):
            words = " ".join(self.text[node.body : node.end].split()[:12])
            self.drafting.warnings.append(Caution("second_subject", (node.body, node.end), {"words": words}))

    def _under_preamble(self, node: Paragraph, scope: Scope) -> Scope:
        """Let "…, yêu cầu các sở, ngành:" inside a list set the lead of its children, "Chỉ đạo Sở Y tế:" their way."""
        if through := self.clauses.through(node.body, node.end):
            return replace(scope, lead=replace(scope.lead, through=through))
        orders = self.clauses.orders(node.body, node.end) if points_on(self.text, node) else []
        return Scope(Lead(orders[-1].refs, "heading", verb=orders[-1].order), scope.section) if orders else scope

    def _running_text(self, node: Paragraph, scope: Scope) -> None:
        """Unmarked text: a preamble when it ends with ":", else orders within it."""
        verb_first = VERB_ANY_CASE.match(self.text, node.body, node.end) is not None
        if self._tells_grounds(node):
            return
        parted = verb_first and scope.section and _WITH_PARTS.search(folded_line(self.text, node))
        if points_on(self.text, node) and not parted:
            self.preambles.read(node)
            return
        subject = self.clauses.subject(node.body, node.end)
        if subject is None and self.preambles.ordering and not self.clauses.orders(node.body, node.end):
            subject = stranger_at(self.clauses, node.body, node.end)
        if self.drafting.is_empty_phrase(subject, subject.content if subject else node.body, node.end):
            return
        if subject and not subject.owns_rest and not self.drafting.is_empty_phrase(subject, subject.content, node.end):
            self.duties.draft(node, subject.content, own_lead(subject, scope, self.addressees), scope, whole=True)
        elif verb_first and (
            scope.lead.source == "heading" or (scope.section and scope.lead.refs and self._bears_duties(node))
        ):
            self.duties.draft(node, node.body, scope.lead, scope, whole=True)
        elif self.clauses.orders(node.body, node.end):
            self.duties.orders(node, scope)
        elif self._asks_for_report(node):
            lead = self.preambles.default if self.preambles.default.refs else Lead(self.addressees, "addressees")
            self.duties.draft(node, node.body, lead, scope, whole=True)

    def _asks_for_report(self, node: Paragraph) -> bool:
        """A closing paragraph without a subject binds the addressees when it sets a limit ("Báo cáo gửi về … "
        "trước ngày …")."""
        words = folded_line(self.text, node)
        if not (self.preambles.default.refs or self.addressees) or not re.search(
            r"\b(?:bao cao|gui|dang ky|tong hop)\b", words
        ):
            return False
        if _EVERY.search(self.text, node.body, node.end) and recurrence_in(self.text, node.body, node.end):
            return True
        return deadline_in(self.text, node.body, node.end, issued=self.drafting.issued) is not None

    def _tells_grounds(self, node: Paragraph) -> bool:
        """Say whether an unmarked paragraph tells on what a decision rests ("Căn cứ …;", "Thực hiện Chỉ thị …;")."""
        return self.text[node.end - 1] in ";," and _GROUND.match(folded_line(self.text, node)) is not None

    def _bears_duties(self, node: Paragraph) -> bool:
        """Say whether an unmarked paragraph below a heading of an ordering letter is long enough to be a duty."""
        return bool(self.preambles.ordering) and self.kind in _IMPERATIVE_TYPES and worth(self.text, node)
