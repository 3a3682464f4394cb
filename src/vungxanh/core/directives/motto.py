"""The national motto at the head, which is no part of what a letter says of itself (quốc hiệu, tiêu ngữ)."""

from __future__ import annotations

import re

from vungxanh.core.text.vietnamese import fold_each

_FULL = (("CỘNG", "HÒA", "XÃ", "HỘI", "CHỦ", "NGHĨA", "VIỆT", "NAM"), ("ĐỘC", "LẬP", "TỰ", "DO", "HẠNH", "PHÚC"))
_WORDS = tuple(tuple(fold_each(word) for word in words) for words in _FULL)
_SURE = 4
"""Words of the motto in a row that nothing else begins with ("Cộng hòa xã hội", "Độc lập - Tự do")."""
_GAP = r"[\s.,–—-]*"
_MOTTOES = tuple(
    re.compile(
        rf"(?<![^\W\d_]){_GAP.join(words[:_SURE])}"
        + "".join(rf"(?:{_GAP}{word}" for word in words[_SURE:])
        + ")?" * (len(words) - _SURE)
        + r"(?![^\W\d_])"
    )
    for words in _WORDS
)
_PARTY = re.compile(r"(?<![^\W\d_])dang cong san viet nam(?![^\W\d_])")


def without_motto(line: str, owed: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """Return a line of the head without the motto, accents aside, and its words that a narrow column put further down.

    `owed` are those words as the line above left them; they are taken at the line's begin, or behind a wide gap.
    """
    folded = fold_each(line)
    left: tuple[str, ...] = ()
    cuts = [match.span() for match in _PARTY.finditer(folded)]
    for words, motto in zip(_WORDS, _MOTTOES, strict=True):
        if match := motto.search(folded):
            cuts.append(match.span())
            said = len(re.findall(r"[^\W\d_]+", match[0]))
            left = words[said:] if said < len(words) else left
    if owed:
        rest = _GAP.join(owed)
        if found := re.match(rf"{_GAP}{rest}(?![^\W\d_])", folded) or re.search(rf"(?<=\s\s){rest}$", folded):
            cuts.append(found.span())
            owed = ()
    for start, end in sorted(cuts, reverse=True):
        line = f"{line[:start]}  {line[end:]}"
    return line.strip(), left or owed
