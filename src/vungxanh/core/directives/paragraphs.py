"""Paragraphs with their list markers, and where header, body and closing meet (đoạn, gạch đầu dòng)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from vungxanh.core.directives.lexicon import UPPER
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
    ("letter", re.compile(r"[a-zđ]\s*(?:[.)]\s+|/\s*)(?=\S)")),
    ("dash", re.compile(r"[-–—−\uf02d]\s*(?=\S)")),
    ("bullet", re.compile(r"[•▪●○◦*\uf0b7✓➢]\s*(?=\S)")),
    ("plus", re.compile(r"\+\s*(?=\S)")),
)


@dataclass(slots=True)
class Paragraph:
    """One line of the normalised text: its span, marker kind ("" for none) and where its words begin."""

    start: int
    end: int
    kind: str = ""
    body: int = 0
    label: str = ""
    children: list[Paragraph] = field(default_factory=list)


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

    An unmarked paragraph ends every list; only a heading without items yet goes on to own it, and one that
    `belongs` to the item before it ("Đơn vị chủ trì: …") stays there.
    """
    roots: list[Paragraph] = []
    stack: list[tuple[str, Paragraph]] = []
    for item in items:
        kind = f"{item.kind}{item.label.count('.')}" if item.kind == "number" else item.kind
        if kind == "":
            while stack and not belongs(item) and not _opens(stack[-1][1], text):
                stack.pop()
        elif any(kind == known for known, _ in stack):
            while stack.pop()[0] != kind:
                pass
        elif (
            kind in {"roman", "part", "article", "upper"}
            and stack
            and stack[0][0] not in {"roman", "part", "article", "upper"}
        ):
            stack.clear()
        (stack[-1][1].children if stack else roots).append(item)
        if kind:
            stack.append((kind, item))
    return roots


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
    return "", start
