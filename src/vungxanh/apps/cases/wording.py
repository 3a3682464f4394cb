"""Words of case work that stand in code as keys (từ ngữ)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
