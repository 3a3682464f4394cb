"""Periodic tasks: one tick that spawns each due minute once, whoever of the workers comes first."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import Task

from vungxanh.kit.tasks.cron import MINUTE, Cron, Every, parse, whole_minute

R = TypeVar("R")

_PERIODIC: dict[str, tuple[Task[[], Any], Cron | Every]] = {}


def periodic(cron: str = "", *, every: timedelta | None = None) -> Callable[[Task[[], R]], Task[[], R]]:
    """Run a task without arguments by `*/15 7-20 * * *` (Vietnam's time) or each so many minutes; above `@task()`."""
    if bool(cron) == (every is not None):
        raise ValueError("give either a cron expression or every=")
    if every is not None and (every < MINUTE or every % MINUTE):
        raise ValueError("every= is a whole number of minutes")
    timetable = parse(cron) if every is None else Every(every // MINUTE)

    def register(task: Task[[], R]) -> Task[[], R]:
        _PERIODIC[task.module_path] = (task, timetable)
        return task

    return register


def load() -> None:
    """Import `tasks` of every installed app, so that their periodic tasks are known."""
    import_module("vungxanh.kit.tasks.housekeeping")
    autodiscover_modules("tasks")


def names() -> list[str]:
    """The periodic tasks that are known, by import path."""
    return sorted(_PERIODIC)


def tick(at: datetime) -> int:
    """Spawn what is due and was not spawned yet; returns how many.

    Minutes missed while no worker ran are caught up once, by the latest of them. A periodic task seen for the first
    time only gets its starting point, unless this very minute is due.
    """
    from vungxanh.kit.tasks.models import Tick

    minute = whole_minute(at)
    last = dict(Tick.objects.filter(name__in=_PERIODIC, minute__lte=minute).values_list("name").annotate(Max("minute")))
    spawned = 0
    for name, (task, timetable) in _PERIODIC.items():
        due = timetable.latest(last.get(name, minute - MINUTE), minute)
        if due is not None:
            spawned += _spawn(name, due, task)
        elif name not in last:
            Tick.objects.get_or_create(name=name, minute=minute)
    return spawned


def _spawn(name: str, minute: datetime, task: Task[[], Any]) -> int:
    """One task row with its tick, or nothing when another worker was first."""
    from vungxanh.kit.tasks.models import Tick

    try:
        with transaction.atomic():
            Tick.objects.create(name=name, minute=minute)
            task.enqueue()
    except IntegrityError:
        return 0
    return 1
