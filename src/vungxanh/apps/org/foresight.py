"""What a merger, a move or an end of a unit would do, told before it is done (hệ quả của một thay đổi).

Org knows posts and units; higher features register at start-up what becomes of their own records.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.queries.dates import valid_on
from vungxanh.apps.org.queries.directory import units_on

Fact = tuple[str | Promise, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """A change that is only thought of: `other` is the heir of a merger or the new parent of a move."""

    act: Literal["move", "merge", "end"]
    unit: Unit
    other: Unit | None
    on: date
    at: datetime


Foresight = Callable[[Turn], Iterable[Fact]]
_told_by: list[Foresight] = []


def foresee(function: Foresight) -> Foresight:
    """Register what a feature tells of a turn: words and a count; what it writes in finding out is undone."""
    if function not in _told_by:
        _told_by.append(function)
    return function


def consequences(turn: Turn) -> list[Fact]:
    """What would happen, as all features tell it, without the counts of nothing."""
    with transaction.atomic():
        facts = [*_of_units(turn), *_of_posts(turn)]
        for function in _told_by:
            facts += function(turn)
        transaction.set_rollback(True)
    return [(words, count) for words, count in facts if count]


def _of_units(turn: Turn) -> Iterator[Fact]:
    below = units_on(turn.on).filter(path__under=turn.unit.path).exclude(pk=turn.unit.pk).count()
    if turn.act != "end":
        yield _("Đơn vị trực thuộc chuyển theo"), below


def _of_posts(turn: Turn) -> Iterator[Fact]:
    if turn.act == "move":
        return
    held = set(Post.objects.filter(valid_on(turn.on), unit=turn.unit).values_list("user", "role"))
    yield _("Chức vụ thôi giữ"), Post.objects.filter(valid_on(turn.on), unit=turn.unit).count()
    if turn.other is not None:
        there = set(Post.objects.filter(valid_on(turn.on), unit=turn.other).values_list("user", "role"))
        yield _("Chức vụ giữ tiếp tại đơn vị nhận"), len(held - there)
