"""Keeping the positions of a directive's tasks 1, 2, 3 … in the order of the letter."""

from vungxanh.apps.directives.models import Directive, DirectiveTask


def renumber(directive: Directive) -> None:
    """Number the tasks from 1 by their place in the letter; those at one place keep their order."""
    tasks = sorted(directive.tasks.all(), key=lambda task: (task.span_start, task.position, task.pk))
    moved = []
    for position, task in enumerate(tasks, 1):
        if task.position != position:
            task.position = position
            moved.append(task)
    DirectiveTask.objects.bulk_update(moved, ["position"])
