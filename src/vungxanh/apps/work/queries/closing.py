"""What closing a duty would end, for the page that asks and the action that does it (phạm vi đóng)."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.tree import DEEPEST, descendant_ids


class Extent(StrEnum):
    """How much of a recurring duty is closed: this turn, or all open turns and those to come (kỳ này, cả chuỗi)."""

    TURN = "turn"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class Closing:
    """The rows that would end: turns of the duty itself, the partners that serve them, and what lies below both."""

    turns: tuple[int, ...]
    serving: tuple[int, ...]
    below: tuple[int, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.turns, *self.serving, *self.below)


def closing(assignment: Assignment, extent: Extent) -> Closing:
    """What closing the assignment would end; under an accepted one only what lies below it."""
    turns = {assignment.pk} if assignment.is_open else set()
    if extent is Extent.SERIES:
        turns |= set(_pks(turns_of(assignment).filter(is_open=True)))
    serving = _pks(Assignment.objects.filter(lead__in=turns))
    below = descendant_ids([assignment.pk, *(turns - {assignment.pk}), *serving])
    still = set(_pks(Assignment.objects.filter(pk__in=[*serving, *below], is_open=True)))
    kept = [tuple(pk for pk in ids if pk in still) for ids in (serving, below)]
    return Closing(tuple(sorted(turns)), *kept)


def turns_of(assignment: Assignment) -> QuerySet[Assignment]:
    """All turns of the duty, its first among them; only itself when it never came back."""
    head = assignment.series_id or assignment.pk
    return Assignment.objects.filter(Q(pk=head) | Q(series=head))


def goes_on(assignment: Assignment) -> bool:
    """Whether other turns stand open or are still to come, of its own or with the duty it was handed down from."""
    if not assignment.period_kind:
        return False
    turns, top = turns_of(assignment), assignment
    if turns.filter(is_open=True).exclude(pk=assignment.pk).exists():
        return True
    for _depth in range(DEEPEST):
        if top.parent is None:
            break
        top = top.parent
    return turns_of(top).exclude(recurrence=Recurrence.NONE).exists()


def in_words(assignment: Assignment) -> list[tuple[Extent, str]]:
    """The two ways to close a turn, each with what it ends."""
    turn, series = (closing(assignment, extent) for extent in Extent)
    name = assignment.period_label or _("kỳ %(n)s") % {"n": assignment.number}
    this = _("Chỉ kỳ này (%(period)s): đóng %(rows)s nhiệm vụ, kể cả cấp dưới; các kỳ khác giữ nguyên")
    whole = _("Cả chuỗi: đóng %(rows)s nhiệm vụ của %(turns)s kỳ đang mở, kể cả cấp dưới; không giao kỳ sau nữa")
    return [
        (Extent.TURN, this % {"period": name, "rows": len(turn.rows)}),
        (Extent.SERIES, whole % {"rows": len(series.rows), "turns": len(series.turns)}),
    ]


def _pks(rows: QuerySet[Assignment]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
