"""The visible stamp of a digital signature, which is no part of the letter's words (khung chữ ký số)."""

from __future__ import annotations

import re

from vungxanh.core.text.vietnamese import fold_each

_LABELS = r"(?:duoc ky boi|ky boi|nguoi ky|signed by|e-?mail|co quan|to chuc|chuc vu|thoi gian ky|ngay ky|signing time)"
_OPENS = re.compile(r"(?<!\w)(?:duoc ky boi|ky boi|nguoi ky|signed by)\s*:")
_PROVES = re.compile(r"(?<!\w)(?:thoi gian ky|ngay ky|signing time|e-?mail)\s*:")
_TIME = re.compile(r"(?<!\w)(?:thoi gian ky|ngay ky|signing time)\s*:[\d\s./:,+-]*(?:t\d|z)?[\d:+']*")
_MAIL = re.compile(r"(?<!\w)e-?mail\s*:\s*\S*")
_VALUE = re.compile(
    rf"(?<!\w){_LABELS}\s*:.*?(?=\s{_LABELS}\s*:|\s{{2,}}|\scong hoa xa hoi|\sdoc lap|\sso\s*:|\skinh gui|$)"
)
_LINES = 8
"""How many lines a stamp takes at the most."""


def without_stamps(lines: list[str]) -> list[str]:
    """Return the lines without any stamp; words that another column put beside one stay."""
    folded = [fold_each(line) for line in lines]
    kept = list(lines)
    for first, words in enumerate(folded):
        if not _OPENS.search(words):
            continue
        window = range(first, min(first + _LINES, len(lines)))
        last = max((at for at in window if _PROVES.search(folded[at])), default=None)
        for at in range(first, last + 1) if last is not None else ():
            kept[at] = _without_labels(lines[at])
    return kept


def _without_labels(line: str) -> str:
    """Take what a stamp says out of one of its lines; a value's second line begins with a small letter."""
    if line[:1].islower() and not _PROVES.search(fold_each(line)):
        return ""
    for pattern in (_TIME, _MAIL, _VALUE):
        while found := pattern.search(fold_each(line)):
            line = f"{line[: found.start()]}  {line[found.end() :]}"
    return re.sub(r" {3,}", "  ", line).strip()
