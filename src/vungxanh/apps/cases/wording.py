"""Words of case work that stand in code as keys (từ ngữ)."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

_OLDEST_AGE = 120

# The keys are `actions.followup.SYMPTOMS`.
SYMPTOM_WORDS: dict[str, str | Promise] = {
    "fever": _("sốt"),
    "cough": _("ho"),
    "breathless": _("khó thở"),
    "sore_throat": _("đau họng"),
    "no_taste": _("mất vị giác, khứu giác"),
    "tired": _("mệt mỏi"),
    "other": _("khác"),
}


def fault_of_birth_year(year: int, on: date) -> str:
    """What is wrong with a year of birth, as a text to be translated; empty for one that somebody alive was born in."""
    if 0 <= year < 100:
        return gettext_noop("Gõ năm sinh bằng bốn chữ số, ví dụ 1985.")
    return "" if on.year - _OLDEST_AGE <= year <= on.year else gettext_noop("Năm sinh không đúng.")
