"""Where a task may be cut in two (chỗ tách)."""

import re
from dataclasses import dataclass

_BREAK = re.compile(r"(?:;|\.(?=\s+[^\W\d_])|,\s+(?=đồng thời|phối hợp|báo cáo))\s*")


@dataclass(frozen=True, slots=True)
class Cut:
    """A place to split: the offset in the task's text, and a few words either side."""

    offset: int
    before: str
    after: str


def cuts_of(text: str) -> list[Cut]:
    """The ends of sentences and parts inside the text, in order."""
    places = [found.end() for found in _BREAK.finditer(text)]
    return [Cut(at, _tail(text[:at]), _head(text[at:])) for at in places if text[:at].strip() and text[at:].strip()]


def _tail(text: str) -> str:
    words = text.split()
    return ("… " if len(words) > 8 else "") + " ".join(words[-8:])


def _head(text: str) -> str:
    words = text.split()
    return " ".join(words[:10]) + (" …" if len(words) > 10 else "")
