"""What of the part that orders is in no task, so that nothing is lost in silence (mục bỏ sót)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vungxanh.core.directives.lexicon import VERB_ANY_CASE, VERB_HERE
from vungxanh.core.directives.model import Caution, Span
from vungxanh.core.directives.paragraphs import Paragraph, folded_line
from vungxanh.core.directives.sentences import ORDER
from vungxanh.core.directives.strangers import DECLARES, NOT_DUTIES, TELLS, stranger_at
from vungxanh.core.text.vietnamese import fold_each

if TYPE_CHECKING:
    from vungxanh.core.directives.drafts import Drafting

_SHORTEST = 25
_LEADING_IN = 60
_NO_ORDER = re.compile(
    r"(?:quyet dinh nay|chi thi nay|ke hoach nay|cong van nay|thong bao nay|quy (?:dinh|che) nay|bai bo|"
    r"thay the|(?:thanh lap|ban hanh|phe duyet|kien toan|cong nhan|bo nhiem)(?! ban chi huy|.{0,40}truoc)|"
    r"ong |ba |dong chi )"
)
"""What a decision states of itself, or the members it names."""
_COURTESY = re.compile(
    r"^(?:quyet dinh|chi thi|ke hoach|cong van|cong dien|thong bao|quy (?:dinh|che)) nay |"
    r"\btran trong cam on|^tran trong|^xin (?:cam on|thong bao)|^de nghi quy |"
    r"^(?:[^.;:]{0,80} )?thong bao (?:de|den|toi|cho)? ?[^.;]{0,160}\b(?:biet|thuc hien)|"
    r"^[^.;:]{0,80}thong bao (?:y kien )?ket luan|"
    r"(?:nghiem tuc|quan tam)[^.;]{0,40} (?:thuc hien|phoi hop)\W*$"
)


def unread(drafting: Drafting, nodes: list[Paragraph], *, ordering: int, listed: bool) -> Iterator[Caution]:
    """Name every stretch that is in no task and reads like a duty; after `ordering`, every listed item without one.

    `ordering` is where the part that orders begins, 0 when no sentence says so: then only what begins with somebody,
    with what to do or with an order counts. `listed` says that bare items of this type of letter bind somebody.
    """
    text = drafting.clauses.text
    spans = sorted(task.span for task in drafting.tasks)
    unnumbered = bool(ordering) and not any(node.kind for node in nodes if node.start >= ordering)
    for node in nodes:
        if node.children and NOT_DUTIES.match(folded_line(text, node)):
            continue
        for start, end in _left(spans, node, text):
            whole = (start, end) == (node.body, node.end) and bool(node.kind or unnumbered)
            bare = listed and ordering and node.start >= ordering and whole
            if _closes(drafting, start, end) or DECLARES.match(fold_each(text[start:end])):
                continue
            if (bare and not node.children) or (node.start >= ordering and _orders(drafting, node, start, end)):
                words = " ".join(text[start:end].split()[:12])
                yield Caution("item_without_task", (start, end), {"words": words})
        yield from unread(drafting, node.children, ordering=ordering, listed=listed)


def _left(spans: list[Span], node: Paragraph, text: str) -> Iterator[Span]:
    """Yield what of a node's own words no task holds; a line that leads to others is read with them."""
    if node.children and (text[node.end - 1] not in ".;" or node.end - node.body < _LEADING_IN):
        return
    at = node.body
    for start, end in [*(span for span in spans if span[1] > node.body and span[0] < node.end), (node.end, node.end)]:
        if start - at >= _SHORTEST:
            yield at, start
        at = max(at, end)


def _closes(drafting: Drafting, start: int, end: int) -> bool:
    """Say whether these words end the letter: thanks, notice given, or no more than "nghiêm túc thực hiện"."""
    clauses = drafting.clauses
    orders = clauses.orders(start, end)
    subject = orders[0] if orders else clauses.subject(start, end)
    content = subject.content if subject else start
    return (
        _COURTESY.search(fold_each(clauses.text[start:end])) is not None
        or drafting.is_aside((start, end))
        or drafting.is_empty_phrase(subject, content, end)
    )


def _orders(drafting: Drafting, node: Paragraph, start: int, end: int) -> bool:
    """Say whether a stretch has the shape of a duty: what to do, an order, or somebody and what to do."""
    clauses = drafting.clauses
    words = fold_each(clauses.text[start:end])
    if clauses.text[node.end - 1] == ":" or _NO_ORDER.match(words):
        return False
    if ORDER.match(clauses.text, start, end):
        return clauses.subject(start, end) is not None or bool(node.kind and node.kind != "article")
    verb = VERB_ANY_CASE.match(clauses.text, start, end)
    if verb:
        return bool(node.kind) and not TELLS.match(clauses.text, start, end)
    subject = clauses.subject(start, end)
    if subject is None:
        return stranger_at(clauses, start, end) is not None
    return VERB_HERE.match(clauses.text, subject.content, end) is not None and not TELLS.match(
        clauses.text, subject.content, end
    )
