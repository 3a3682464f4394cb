"""What a person and the officers said of the person's health, in words with its times (sức khỏe đã khai)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models import Check, Outcome
from vungxanh.apps.cases.views.lines import SHAPES, told_of

_WELL_OR_ILL = (Outcome.WELL, Outcome.SYMPTOMS)


@dataclass(frozen=True, slots=True)
class Word:
    """One answer: of which day, said when and by whom; `told` has symptoms and temperature."""

    day: date
    at: datetime | None
    outcome: str
    shape: str
    told: str
    by: str | Promise


def words_of(checks: Sequence[Check]) -> list[Word]:
    """The answers that tell of health, the latest first; who answered by the link has no name."""
    said = [check for check in checks if check.outcome in _WELL_OR_ILL]
    said.sort(key=lambda check: (check.day, check.number), reverse=True)
    return [
        Word(
            check.day,
            check.at,
            str(Outcome(check.outcome).label),
            SHAPES[Outcome(check.outcome)],
            told_of(check),
            check.by.full_name if check.by else _("tự khai qua liên kết"),
        )
        for check in said
    ]
