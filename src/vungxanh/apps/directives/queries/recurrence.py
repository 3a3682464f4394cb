"""From the letter's words for a repeat to how often it comes back (chu kỳ)."""

from vungxanh.apps.directives.models import Recurrence
from vungxanh.core.text.vietnamese import fold

_WORDS: tuple[tuple[Recurrence, tuple[str, ...]], ...] = (
    (Recurrence.FORTNIGHTLY, ("hai tuan", "02 tuan", "2 tuan", "nua thang")),
    (Recurrence.DAILY, ("hang ngay", "moi ngay")),
    (Recurrence.WEEKLY, ("hang tuan", "moi tuan")),
    (Recurrence.QUARTERLY, ("hang quy", "moi quy")),
    (Recurrence.MONTHLY, ("hang thang", "moi thang")),
)


def recurrence_of(words: str | None) -> Recurrence:
    """NONE without words; UNSET for "định kỳ" or "thường xuyên", which name no interval: a person must choose."""
    if not words:
        return Recurrence.NONE
    plain = fold(words)
    for recurrence, phrases in _WORDS:
        if any(phrase in plain for phrase in phrases):
            return recurrence
    return Recurrence.UNSET
