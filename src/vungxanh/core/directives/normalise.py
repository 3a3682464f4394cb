"""Raw letter text to one paragraph a line (chuẩn hóa văn bản).

The result is what spans index: canonical Unicode, single spaces (a wide gap between columns stays as two),
lines that a page layout had wrapped joined again, markup and page numbers gone.
"""

from __future__ import annotations

import re

from vungxanh.core.directives.lexicon import UPPER
from vungxanh.core.text.vietnamese import canonical, fold_each

_SPACES = re.compile(r"[^\S\n\f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\0]")
_MARKUP = re.compile(r"\*\*|__|^#{1,6} ", re.MULTILINE)
_PAGE_NUMBER = re.compile(r"(?:trang )?\d{1,3}(?: ?/ ?\d{1,3})?|- ?\d{1,3} ?-", re.IGNORECASE)
_NOTE = re.compile(rf"(?:[¹²³⁴-⁹]+|\d{{1,2}})\s*[{UPPER}]")
_RULE = re.compile(r"[-–—_=*.\s]{3,}")
MARKER = re.compile(
    r"(?:[-–—•▪●○◦*+\uf0b7\uf02d\u2212]\s*(?=\S)|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s*(?=[^\W\d])|"
    r"\d{1,2}(?:\.\d{1,2}){1,3}\s"
    r"|[a-zđ][.)]\s|[IVX]{1,5}[.)/-]\s*(?=\S)|[A-Z]\.\s|Điều\s+\d+|Chương\s+[IVX\d]+|Phần\s|Mục\s+\d|"
    r"[¹²³⁴-⁹]\s?|\[\d{1,2}\]\s)"
)
_OWN_LINE = re.compile(
    r"(?:so\s*:|kinh gui|noi nhan|v/v|ve viec|tm\.|kt\.|tl\.|tuq\.|q\.|luu\s*:|can cu|theo de nghi|xet de nghi"
    r"|cong hoa xa hoi|doc lap|dai dien|hoa toc|thuong khan|khan$|mat$|toi mat|tuyet mat|quyet dinh:?$|don vi "
    r"(?:chu tri|phoi hop)\s*:"
    r"|co quan (?:chu tri|phoi hop)\s*:|thoi (?:gian|han)[\w ]*:)"
)
_TERMINAL = re.compile(r"[.;:!?…]['\"”)]*$|\./\.$")


def normalise(text: str) -> str:
    """Return the letter's text with one paragraph a line."""
    text = canonical(_INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _MARKUP.sub("", text)
    pages = [_page_lines(page) for page in re.split("[\f\v\x1c-\x1e\x85\u2028\u2029]", text)]
    lines = [line for page in pages for line in page]
    width = _wrapped_width(lines)
    paragraphs: list[str] = []
    gap, last = True, ""
    for line in lines:
        if not line:
            gap = True
            continue
        if paragraphs and _continues(paragraphs[-1], line, gap=gap, width=width, last=last):
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
        last, gap = line, False
    return "\n".join(_notes_after(paragraphs))


def _notes_after(paragraphs: list[str]) -> list[str]:
    """Put a footnote that stands at a page's foot, in the middle of a sentence, after that sentence."""
    kept: list[str] = []
    i = 0
    while i < len(paragraphs):
        open_above = bool(kept) and not _TERMINAL.search(kept[-1]) and len(kept[-1]) > 60
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


def _wrapped_width(lines: list[str]) -> int:
    """Return the line width of a wrapped layout in characters, or 0 when each line is a paragraph."""
    lengths = sorted(len(line) for line in lines if len(line) > 40)
    if len(lengths) < 4 or lengths[-1] > 140:
        return 0
    return lengths[int(len(lengths) * 0.8)]


def _continues(paragraph: str, line: str, *, gap: bool, width: int, last: str) -> bool:
    """Say whether `line` carries on the paragraph above it."""
    if MARKER.match(line) or _OWN_LINE.match(fold_each(line)) or line.isupper():
        return False
    if paragraph.isupper() or "  " in paragraph:
        return False
    ended = _TERMINAL.search(last) is not None
    if gap or (line[0].islower() and not ended):
        return line[0].islower() and not ended and (not gap or len(last) > 60)
    if not width or len(last) < 0.78 * width:
        return False
    if last[-1] in ";:" and line[0].islower():
        return True  # the layout, not the writer, broke the full line after "Bước 2:"
    return not ended or (last[-1] not in ";:" and len(last) >= 0.9 * width and len(last) > 60)
