"""From one item to its duties: each sentence with somebody of its own becomes a task (tách nhiệm vụ trong mục)."""

from __future__ import annotations

import re

from vungxanh.core.directives.clauses import Subject
from vungxanh.core.directives.drafts import Drafting, Lead
from vungxanh.core.directives.items import last_end
from vungxanh.core.directives.labels import begins_label
from vungxanh.core.directives.model import Caution
from vungxanh.core.directives.paragraphs import Paragraph
from vungxanh.core.directives.places import means_areas
from vungxanh.core.directives.preambles import Preambles
from vungxanh.core.directives.scope import MEANS_ALL, Scope, own_lead
from vungxanh.core.directives.sentences import sentences
from vungxanh.core.directives.strangers import is_proper, stranger_at

_CITES_LAW = re.compile(
    r"(?:Theo quy định )?(?:tại|của|Tại) (?:điểm|khoản|[Đđ]iều|Luật|Nghị định|Thông tư|Bộ luật)(?!\w)"
)
"""How an item begins that tells what the law says."""


class Duties:
    """Drafts the duties of one item after another."""

    def __init__(self, drafting: Drafting, preambles: Preambles) -> None:
        """Take the preambles for whom a later sentence means by "các đơn vị"."""
        self.drafting = drafting
        self.clauses = drafting.clauses
        self.text = drafting.clauses.text
        self.preambles = preambles

    def draft(self, node: Paragraph, content: int, lead: Lead, scope: Scope, *, whole: bool) -> None:
        """Draft the node's own sentences; later sentences with subjects of their own become tasks of their own."""
        end = last_end(node) if whole else node.end
        pieces = sentences(self.clauses, node.body, node.end, content)
        while end == node.end and len(pieces) > 1 and self.drafting.is_aside(pieces[-1]):
            node.end = end = pieces.pop()[0]
        current, current_lead, current_content = node.body, lead, content
        split = False
        for begin, finish in pieces[1:]:
            subject = self.own_subject(begin, finish)
            if subject is None:
                continue
            self.drafting.add((current, begin), current_content, current_lead, scope.section, split=split)
            current, current_content, split = begin, subject.content, True
            current_lead = own_lead(subject, Scope(self.preambles.default), self.preambles.addressees)
        subject_words = Subject(current_lead.refs, None, current, current_content) if current_lead.refs else None
        if current_lead.source in {"preamble", "addressees"} or not self.drafting.is_empty_phrase(
            subject_words, current_content, end
        ):
            self.drafting.add((current, end), current_content, current_lead, scope.section, split=split)

    def own_subject(self, begin: int, finish: int, *, within: bool = True) -> Subject | None:
        """A later sentence stands alone when it binds somebody by name; "các đơn vị" there goes on the same duty.

        `within` says that a duty stands before it, to which such a sentence then belongs with a warning.
        """
        subject = self.clauses.subject(begin, finish) or stranger_at(self.clauses, begin, finish)
        if subject is None or subject.owns_rest or self.drafting.is_empty_phrase(subject, subject.content, finish):
            return None
        generic = subject.refs[0]
        means_all = generic.is_generic and MEANS_ALL.match(generic.text) and not means_areas(generic)
        if means_all or not is_proper(subject):
            words = " ".join(self.text[begin:finish].split()[:12])
            if begins_label(self.text, begin, finish) or not within:
                return None
            self.drafting.warnings.append(Caution("second_subject", (begin, finish), {"words": words}))
            return None
        return subject

    def orders(self, node: Paragraph, scope: Scope) -> None:
        """Draft every order of running text, each from its own words to the next one's sentence."""
        pieces = sentences(self.clauses, node.body, node.end)
        tells_law = _CITES_LAW.match(self.text, node.body, node.end) is not None
        open_task: tuple[int, Subject] | None = None
        for begin, finish in pieces:
            found = [
                one
                for one in self.clauses.orders(begin, finish)
                if not self.drafting.is_empty_phrase(one, one.content, finish)
            ]
            direct = None if found else self.own_subject(begin, finish, within=open_task is not None)
            if direct and tells_law and not any(ref.code or ref.kind for ref in direct.refs):
                continue  # whom the law binds, not whom the letter does
            starts = [direct] if direct else found[:1]
            if starts and open_task:
                self._close(open_task, begin, scope)
            open_task = (begin if direct or len(pieces) > 1 else node.body, starts[0]) if starts else open_task
        if open_task:
            self._close(open_task, node.end, scope)

    def _close(self, opened: tuple[int, Subject], end: int, scope: Scope) -> None:
        begin, subject = opened
        self.drafting.add(
            (begin, end),
            subject.content,
            own_lead(subject, scope, self.preambles.addressees),
            scope.section,
            split=True,
        )
