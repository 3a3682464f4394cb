"""Canonical form, folding and ordering of Vietnamese text (chuẩn hóa tiếng Việt).

The canon is Unicode NFC with the tone mark in its traditional place: on the first vowel of a final
"oa", "oe", "uy" ("hòa", "khỏe", "ủy", never "hoà", "khoẻ", "uỷ"), and on the main vowel when a final
letter follows ("toàn", "huỳnh") or when "u" belongs to "qu" ("quý").
"""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE_ORDER = {"": "0", "\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = {letter: chr(0x100 + rank) for rank, letter in enumerate(_ALPHABET)}

_FIRST = {"o": "òóõỏọ", "u": "ùúũủụ"}
_SECOND = {"a": "àáãảạ", "e": "èéẽẻẹ", "y": "ỳýỹỷỵ"}
_PAIRS = (("o", "a"), ("o", "e"), ("u", "y"))
_MOVE_BACK = {
    first + _SECOND[second][tone]: _FIRST[first][tone] + second for first, second in _PAIRS for tone in range(5)
}
_MOVE_BACK |= {pair.upper(): moved.upper() for pair, moved in _MOVE_BACK.items()} | {
    pair.capitalize(): moved.capitalize() for pair, moved in _MOVE_BACK.items()
}
_MOVE_ON = {moved: pair for pair, moved in _MOVE_BACK.items()}
_ONSET = re.compile(r"(?<!\w)(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|r|s|th?|tr|v|x)?$", re.IGNORECASE)
_MOVABLE = re.compile("o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]|[òóỏõọ][ae]|[ùúủũụ]y", re.IGNORECASE)
_NOT_WITHIN = "(?![\\w\u0300-\u036f])"
_FINAL = re.compile(rf"(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]){_NOT_WITHIN}", re.IGNORECASE)
_CLOSED = re.compile(
    rf"(?:[òóỏõọ][ae]|[ùúủũụ]y)(?=(?:ch|ng|nh|c|i|m|n|o|p|t|u|y){_NOT_WITHIN})",
    re.IGNORECASE,
)
_QU = re.compile(r"(?<=q)([ùúũủụ])y(?!\w)", re.IGNORECASE)
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


def canonical(text: str) -> str:
    """Return the text in NFC with every tone mark in its traditional place ("hoà" → "hòa", "uỷ" → "ủy")."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or not _MOVABLE.search(text):
        return text
    text = _FINAL.sub(lambda found: _moved(found, _MOVE_BACK), text)
    text = _CLOSED.sub(lambda found: _moved(found, _MOVE_ON), text)
    return _QU.sub(lambda found: _MOVE_ON.get(found[0], found[0]), text)


def _moved(found: re.Match[str], table: dict[str, str]) -> str:
    """Move the mark only where what stands before is the beginning of a syllable."""
    before = found.string[max(0, found.start() - 4) : found.start()]
    return table.get(found[0], found[0]) if _ONSET.search(before) else found[0]


def fold(text: str) -> str:
    """Return the text for accent-free comparison and search: canonical, lower case, no marks, đ → d."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", canonical(text)))
    return unicodedata.normalize("NFC", bare.lower().replace("đ", "d"))


class _EachFolded(dict[int, str]):
    """Character table filled on demand; every value is exactly one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0].lower()
        self[code] = folded = "d" if base == "đ" else base if len(base) == 1 else char
        return folded


_EACH = _EachFolded()


def fold_each(text: str) -> str:
    """Fold character by character, keeping the length, so that positions in both texts agree."""
    return text.translate(_EACH)


def has_accents(text: str) -> bool:
    """Say whether the text carries any Vietnamese mark or đ (a query with accents wants exact hits)."""
    return not text.isascii() and fold(text) != unicodedata.normalize("NFC", text).lower()


def strip_tones(text: str) -> str:
    """Remove the five tone marks and keep ă â đ ê ô ơ ư."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = decomposed.translate({ord(tone): None for tone in _TONES})
    return unicodedata.normalize("NFC", bare)


def sort_key(text: str) -> str:
    """Return a key in the order of the Vietnamese alphabet: letters first, then tones, then the text itself.

    Tones rank ngang, huyền, hỏi, ngã, sắc, nặng, as in dictionaries.
    """
    lowered = canonical(text).lower()
    letters, tones = [], []
    for char in lowered:
        bare = strip_tones(char)
        letters.append(_PRIMARY.get(bare, bare))
        mark = next((m for m in unicodedata.normalize("NFD", char) if m in _TONES), "")
        tones.append(_TONE_ORDER[mark])
    return "\0".join(("".join(letters), "".join(tones), text))
