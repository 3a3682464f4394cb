"""Assignments, from one bare row to a small directive issued to a small province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_group, a_province, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive, DirectiveTask, Recurrence, Stage, TaskRole
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit.clock import VIETNAM

# A Tuesday; the week after has no holiday.
ISSUED_AT = datetime(2020, 7, 28, 8, 30, tzinfo=VIETNAM)
DUE_ON = date(2020, 8, 7)


def moment(day: date, hour: int = 9) -> datetime:
    """An hour of a day in Viet Nam."""
    return datetime.combine(day, time(hour), VIETNAM)


def later(**delta: float) -> datetime:
    """Some time after the issue of the factories' directives."""
    return ISSUED_AT + timedelta(**delta)


@dataclass(frozen=True, slots=True)
class Scene:
    """One directive issued: a department gives a task to two districts, which have two communes each.

    `giver` is the department's clerk, `holder` the clerk of the first district, `below` the clerk of its first commune.
    """

    directive: Directive
    task: DirectiveTask
    districts: Sequence[Unit]
    communes: Sequence[Unit]
    giver: Officer
    holder: Officer
    below: Officer

    @property
    def assignment(self) -> Assignment:
        """The first district's, as it stands now."""
        return Assignment.objects.get(unit=self.districts[0], task=self.task, series=None)


def a_scene(
    *, recurrence: Recurrence = Recurrence.NONE, deadline_on: date | None = DUE_ON, recurrence_detail: str = ""
) -> Scene:
    """Two districts lead; issued on Tuesday 28 July 2020 at 08:30."""
    seeded_calendar()
    top = a_province()
    office = a_unit(level=Level.DEPARTMENT, parent=top)
    districts = [a_unit(level=Level.DISTRICT, parent=top) for _ in range(2)]
    communes = [a_unit(parent=district) for district in districts for _ in range(2)]
    group = a_group("districts", "UBND các huyện, thị xã, thành phố", levels=["district"])
    directive = a_directive(office, stage=Stage.CONFIRMED)
    rhythm = {"recurrence": recurrence, "recurrence_detail": recurrence_detail}
    task = a_task(directive, lead=(group,), deadline_on=deadline_on, **rhythm)
    giver = an_officer(Role.CLERK, office)
    holder = an_officer(Role.CLERK, districts[0])
    below = an_officer(Role.CLERK, communes[0])
    issue(directive, by=giver, at=ISSUED_AT)
    return Scene(directive, task, districts, communes, giver, holder, below)


def an_assignment(
    unit: Unit | None = None,
    *,
    task: DirectiveTask | None = None,
    state: State = State.NOT_STARTED,
    due_at: datetime | None = None,
    at: datetime = ISSUED_AT,
    **fields: object,
) -> Assignment:
    """One row as the database allows it, given by the unit that holds the letter."""
    task = task or a_task(a_directive(stage=Stage.ISSUED))
    unit = unit or a_unit(parent=a_province())
    values = {"assigned_by": task.directive.unit, "role": TaskRole.LEAD, "title": task.text[:100]} | fields
    row = Assignment(directive=task.directive, task=task, unit=unit, assigned_at=at, updated_at=at, **values)
    row.move_to(state)
    if state in (State.REPORTED, State.ACCEPTED):
        row.percent, row.reported_at = 100, row.reported_at or at
    if state == State.ACCEPTED:
        row.accepted_at = row.accepted_at or at
    row.fall_due(due_at)
    row.save()
    return row
