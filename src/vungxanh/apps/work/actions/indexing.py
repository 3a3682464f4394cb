"""Tasks in the search index: one entry a task however many units have it (nhiệm vụ trong tìm kiếm)."""

from collections.abc import Iterator

from vungxanh.apps.directives.models import Directive, DirectiveTask, Stage
from vungxanh.apps.work.links import page
from vungxanh.apps.work.queries.lists import TASK
from vungxanh.apps.work.titles import title_of
from vungxanh.kit import search

KIND = TASK


def put(directive: Directive) -> None:
    """Make the tasks of an issued directive findable; a number of queries that does not grow with them."""
    search.index_many(_entries(directive, list(directive.tasks.all())))


def every_entry() -> Iterator[search.Entry]:
    """The tasks of all issued directives, for a rebuild of the index."""
    rows = DirectiveTask.objects.filter(directive__stage=Stage.ISSUED).select_related("directive__unit")
    rows = rows.defer("directive__text", "directive__reading", "directive__explained").order_by("directive", "pk")
    for task in rows.iterator():
        yield from _entries(task.directive, [task])


def _entries(directive: Directive, tasks: list[DirectiveTask]) -> Iterator[search.Entry]:
    """Nobody's scope: which tasks an officer may find, `queries.finding` says."""
    for task in tasks:
        yield search.Entry(
            kind=KIND,
            object_id=str(task.pk),
            title=title_of(task),
            body=f"{task.text} {task.section}",
            url=f"{page('list')}?task={task.pk}",
            at=directive.issued_at or directive.received_at,
            rank=task.position,
        )
