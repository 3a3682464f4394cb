"""Open letters whose unit has ended (văn bản đang xử lý của đơn vị đã kết thúc hoạt động)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.directives.policies import DESK_ROLES
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.org.queries.succession import ended_by

OPEN = (Stage.DRAFT, Stage.CONFIRMED)


def held_by_ended(on: date) -> QuerySet[Directive]:
    """Drafts and confirmed letters of units no longer in force on the day."""
    return Directive.objects.filter(stage__in=OPEN, unit__in=ended_by(on))


def left_behind(officer: Officer, on: date) -> QuerySet[Directive]:
    """Those below the officer's unit that its desk gives to a standing unit; nothing for other roles."""
    rows = held_by_ended(on).filter(unit__path__under=officer.unit.path).exclude(unit=officer.unit)
    rows = rows.select_related("unit").defer("text", "reading")
    return rows if officer.has(*DESK_ROLES) else rows.none()


def may_go_to(on: date) -> QuerySet[Unit]:
    """Every unit in force on the day, in the order of the tree."""
    return units_on(on).order_by("path")


def listed(officer: Officer, on: date) -> Sequence[Directive]:
    """The first two hundred, by unit, oldest first."""
    return list(left_behind(officer, on).order_by("unit__path", "received_at", "pk")[:200])
