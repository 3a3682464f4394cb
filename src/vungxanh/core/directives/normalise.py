"""Raw letter text to one paragraph a line (chuẩn hóa văn bản).

The result is what spans index: canonical Unicode, single spaces (a wide gap between columns stays as two),
lines that a page layout had wrapped joined again, markup and page numbers gone.
"""

from __future__ import annotations

import re

from vungxanh.core.directives.layout import MARKER, TERMINAL, Joiner, layout_of
from vungxanh.core.directives.lexicon import UPPER
from vungxanh.core.directives.stamp import without_stamps
from vungxanh.core.text.vietnamese import canonical

_SPACES = re.compile(r"[^\S\n\f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\0]")
_MARKUP = re.compile(r"\*\*|__|^#{1,6} ", re.MULTILINE)
_PAGE_NUMBER = re.compile(r"(?:trang )?\d{1,3}(?: ?/ ?\d{1,3})?|- ?\d{1,3} ?-", re.IGNORECASE)
_NOTE = re.compile(rf"(?:[¹²³⁴-⁹]+|\d{{1,2}}|['’‘`´ʼ])\s*[{UPPER}]")
_RULE = re.compile(r"[-–—_=*.\s]{3,}")


def normalise(text: str) -> str:
    """Return the letter's text with one paragraph a line."""
    text = canonical(_INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _MARKUP.sub("", text)
    pages = [_page_lines(page) for page in re.split("[\f\v\x1c-\x1e\x85\u2028\u2029]", text)]
    lines = without_stamps([line for page in pages for line in page])
    joiner = Joiner(layout_of(lines))
    paragraphs: list[str] = []
    gap, last = True, ""
    for line in lines:
        if not line:
            gap = True
            continue
        if paragraphs and joiner.continues(paragraphs[-1], line, gap=gap, last=last):
            paragraphs[-1] = _joined(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        last, gap = line, False
    return "\n".join(_notes_after(paragraphs))


def _joined(above: str, below: str) -> str:
    """Join two lines; a hard hyphen inside a word or a symbol ("Covid-" / "19") takes no blank."""
    tight = len(above) > 1 and above[-1] == "-" and above[-2].isalnum() and (below[0].isupper() or below[0].isdigit())
    return f"{above}{below}" if tight else f"{above} {below}"


def _notes_after(paragraphs: list[str]) -> list[str]:
    """Put a footnote that stands at a page's foot, in the middle of a sentence, after that sentence."""
    kept: list[str] = []
    i = 0
    while i < len(paragraphs):
        open_above = bool(kept) and not TERMINAL.search(kept[-1]) and len(kept[-1]) > 60
        following = paragraphs[i + 1] if i + 1 < len(paragraphs) else ""
        if open_above and _NOTE.match(paragraphs[i]) and following[:1].islower() and not MARKER.match(following):
            kept[-1] = f"{kept[-1]} {following}"
            kept.append(paragraphs[i])
            i += 2
        else:
            kept.append(paragraphs[i])
            i += 1
    return kept


def _page_lines(page: str) -> list[str]:
    lines = [re.sub(" {3,}", "  ", _SPACES.sub(" ", line)).strip() for line in page.split("\n")]
    kept = []
    for i, line in enumerate(lines):
        alone = (i == 0 or not lines[i - 1]) or (i == len(lines) - 1 or not lines[i + 1])
        if (alone and line and _PAGE_NUMBER.fullmatch(line)) or (line and _RULE.fullmatch(line)):
            continue
        kept.append(line)
    return kept
