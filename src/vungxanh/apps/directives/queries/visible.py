"""Which directives an officer may read; higher features add their own grounds (quyền xem văn bản)."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Addressee, Directive, Stage
from vungxanh.apps.directives.policies import DESK_ROLES
from vungxanh.apps.directives.queries import bodies
from vungxanh.apps.org.models import Succession
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import NotFound

Ground = Callable[[Officer], Q]
_grounds: list[Ground] = []


def add_ground(ground: Ground) -> Ground:
    """Register a function `officer -> Q` over Directive that lets an officer read, such as holding an assignment.

    The Q must not multiply rows: use `Q(pk__in=subquery)` or `Exists`, not a join.
    """
    if ground not in _grounds:
        _grounds.append(ground)
    return ground


def visible_to(officer: Officer) -> QuerySet[Directive]:
    """The directives of the officer's unit, issued ones that address it, and what other features allow."""
    allowed = reduce(or_, (ground(officer) for ground in _grounds))
    return Directive.objects.filter(allowed)


def directive_for(officer: Officer, pk: int) -> Directive:
    """One directive the officer may read, else NotFound."""
    found = visible_to(officer).select_related("unit", "file", "received_by", "confirmed_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có văn bản này, hoặc đơn vị của anh/chị không được xem."))
    return found


@add_ground
def own(officer: Officer) -> Q:
    """The unit's own letters in every stage, and those of the units it carries on."""
    return Q(unit=officer.unit) | Q(unit__in=Succession.objects.filter(successor=officer.unit).values("former"))


@add_ground
def left_below(officer: Officer) -> Q:
    """To the desk of a unit above: open letters of units that have an end, which it may have to give to another."""
    if not officer.has(*DESK_ROLES):
        return Q(pk__in=[])
    return Q(
        stage__in=[Stage.DRAFT, Stage.CONFIRMED], unit__ended_on__isnull=False, unit__path__under=officer.unit.path
    )


@add_ground
def addressed(officer: Officer) -> Q:
    """Issued letters whose "Kính gửi" names the unit or a group whose rule takes it in today."""
    mine = bodies.groups_of(officer.unit)
    lines = Addressee.objects.filter(Q(unit=officer.unit) | Q(group__in=[group.pk for group in mine]))
    return Q(stage=Stage.ISSUED, pk__in=lines.values("directive"))
