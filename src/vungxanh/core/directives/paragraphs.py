"""Paragraphs with their list markers, and where header, body and closing meet (đoạn, gạch đầu dòng)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from vungxanh.core.directives.lexicon import HEAD_HERE, ORDINAL, UPPER, VERB_ANY_CASE
from vungxanh.core.text.vietnamese import fold_each

_MARKERS = (
    ("part", re.compile(r"(?:Phần(?: thứ)?|Chương|Mục)\s+[\wIVX]+[.:]?\s*", re.IGNORECASE)),
    ("article", re.compile(r"Điều\s+\d+\s*[.:]?\s*")),
    ("footnote", re.compile(r"[¹²³⁴-⁹]+\s*|\[\d{1,2}\]\s+|\(\*\)\s*")),
    ("roman", re.compile(r"(?!V/v)[IVX]{1,5}\s*(?:[.)-]|/(?!\d))\s*(?=\S)")),
    ("upper", re.compile(r"[A-HĐ]\s*[.)]\s+")),
    (
        "number",
        re.compile(
            r"\(?\d{1,2}(?:\.\d{1,2}){0,3}\s*[.)/]\s*(?=[^\W\d]|[“\"(])|\d{1,2}(?:\.\d{1,2}){1,3}\s+(?=\S)"
            rf"|\d{{1,2}}(?:\.\d{{1,2}})?\s?[-–]\s+(?=[{UPPER}])"
        ),
    ),
    ("ordinal", re.compile(ORDINAL + r"\s*(?=\S)")),
    ("letter", re.compile(r"[a-zđ]\s*(?:[.)]\s+|/\s*)(?=\S)")),
    ("dash", re.compile(r"[-–—−\uf02d]\s*(?=\S)")),
    ("bullet", re.compile(r"[•▪●○◦*\uf0b7✓➢]\s*(?=\S)")),
    ("plus", re.compile(r"\+\s*(?=\S)")),
)
_HIGH = {"roman", "part", "article", "upper"}
_UNNUMBERED = {"dash", "bullet", "plus"}
_LETTERS = "abcdđefghijklmnopqrstuvxy"
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_DUTY = re.compile(r"(?<!\w)(?:giao|yeu cau|de nghi|phan cong|uy quyen|chiu trach nhiem|co trach nhiem|bao cao)(?!\w)")
"""What an unmarked paragraph inside a list says when it is no mere explanation of the item above."""
_ORDERS = re.compile(r"(?:Giao|Yêu cầu|Đề nghị|Phân công|Định kỳ|Trong quá trình|Nhận được|Trên đây)\s")
_SENTENCE_END = '.;,)!?…”"/'
_SHORT = 60
_FAR = 8000
"""Characters within which a footnote's mark is looked for: two pages."""
_LETTER = re.compile(r"[^\W\d_]")
_SCANNED_NOTE = re.compile(rf"(?P<mark>['’‘`´ʼ!°^])\s?(?=[{UPPER}][^\W\d_{UPPER}])")
"""A footnote whose raised number recognition took for another small sign."""


@dataclass(slots=True)
class Paragraph:
    """One line of the normalised text: its span, marker kind ("" for none) and where its words begin."""

    start: int
    end: int
    kind: str = ""
    body: int = 0
    label: str = ""
    children: list[Paragraph] = field(default_factory=list)


Stack = list[tuple[str, Paragraph]]
"""The open items from the outermost in, each with its rank."""


def paragraphs_of(text: str, start: int = 0, end: int | None = None) -> list[Paragraph]:
    """Split text[start:end] at line ends and classify each line's marker."""
    stop = len(text) if end is None else end
    found = []
    for line in re.finditer(r"[^\n]+", text[start:stop]):
        begin, finish = start + line.start(), start + line.end()
        kind, body = _marker(text, begin, finish)
        label = (
            text[begin:body].strip(" .):/-–")
            if kind in {"number", "roman", "letter", "article", "upper", "part"}
            else ""
        )
        found.append(Paragraph(begin, finish, kind, body, label))
    return found


def tree_of(
    items: list[Paragraph], text: str, belongs: Callable[[Paragraph], bool] = lambda _: False
) -> list[Paragraph]:
    """Nest items by the order in which their marker kinds first appear; numbers nest by their depth.

    An unmarked paragraph ends every list that the next marker does not carry on; one inside a list explains the item
    above it, or stands beside that item where it names a duty. A heading without items yet owns it, and one that
    `belongs` to the item before it ("Đơn vị chủ trì: …") stays there.
    """
    roots: list[Paragraph] = []
    stack: Stack = []
    ended: Stack = []
    following = _next_marked(items)
    for at, item in enumerate(items):
        if item.kind:
            stack = _entered(stack, ended, item)
        elif not _LETTER.search(text, item.start, item.end):
            continue  # a page's number
        elif stack and at and belongs(items[at - 1]) and _ORDERS.match(text, item.start, item.end):
            ended, stack = stack, _kept(stack[:-1], text)  # behind a table's last labels
        elif stack and not belongs(item) and not _opens(stack[-1][1], text):
            if not _goes_on(stack, items[at : following[at] + 1], text):
                ended, stack = stack, _kept(stack, text)
            elif _is_duty(item, text):
                (stack[-2][1].children if len(stack) > 1 else roots).append(item)
                continue
        (stack[-1][1].children if stack else roots).append(item)
        if item.kind:
            stack.append((_rank(item), item))
    return roots


