"""The sentence that opens the duties: "… UBND tỉnh yêu cầu các Sở, Ban, ngành:" (câu mở đầu phần giao việc)."""

from __future__ import annotations

import re

from vungxanh.core.directives.clauses import ClauseReader, Subject
from vungxanh.core.directives.drafts import Lead
from vungxanh.core.directives.model import Ref
from vungxanh.core.directives.openers import past_openers
from vungxanh.core.directives.paragraphs import Paragraph, folded_line

_ORDERS_FOLLOW = re.compile(r"\b(?:ket luan|chi dao|y kien|yeu cau|de nghi|giao)\b[^.]*:\s*$")

_ASKS = re.compile(r"yêu cầu|đề nghị|thực hiện|triển khai|chỉ đạo")
_REPORTED = re.compile(
    r"\s*(?:đã )?(?:có )?(?:báo cáo|đề nghị|kiến nghị|trình|đề xuất|phản ánh|công văn|tờ trình|văn bản)(?!\w)"
    r"[^.;:\n]{0,80}?(?:tại|số) (?:Công văn|Tờ trình|Văn bản|Báo cáo|\d)",
    re.IGNORECASE,
)


class Preambles:
    """What the preambles read so far say: the lead of bare items, and where the part that orders begins."""

    def __init__(self, clauses: ClauseReader, addressees: tuple[Ref, ...]) -> None:
        """Take the addressees for a preamble that names nobody."""
        self.clauses = clauses
        self.addressees = addressees
        self.default = Lead()
        self.found: list[tuple[tuple[Ref, ...], Paragraph]] = []
        self.ordering = 0
        """Where the part that orders begins: after "… yêu cầu:"; 0 while there is none."""

    def read(self, node: Paragraph) -> None:
        """Take whom a line ending in ":" orders as the lead of what follows it."""
        orders = self.clauses.orders(node.body, node.end)
        subject = None if orders else self._bound(node)
        named = orders[-1].refs if orders else subject.refs if subject else ()
        real = tuple(ref for ref in named if not ref.is_generic)
        before = self.default
        verb = orders[-1].order if orders else None
        if real:
            self.default = Lead(real, "preamble", verb=None)
            self.found.append((real, node))
        elif self.addressees and (verb or _ASKS.search(self.clauses.text, node.body, node.end)):
            self.default = Lead(self.addressees, "addressees", verb=None)
        if self.default is not before or _ORDERS_FOLLOW.search(folded_line(self.clauses.text, node)):
            self.ordering = self.ordering or node.end

    def _bound(self, node: Paragraph) -> Subject | None:
        """Return the subject of a preamble without an order, unless it only reported or stands behind a setting."""
        subject = self.clauses.subject(node.body, node.end)
        if subject is None or _REPORTED.match(self.clauses.text, subject.content, node.end):
            return None
        first = past_openers(self.clauses.text, node.body, node.end)
        return subject if self.clauses.names.names(first, node.end).refs else None
