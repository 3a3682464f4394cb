"""Tasks that the search found, as one officer meets them: the own unit's duty, else the list of all under it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import CharField, Count, Max, Q, QuerySet
from django.db.models.functions import Cast

from vungxanh.apps.directives.models import DirectiveTask
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.queries.lists import scope


@dataclass(frozen=True, slots=True)
class Reach:
    """A task within an officer's scope: `own` is the own unit's newest duty, `only` the one duty if there is but one.

    `letter` is what people call the directive, `units` counts those that have the task.
    """

    own: int | None
    only: int | None
    units: int
    letter: str


def held(officer: Officer) -> QuerySet[Assignment, str]:
    """The ids, as text, of the tasks that the officer's own unit has."""
    rows = Assignment.objects.filter(unit=officer.unit).exclude(state=State.TRANSFERRED)
    return rows.annotate(task_key=Cast("task_id", CharField())).values_list("task_key", flat=True)


def reach(officer: Officer, task_ids: Collection[int]) -> dict[int, Reach]:
    """Those of the tasks that the officer's scope holds, by id (3 queries)."""
    rows = Assignment.objects.filter(scope(officer), task__in=task_ids).exclude(state=State.TRANSFERRED)
    groups = (
        rows.order_by()
        .values_list("task")
        .annotate(
            own=Max("pk", filter=Q(unit=officer.unit)),
            newest=Max("pk"),
            count=Count("pk"),
            units=Count("unit", distinct=True),
        )
    )
    tasks = DirectiveTask.objects.filter(pk__in=task_ids).select_related("directive")
    letters = {
        task.pk: task.directive.number_and_symbol or task.directive.type
        for task in tasks.only("directive__number", "directive__symbol", "directive__type")
    }
    return {
        task: Reach(own, newest if count == 1 else None, units, letters[task])
        for task, own, newest, count, units in groups
    }
