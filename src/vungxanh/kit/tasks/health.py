"""What an administrator asks of the background work: is a worker alive, what waits, what has failed for good."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from vungxanh.kit import clock
from vungxanh.kit.tasks.claims import ready
from vungxanh.kit.tasks.models import Setbacks, TaskRow, WorkerBeat

SILENT_AFTER = timedelta(minutes=1)


def live_workers() -> list[WorkerBeat]:
    """The workers that said they live within the last minute."""
    return list(WorkerBeat.objects.filter(beat_at__gt=clock.machine_now() - SILENT_AFTER).order_by("started_at"))


def last_beat() -> WorkerBeat | None:
    """The worker heard last, living or lost; None when all have stopped in order."""
    return WorkerBeat.objects.order_by("beat_at").last()


def waiting() -> int:
    """How many tasks could start now."""
    return ready(clock.machine_now()).order_by().count()


def dead_letters() -> QuerySet[TaskRow]:
    """The tasks that failed for good, latest first (việc hỏng)."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def requeue(task_id: UUID) -> bool:
    """Give a failed task its attempts back; False when it is not among the failed."""
    failed = DBTaskResult.objects.failed().filter(pk=task_id)
    anew = {"status": TaskResultStatus.READY, "run_after": clock.machine_now(), "finished_at": None, "worker_ids": []}
    with transaction.atomic():
        if not failed.update(**anew):
            return False
        Setbacks.objects.filter(task_id=task_id).delete()
    return True
