"""Whose part of a directive is counted (phạm vi số liệu): exactly the rows the work list shows the same officer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.directives.queries.visible import visible_to
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.queries.lists import Wanted, matching
from vungxanh.kit.paging import Order
from vungxanh.kit.problems import NotFound

NEWEST_FIRST = Order("-issued_at", "-id")


@dataclass(frozen=True, slots=True)
class Scope:
    """A directive as an officer sees it at a moment; `part` is the unit below that it is narrowed to, if any."""

    directive: Directive
    officer: Officer
    at: datetime
    part: Unit | None = None

    @property
    def unit(self) -> Unit:
        """The unit whose numbers these are."""
        return self.part or self.officer.unit

    @property
    def wanted(self) -> Wanted:
        """The filter of the work list that shows the same rows."""
        return Wanted(directive=self.directive.pk, unit=self.part, below=self.part is not None)

    def rows(self, *, state: State | None = None, late: bool = False) -> QuerySet[Assignment]:
        """The assignments of this part: neither passed on nor for information."""
        return matching(self.officer, replace(self.wanted, state=state, late=late), at=self.at)


def issued(officer: Officer) -> QuerySet[Directive]:
    """Issued directives that the officer may read or that gave work to the own unit or one below it."""
    under = Unit.objects.filter(path__under=officer.unit.path)
    below = Assignment.objects.filter(directive=OuterRef("pk"), unit__in=under)
    visible = Q(pk__in=visible_to(officer).values("pk"))
    return Directive.objects.filter(visible | Exists(below), stage=Stage.ISSUED, issued_at__isnull=False)


def rows_of(officer: Officer, directives: Iterable[Directive], at: datetime) -> QuerySet[Assignment]:
    """The officer's part of several directives."""
    return matching(officer, Wanted(), at=at).filter(directive__in=[each.pk for each in directives])


def scope_for(officer: Officer, pk: int, *, at: datetime, unit_code: str = "") -> Scope:
    """The officer's part of an issued directive, or that of a unit below; NotFound for anything else."""
    found = issued(officer).select_related("unit").defer("text", "reading", "explained").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có văn bản đã phát hành này, hoặc đơn vị của anh/chị không được xem số liệu."))
    if not unit_code or unit_code == officer.unit.code:
        return Scope(found, officer, at)
    unit = Unit.objects.filter(code=unit_code).first()
    if unit is None or not (found.unit_id == officer.unit.pk or officer.oversees(unit)):
        raise NotFound(_("Không có đơn vị này trong phạm vi số liệu của anh/chị."))
    return Scope(found, officer, at, unit)
