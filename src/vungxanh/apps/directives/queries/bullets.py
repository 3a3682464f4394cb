"""The bullets of a letter's body: each must become a task or be marked as explanation (gạch đầu dòng)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vungxanh.core.directives.closing import read_closing
from vungxanh.core.directives.paragraphs import Paragraph, paragraphs_of, tree_of

_HEADINGS = {"part", "article", "roman", "upper", "number", "letter"}


@dataclass(frozen=True, slots=True)
class Bullet:
    """One bullet: its place in the text without the marker, and the words."""

    start: int
    end: int
    text: str


def bullets_of(text: str, addressees: Sequence[str]) -> list[Bullet]:
    """The bullets between "Kính gửi" and the foot of the letter; a heading that only opens a list is left out."""
    begin = body_start(text, addressees)
    paragraphs = paragraphs_of(text)
    foot = read_closing(text, paragraphs).start
    body = [item for item in paragraphs[:foot] if item.start >= begin and item.kind != "footnote"]
    return [Bullet(item.body, item.end, text[item.body : item.end]) for item in _marked(tree_of(body, text))]


def body_start(text: str, addressees: Sequence[str]) -> int:
    """Where the line after "Kính gửi" and its list begins; 0 for letters without one."""
    opening = max(text.find("Kính gửi"), 0)
    ends = [place + len(line) for line in addressees if (place := text.find(line, opening)) >= 0]
    after = text.find("\n", max(ends)) if ends else -1
    return after + 1 if after >= 0 else 0


def _marked(items: Sequence[Paragraph]) -> Iterator[Paragraph]:
    for item in items:
        is_heading = bool(item.children) and item.kind in _HEADINGS
        if item.kind and not is_heading and item.end - item.body > 2:
            yield item
        yield from _marked(item.children)
