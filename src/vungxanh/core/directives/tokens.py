"""Words of a text with their positions, folded, with the usual abbreviations made one (từ và vị trí)."""

from __future__ import annotations

import re
from typing import NamedTuple

from vungxanh.core.text.vietnamese import fold_each

_WORD = re.compile(r"[^\W_]+")

# Long form and abbreviation become the same token on both sides, so a directory need not list both.
_PHRASES: dict[tuple[str, ...], str] = {
    tuple(long.split()): short
    for long, short in {
        "uy ban nhan dan": "ubnd",
        "hoi dong nhan dan": "hdnd",
        "mat tran to quoc": "mttq",
        "thanh pho": "tp",
        "thi xa": "tx",
        "ban quan ly": "bql",
        "ban chi dao": "bcd",
        "bo chi huy": "bch",
        "bo doi bien phong": "bdbp",
        "bao hiem xa hoi": "bhxh",
        "kho bac nha nuoc": "kbnn",
        "ngan hang nha nuoc": "nhnn",
        "doan thanh nien cong san ho chi minh": "dtn",
        "doan tncs ho chi minh": "dtn",
        "doan tncs hcm": "dtn",
        "doan thanh nien": "dtn",
        "lien hiep phu nu": "lhpn",
        "toa an nhan dan": "tand",
        "vien kiem sat nhan dan": "vksnd",
        "trung tam y te": "ttyt",
        "trung uong": "tw",
        "phat thanh va truyen hinh": "ptth",
        "phat thanh truyen hinh": "ptth",
        "pt th": "ptth",
    }.items()
}
_BY_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _phrase in sorted(_PHRASES, key=len, reverse=True):
    _BY_FIRST.setdefault(_phrase[0], []).append(_phrase)


class Token(NamedTuple):
    """A word or an abbreviated phrase: character positions and folded form."""

    start: int
    end: int
    folded: str


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Split text[start:end] into tokens whose positions index the whole text."""
    stop = len(text) if end is None else end
    words = [Token(*m.span(), m[0]) for m in _WORD.finditer(fold_each(text), start, stop)]
    tokens: list[Token] = []
    i = 0
    while i < len(words):
        phrase = _phrase_at(words, i) if words[i].folded in _BY_FIRST else None
        if phrase:
            tokens.append(Token(words[i].start, words[i + len(phrase) - 1].end, _PHRASES[phrase]))
            i += len(phrase)
        else:
            tokens.append(words[i])
            i += 1
    return tokens


def _phrase_at(words: list[Token], i: int) -> tuple[str, ...] | None:
    for phrase in _BY_FIRST.get(words[i].folded, ()):
        if tuple(word.folded for word in words[i : i + len(phrase)]) == phrase:
            return phrase
    return None
