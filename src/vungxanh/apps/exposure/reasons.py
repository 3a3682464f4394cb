"""Reasons that officers type stand in the audit log for good: whom they name is taken out first (lý do)."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from vungxanh.apps.exposure import subjects
from vungxanh.apps.exposure.models import Upload
from vungxanh.apps.exposure.queries.uploads import details_of
from vungxanh.core.text.vietnamese import fold_each

_NUMBER = re.compile(r"\+?\d(?:[\W_]{0,3}\d){8,}")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/(?:20)?\d\d)?"
_MOMENT = rf"(?:{_DAY}|(?:[01]?\d|2[0-3]):[0-5]\d)"
_MOMENTS = re.compile(rf"{_MOMENT}(?:\s*[\s–-]\s*{_MOMENT})*")
_SYLLABLE = re.compile(r"[^\W_]+")
_BETWEEN = r"[\W_]*"
_TITLE = re.compile(r"(?<!\w)(?:anh|chi|ong|ba|em|chau)[\W_]+$")
_SHORTEST = 4


def without_names(text: str, known: Iterable[tuple[str, str]], *, people: Iterable[tuple[str, str]] = ()) -> str:
    """The reason with the second of each pair in place of the first, and without numbers as long as a telephone's.

    However it is spelled: without marks, in other letters, with other spaces. `people` are names of people, of whom the
    given name is taken out too where it stands for them: after "anh" or "chị", or with a capital.
    """
    text = unicodedata.normalize("NFC", text)
    for name, instead in people:
        text = _replaced(text, _called(name), instead, _stands_for_somebody)
    for said, instead in known:
        if len(said) >= _SHORTEST:
            text = _replaced(text, _whole(said), instead, lambda _text, _flat, _found: True)
    return _NUMBER.sub(_number, text).strip()


def _number(found: re.Match[str]) -> str:
    """Days and hours are no telephone number, however many digits they have."""
    return found[0] if _MOMENTS.fullmatch(found[0]) else "…"


def _whole(said: str) -> str:
    """The pattern of words on folded text, with the signs that end them."""
    flat = fold_each(unicodedata.normalize("NFC", said.strip()))
    parts = _SYLLABLE.findall(flat)
    end = re.escape(re.split(r"[^\W_]", flat)[-1])
    return rf"(?<!\w){_BETWEEN.join(parts)}(?!\w)(?:{end})?" if parts else ""


def _called(name: str) -> str:
    """The pattern of a name, or of what it ends with: "Riêng Tư" and "Tư" of "Đặng Thị Riêng Tư"."""
    *before, given = _SYLLABLE.findall(fold_each(unicodedata.normalize("NFC", name))) or [""]
    pattern = ""
    for part in before:
        pattern = f"(?:{pattern}{part}{_BETWEEN})?"
    return rf"(?<!\w){pattern}{given}(?!\w)" if given else ""


def _stands_for_somebody(text: str, flat: str, found: re.Match[str]) -> bool:
    return text[found.start()].isupper() or bool(_TITLE.search(flat, 0, found.start())) or not found[0].isalnum()


def _replaced(text: str, pattern: str, instead: str, holds: Callable[[str, str, re.Match[str]], bool]) -> str:
    """The text with `instead` wherever the pattern is found in it folded and `holds`."""
    if not pattern:
        return text
    flat = fold_each(text)
    done, parts = 0, []
    for found in re.finditer(pattern, flat):
        if holds(text, flat, found):
            parts += [text[done : found.start()], instead]
            done = found.end()
    return "".join([*parts, text[done:]])


def nameless(text: str, upload: Upload) -> str:
    """The reason without names and homes: of the sender, of the phone's owner and of whom it was handed in for."""
    told = [(each.full_name, each.address) for each in (details_of(upload), upload.device) if each]
    known = told + subjects.called(upload.subject)
    return without_names(text, [(home, "…") for _name, home in known], people=[(name, "…") for name, _home in known])
