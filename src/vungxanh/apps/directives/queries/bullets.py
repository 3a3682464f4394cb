"""The bullets of a letter's body: each must become a task or be marked as explanation (gạch đầu dòng)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKER = re.compile(r"(?P<dash>[-–—•+*])\s+|(?P<clause>Điều \d+[.:]?)\s|(?P<number>\d{1,2}(?:\.\d{1,2})*[.)])\s+|(?P<letter>[a-zđ][.)])\s+")
_END = re.compile(r"^(?:Nơi nhận|TM\.|KT\.|TL\.|TUQ\.)", re.MULTILINE)
_HEADING_KINDS = ("clause", "number", "letter", "dash")


@dataclass(frozen=True, slots=True)
class Bullet:
    """One bullet: its place in the text without the marker, and the words."""

    start: int
    end: int
    text: str
    kind: str


def bullets_of(text: str, addressees: Sequence[str]) -> list[Bullet]:
    """The bullets between "Kính gửi" and "Nơi nhận"; a heading that only opens a list of its own is left out."""
    begin = _after(text, addressees)
    closing = _END.search(text, begin)
    stop = closing.start() if closing else len(text)
    found: list[Bullet] = []
    start = begin
    for line in text[begin:stop].split("\n"):
        marker = _MARKER.match(line)
        if marker and marker.lastgroup and line[marker.end() :].strip():
            found.append(Bullet(start + marker.end(), start + len(line.rstrip()), line[marker.end() :].strip(), marker.lastgroup))
        start += len(line) + 1
    return [bullet for bullet, following in zip(found, [*found[1:], None], strict=True) if not _opens_list(bullet, following)]


def _after(text: str, addressees: Sequence[str]) -> int:
    """Where the last line of "Kính gửi" ends; 0 for letters without one."""
    opening = max(text.find("Kính gửi"), 0)
    ends = [text.find(line, opening) + len(line) for line in addressees if text.find(line, opening) >= 0]
    return text.find("\n", max(ends)) + 1 if ends and "\n" in text[max(ends) :] else 0


def _opens_list(bullet: Bullet, following: Bullet | None) -> bool:
    if following is None or bullet.text.endswith((".", ";")):
        return False
    return _HEADING_KINDS.index(following.kind) > _HEADING_KINDS.index(bullet.kind)
