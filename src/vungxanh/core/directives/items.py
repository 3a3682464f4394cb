"""What one item of a letter is: a duty, an explanation, or a line that leads to others (mục của văn bản)."""

from __future__ import annotations

import re

from vungxanh.core.directives.clauses import ClauseReader
from vungxanh.core.directives.labels import Labels
from vungxanh.core.directives.lexicon import VERB_ANY_CASE
from vungxanh.core.directives.paragraphs import Paragraph, folded_line
from vungxanh.core.directives.sentences import ORDER

_GOES_ON = re.compile(r"(?:nhu sau|sau day|sau|gom|cu the|truoc mat)?\s*:\s*$")


def points_on(text: str, node: Paragraph) -> bool:
    """Say whether an item only leads to those below it ("… như sau:")."""
    return _GOES_ON.search(folded_line(text, node)) is not None


def is_duty(clauses: ClauseReader, labels: Labels, node: Paragraph) -> bool:
    """Say whether an item below another one is a duty of its own and not an explanation."""
    if any(is_duty(clauses, labels, child) for child in node.children):
        return True
    if id(node) in labels or VERB_ANY_CASE.match(clauses.text, node.body, node.end):
        return True
    return clauses.subject(node.body, node.end) is not None or bool(ORDER.match(clauses.text, node.body, node.end))


def worth(text: str, node: Paragraph) -> bool:
    """A bare item counts only when it is long enough to be a sentence and not a declaration of the issuer."""
    words = folded_line(text, node)
    return len(words) > 20 and not re.match(
        r"(?:thong nhat|dong y|theo (?!doi)|khi |neu (?!guong|cao|ro )|la |duoc |da |dang |khong co|"
        r"quyet dinh nay|ke hoach "
        r"nay|thuc hien (?:cong van|chi thi|ke hoach))",
        words,
    )


def last_end(node: Paragraph) -> int:
    """Return where the last descendant of a node ends."""
    return last_end(node.children[-1]) if node.children else node.end
