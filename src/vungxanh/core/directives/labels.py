"""Labels that give a duty its lead and deadline on lines of their own ("- Đơn vị chủ trì: Sở Y tế") (nhãn phân "
"công)."""

from __future__ import annotations

import re

from vungxanh.core.directives.clauses import ClauseReader
from vungxanh.core.directives.drafts import Lead
from vungxanh.core.directives.lexicon import UPPER
from vungxanh.core.directives.model import Ref
from vungxanh.core.directives.paragraphs import Paragraph

_LABEL = re.compile(
    r"\(?(?:(?P<lead>(?:các )?(?:đơn vị|cơ quan)(?: chịu trách nhiệm)? (?:chủ trì|thực hiện|đầu mối)|chủ trì(?: "
    r"thực hiện)?|phân công thực hiện)|"
    r"(?P<cooperate>(?:các )?(?:đơn vị|cơ quan) phối hợp|phối hợp(?: thực hiện)?)|(?P<time>(?:thời (?:gian|hạn)(?: "
    r"[^\W\d_]+){0,3}|hoàn thành|tiến độ(?: thực hiện)?|hạn (?:hoàn thành|chót|cuối))))\s*:\s*",
    re.IGNORECASE,
)
_DOES = r"(?:chủ trì|thực hiện|đảm nhiệm|chịu trách nhiệm|phụ trách|đảm nhận|chịu trách nhiệm chính)(?!\w)"
_BRACKETED = re.compile(rf"\((?:(?i:giao|do|phân công) )?(?=[^()\n]{{2,200}}?\s{_DOES})")
_BY = re.compile(rf",? do (?=[{UPPER}]|các )|(?<=[.;] )(?:Giao|Phân công|Do) (?=[{UPPER}]|các )")
_DONE_BY = re.compile(rf" (?:chủ trì,? )?{_DOES}")
_NOTHING_MORE = re.compile(r"\s*[.;,)]|\s*$")
Labels = dict[int, Lead]


def labels_of(roots: list[Paragraph], clauses: ClauseReader) -> Labels:
    """Move label lines out of the tree and return the leads they give, by id() of the paragraph they belong to.

    A label belongs to the item before it in the same list, or to the item above when it comes first.
    """
    labels: Labels = {}
    for root in roots:
        _collect(root, clauses, labels)
    return labels


def is_label_line(text: str, paragraph: Paragraph) -> bool:
    """Say whether a line only tells who leads, who helps or by when the duty above it is done."""
    return begins_label(text, paragraph.body, paragraph.end)


def begins_label(text: str, start: int, end: int) -> bool:
    """Say whether a label ("Đơn vị phối hợp: …") stands at `start`."""
    return _LABEL.match(text, start, end) is not None


def _collect(node: Paragraph, clauses: ClauseReader, labels: Labels) -> None:
    inline = _read(node.body, node.end, clauses, inline=True) or _bracketed(node, clauses) or _said_last(node, clauses)
    if inline:
        labels[id(node)] = inline
    kept: list[Paragraph] = []
    for child in node.children:
        lead = _read(child.body, child.end, clauses, inline=False)
        if lead is None:
            _collect(child, clauses, labels)
            kept.append(child)
            continue
        owner = kept[-1] if kept else node
        owner.end = max(owner.end, child.end)
        before = labels.get(id(owner), Lead())
        labels[id(owner)] = Lead(before.refs or lead.refs, "label", before.cooperate or lead.cooperate)
    node.children = kept


def _bracketed(node: Paragraph, clauses: ClauseReader) -> Lead | None:
    """Read "… (Sở Tư pháp chủ trì, phối hợp với UBND các huyện)" at the end of a duty."""
    opened = _BRACKETED.search(clauses.text, node.body, node.end)
    named = clauses.names.names(opened.end(), node.end) if opened else None
    if named is None or not named.refs or not _DONE_BY.match(clauses.text, named.end, node.end):
        return None
    return Lead(named.refs, "label", clauses.cooperators(named.end, node.end, named.refs))


def _said_last(node: Paragraph, clauses: ClauseReader) -> Lead | None:
    """Read "…, do Công an huyện chủ trì" or "… Giao Đài Truyền thanh thực hiện." behind a duty without a subject."""
    for opened in _BY.finditer(clauses.text, node.body, node.end):
        named = clauses.names.names(opened.end(), node.end)
        done = _DONE_BY.match(clauses.text, named.end, node.end) if named.refs else None
        if done is None or clauses.subject(node.body, node.end):
            continue
        cooperate = clauses.cooperators(named.end, node.end, named.refs)
        if cooperate or _NOTHING_MORE.match(clauses.text, done.end(), node.end):
            return Lead(named.refs, "label", cooperate)
    return None


def _read(start: int, end: int, clauses: ClauseReader, *, inline: bool) -> Lead | None:
    """Read the labels of one line; None when it has none (or, for a label line, does not begin with one)."""
    if ":" not in clauses.text[start:end]:
        return None
    found = list(_LABEL.finditer(clauses.text, start, end))
    if inline:
        found = [
            label
            for label in found
            if label.start() > start and clauses.text[label.start() - 1] in " (." and label["lead"] != "chủ trì"
        ]
        if not any(label["lead"] for label in found):
            return None
    elif not found or found[0].start() != start:
        return None
    lead: tuple[Ref, ...] = ()
    cooperate: tuple[Ref, ...] = ()
    for label, following in zip(found, [*found[1:], None], strict=True):
        named = clauses.names.names(label.end(), following.start() if following else end).refs
        if label["lead"]:
            lead = lead or named
        elif label["cooperate"]:
            cooperate = cooperate or named
    return Lead(lead, "label", cooperate)
