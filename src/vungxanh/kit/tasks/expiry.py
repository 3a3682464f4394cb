"""Which task rows have been kept long enough; their tracebacks may repeat what a person typed."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from vungxanh.kit.retention import stores
from vungxanh.kit.tasks.models import TaskRow, Tick, WorkerBeat


def register() -> None:
    """Tasks, ticks and beats are dated by the machine."""
    stores.register(
        stores.rows("tasks_done", "tasks", _done, dated_by="machine"),
        stores.rows("tasks_done", "ticks", _ticks),
        stores.rows("tasks_done", "beats", _beats, dated_by="machine"),
        stores.rows("tasks_failed", "tasks", _failed, dated_by="machine"),
    )


def _done(before: datetime) -> "QuerySet[TaskRow]":
    return DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before)


def _failed(before: datetime) -> "QuerySet[TaskRow]":
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=before)


def _ticks(before: datetime) -> "QuerySet[Tick]":
    """Each task keeps its latest tick, from which the next is reckoned."""
    later = Tick.objects.filter(name=OuterRef("name"), minute__gt=OuterRef("minute"))
    return Tick.objects.filter(Exists(later), minute__lt=before)


def _beats(before: datetime) -> "QuerySet[WorkerBeat]":
    return WorkerBeat.objects.filter(beat_at__lt=before)