def _entered(stack: Stack, ended: Stack, item: Paragraph) -> Stack:
    """Return the items above a marked one: of the open list, or of an ended one that its number carries on."""
    kind = _rank(item)
    kinds = [known for known, _ in stack]
    if kind in kinds:
        return stack[: len(kinds) - 1 - kinds[::-1].index(kind)]
    if (level := _carried_on(ended, item)) is not None:
        return ended[:level]
    return [] if kind in _HIGH and kinds and kinds[0] not in _HIGH else stack


def _rank(item: Paragraph) -> str:
    """Return the marker's kind with the depth of a number: "2.1." stands below "2."."""
    return f"{item.kind}{item.label.count('.')}" if item.kind == "number" else item.kind


def _next_marked(items: list[Paragraph]) -> list[int]:
    """Return for each place that of the next item with a marker (the length where none follows)."""
    following = [len(items)] * len(items)
    for at in range(len(items) - 2, -1, -1):
        following[at] = at + 1 if items[at + 1].kind else following[at + 1]
    return following


def _goes_on(stack: Stack, run: list[Paragraph], text: str) -> bool:
    """Say whether the marked item after a run of unmarked ones carries a list of the stack on."""
    if not run[-1].kind or any(_sets_off(one, text) for one in run[:-1]):
        return False
    last = run[-1]
    return _carried_on(stack, last) is not None or any(_rank(last) == kind for kind, _ in stack if kind in _UNNUMBERED)


def _carried_on(stack: Stack, item: Paragraph) -> int | None:
    """Return the level at which a numbered item follows its predecessor ("b)" after "a)", "1.4" after "1.3")."""
    kind = _rank(item)
    for level in range(len(stack) - 1, -1, -1):
        if stack[level][0] == kind and _follows(stack[level][1], item):
            return level
    return None


def _follows(before: Paragraph, item: Paragraph) -> bool:
    if item.kind == "number":
        *above, last = before.label.strip("(").split(".")
        *here, number = item.label.strip("(").split(".")
        return above == here and last.isdigit() and number.isdigit() and int(number) == int(last) + 1
    order = {"letter": _LETTERS, "upper": _LETTERS.upper(), "roman": _ROMANS}.get(item.kind, ())
    at = order.index(before.label) if before.label in order else len(order)
    return item.label in order[at + 1 : at + (3 if item.kind == "letter" else 2)]


def _kept(stack: Stack, text: str) -> Stack:
    """Return what of a list an unmarked paragraph leaves open: down to a heading without items."""
    level = len(stack)
    while level and not _opens(stack[level - 1][1], text):
        level -= 1
    return stack[:level]


def _sets_off(item: Paragraph, text: str) -> bool:
    """Say whether an unmarked paragraph begins something new: it points on, or is a heading."""
    words = text[item.start : item.end]
    return words[-1] == ":" or (words[-1] not in _SENTENCE_END and len(words) < _SHORT and words[0].isupper())


def _is_duty(item: Paragraph, text: str) -> bool:
    """Say whether an unmarked paragraph orders something, or begins with somebody or with what to do."""
    words = (text, item.start, item.end)
    return bool(
        _DUTY.search(fold_each(text[item.start : item.end])) or HEAD_HERE.match(*words) or VERB_ANY_CASE.match(*words)
    )


def _opens(item: Paragraph, text: str) -> bool:
    """Say whether an item is a heading that plain paragraphs below it belong to."""
    return text[item.end - 1] not in ".;" and not any(child.kind for child in item.children)


def folded_line(text: str, paragraph: Paragraph) -> str:
    """Return the paragraph's words folded, without its marker."""
    return fold_each(text[paragraph.body : paragraph.end]).strip()


def _marker(text: str, start: int, end: int) -> tuple[str, int]:
    for kind, pattern in _MARKERS:
        match = pattern.match(text, start, end)
        if match and match.end() < end + 1:
            return kind, match.end()
    note = _SCANNED_NOTE.match(text, start, end)
    if note and re.search(rf"[^\W\d_]{re.escape(note['mark'])}(?!\w)", text[max(0, start - _FAR) : start]):
        return "footnote", note.end()
    return "", start
