"""The reader: one letter's text in, one Directive out (đọc văn bản)."""

from __future__ import annotations

import re

from vungxanh.core.directives import notes
from vungxanh.core.directives.clauses import ClauseReader
from vungxanh.core.directives.closing import read_closing
from vungxanh.core.directives.dates import AddWorkingDays
from vungxanh.core.directives.directory import Directory
from vungxanh.core.directives.drafts import Drafting
from vungxanh.core.directives.header import TYPES, HeadLines, read_head
from vungxanh.core.directives.issuer import is_foreign, issuer_of
from vungxanh.core.directives.labels import is_label_line
from vungxanh.core.directives.lexicon import HEAD_HERE, POST_HERE, UPPER
from vungxanh.core.directives.model import Addressee, Directive, Header, Ref
from vungxanh.core.directives.names import NameReader
from vungxanh.core.directives.normalise import normalise
from vungxanh.core.directives.paragraphs import Paragraph, folded_line, paragraphs_of
from vungxanh.core.directives.tasks import APPENDIX, TaskWalk
from vungxanh.core.text.legacy import decode_legacy

_TO = re.compile(r"\W*(?:đồng kính gửi|kính gửi|[^\n:]{0,60}\bđiện)\s*:\s*", re.IGNORECASE)
_SHARED_HEAD = re.compile(
    r"\W*(?:các )?(?:sở|bộ|phòng|trường|huyện|xã|phường)\s*:[^;]*;\s*"
    rf"(?=\S)(?!(?:\W|các|và)*(?:{HEAD_HERE.pattern}|{POST_HERE.pattern}))",
    re.IGNORECASE,
)
"""One entry whose kind is said once for members parted by semicolons ("Các phòng: Kinh tế; Văn hóa - Xã hội")."""
_PLAIN_NOTE = re.compile(rf"(\d{{1,2}})\s*(?=[{UPPER}][^\W\d_]*\s)")


def read_directive(text: str, directory: Directory, *, add_working_days: AddWorkingDays | None = None) -> Directive:
    """Read a letter of any agency; never raises on text, and every span indexes the returned `text`.

    `add_working_days(day, n)` resolves limits counted in working days; without it such a deadline has no date.
    """
    text = normalise(decode_legacy(text)[0])
    paragraphs = paragraphs_of(text)
    closing = read_closing(text, paragraphs)
    upper = paragraphs[: closing.start]
    head = read_head(text, upper)
    issuer, derived = issuer_of(head, closing.signature, directory)
    foreign = is_foreign(head, issuer, directory)
    names = NameReader(text, directory, foreign=foreign)
    addressees, begin = _addressees(text, upper, head.end, names)
    body, footnotes = _without_footnotes(text, upper[begin:])
    kind = _kind(head)
    drafting = Drafting(ClauseReader(text, names, issuer), head.date, add_working_days, head.about)
    walk = TaskWalk(drafting, kind, tuple(ref for addressee in addressees for ref in addressee.orgs))
    walk.walk(body)
    appendix = paragraphs[closing.end :]
    if any(is_label_line(text, paragraph) for paragraph in appendix):  # a table of assignments binds by its labels only
        TaskWalk(drafting, APPENDIX, ()).walk(appendix)
    warnings = notes.gather(head, issuer, derived, foreign, addressees, drafting, walk, closing)
    header = Header(head.number, head.symbol, kind, head.place, head.date, issuer, head.subject, head.urgency)
    return Directive(
        header,
        addressees,
        tuple(drafting.tasks),
        footnotes,
        closing.signature,
        closing.cc,
        closing.archive,
        warnings,
        text,
    )


def _kind(head: HeadLines) -> str:
    """Take the type from its own line, else from the symbol's abbreviation, else it is a công văn."""
    if head.type:
        return head.type
    first = re.split(r"[-/]", head.symbol or "")[0]
    return TYPES.get(first, "công văn")


def _addressees(
    text: str, paragraphs: list[Paragraph], begin: int, names: NameReader
) -> tuple[tuple[Addressee, ...], int]:
    """Read "Kính gửi" and return the index of the first body paragraph."""
    found: list[Addressee] = []
    at = begin
    while at < len(paragraphs) and (opened := _TO.match(text, paragraphs[at].start, paragraphs[at].end)):
        paragraph = paragraphs[at]
        at += 1
        found += _entries(text, opened.end(), paragraph.end, names)
        expecting = opened.end() == paragraph.end or text[paragraph.end - 1] in ";,"
        while at < len(paragraphs) and _is_entry(text, paragraphs[at], names, expecting=expecting):
            more = _entries(text, paragraphs[at].body, paragraphs[at].end, names)
            if (
                found
                and more
                and paragraphs[at - 1].kind
                and not paragraphs[at].kind
                and text[paragraphs[at - 1].end - 1] == ","
            ):
                found[-1], more = _as_one(found[-1], more[0]), more[1:]
            found += more
            expecting = text[paragraphs[at].end - 1] in ";,"
            at += 1
    return tuple(found), at


def _is_entry(text: str, paragraph: Paragraph, names: NameReader, *, expecting: bool) -> bool:
    if _TO.match(text, paragraph.start, paragraph.end):
        return False
    if paragraph.kind not in {"", "dash", "bullet", "plus"} or paragraph.end - paragraph.start > 250:
        return False
    if paragraph.kind == "" and not expecting:
        return False
    named = names.names(paragraph.body, paragraph.end)
    left = text[named.end : paragraph.end].strip(" .;,")
    if named.refs:
        return len(left) < 60 and (expecting or not left)
    return expecting and len(left) < 120 and not left.endswith(":")


def _entries(text: str, start: int, end: int, names: NameReader) -> list[Addressee]:
    entries = []
    shared = _SHARED_HEAD.match(text, start, end) is not None
    for piece in re.finditer(r".+" if shared else r"[^;]+", text[start:end]):
        written = piece[0].strip(" .,;-–+•")
        if not written:
            continue
        begin = start + piece.start() + piece[0].index(written[0])
        orgs = names.names(begin, begin + len(written)).refs
        entries.append(Addressee(written, orgs or (Ref(written, written, None),)))
    return entries


def _as_one(above: Addressee, below: Addressee) -> Addressee:
    """Join an entry that a page layout had broken after a comma."""
    return Addressee(f"{above.text}, {below.text}", (*above.orgs, *below.orgs))


def _without_footnotes(text: str, body: list[Paragraph]) -> tuple[list[Paragraph], tuple[str, ...]]:
    """Take footnotes out of the lists in whose middle they may stand."""
    kept, footnotes = [], []
    for paragraph in body:
        plain = _PLAIN_NOTE.match(text, paragraph.start, paragraph.end)
        if plain and not re.search(rf"[^\W\d_]{plain[1]}(?!\d)", text[: paragraph.start]):
            plain = None
        if paragraph.kind == "footnote" or plain:
            footnotes.append(text[plain.end() if plain else paragraph.body : paragraph.end].strip())
        elif folded_line(text, paragraph) or paragraph.kind == "article":  # "Điều 4." alone on its line
            kept.append(paragraph)
    return kept, tuple(footnotes)
