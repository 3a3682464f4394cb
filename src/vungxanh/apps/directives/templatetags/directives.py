"""Tags that show a letter with its spans on any feature's page."""

from collections.abc import Mapping
from datetime import date

from django import template

from vungxanh.apps.directives.models import Directive, DirectiveTask, Stage
from vungxanh.apps.directives.queries import letter

register = template.Library()

# The shapes of the design system's five states, for the four stages of a directive.
SHAPES = {Stage.DRAFT: "waiting", Stage.CONFIRMED: "doing", Stage.ISSUED: "done", Stage.WITHDRAWN: "not-started"}


@register.simple_tag
def source_paragraphs(directive: Directive, task: DirectiveTask) -> list[list[letter.Segment]]:
    """The whole letter with the one task's span marked."""
    return letter.paragraphs(directive.text, letter.marks_of([task]))


@register.filter
def counts_until(task: DirectiveTask, moved: Mapping[int, date]) -> date | None:
    """The working day that the task's deadline on a day off means, of those that `deadlines.moved_deadlines` found."""
    return moved.get(task.pk)


@register.filter
def stage_shape(stage: str) -> str:
    """The state shape that stands for a stage."""
    return SHAPES.get(Stage(stage), "not-started")
