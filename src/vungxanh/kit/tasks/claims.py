"""Taking tasks, keeping and losing them: every step is one short transaction and takes the time from its caller."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from vungxanh.kit.tasks.models import Lease, Setbacks, TaskRow
from vungxanh.kit.tasks.retries import MAX_CRASHES


class WorkerLostError(Exception):
    """The worker that ran a task died or was cut off before it could say how the task ended."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A running task held by a worker; the attempt makes a late worker's word void (quyền giữ việc)."""

    row: TaskRow
    worker: str
    attempt: int

    def lease(self) -> QuerySet[Lease]:
        """The lease of exactly this attempt, empty once it was reaped."""
        return Lease.objects.filter(task_id=self.row.pk, worker=self.worker, attempt=self.attempt)


def ready(at: datetime) -> QuerySet[TaskRow]:
    """The tasks that may start now, in the order they are taken; a task without a start time stands at year 9999."""
    due = Q(run_after=get_date_max()) | Q(run_after__lte=at)
    return DBTaskResult.objects.filter(due, status=TaskResultStatus.READY)


def claim(worker: str, *, at: datetime, lease_for: timedelta, look_first: bool = True) -> Claim | None:
    """Take the next task for a worker, or None when there is nothing to do.

    Looking first keeps an idle worker from taking SQLite's only write lock at every poll; a busy one need not.
    """
    if look_first and not ready(at).order_by().exists():
        return None
    with transaction.atomic():
        row = ready(at).select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.claim(worker)
        attempt = len(row.worker_ids)
        Lease.objects.create(task=row, worker=worker, attempt=attempt, expires_at=at + lease_for)
    return Claim(row, worker, attempt)


def renew(worker: str, task_ids: Collection[UUID], *, at: datetime, lease_for: timedelta) -> int:
    """Keep the leases of the tasks a worker is still running."""
    held = Lease.objects.filter(worker=worker, task_id__in=list(task_ids))
    return held.update(expires_at=at + lease_for) if task_ids else 0


def reap(at: datetime) -> int:
    """Give the tasks of dead workers back to READY, or FAILED when that has happened too often; returns how many."""
    expired = Lease.objects.filter(expires_at__lte=at)
    if not expired.exists():
        return 0
    with transaction.atomic():
        leases = list(expired.select_for_update(skip_locked=True)[:200])
        for lease in leases:
            _give_back(lease, at)
        Lease.objects.filter(pk__in=[lease.pk for lease in leases]).delete()
    return len(leases)


def _give_back(lease: Lease, at: datetime) -> None:
    running = DBTaskResult.objects.filter(pk=lease.task_id, status=TaskResultStatus.RUNNING)
    setbacks, _new = Setbacks.objects.get_or_create(task_id=lease.task_id)
    setbacks.crashes += 1
    setbacks.save(update_fields=["crashes"])
    note = f"attempt {lease.attempt}: worker {lease.worker} was lost, the {setbacks.crashes} of at most {MAX_CRASHES}"
    path = f"{WorkerLostError.__module__}.{WorkerLostError.__qualname__}"
    if setbacks.crashes < MAX_CRASHES:
        running.update(status=TaskResultStatus.READY, run_after=at, exception_class_path=path, traceback=note)
    else:
        running.update(status=TaskResultStatus.FAILED, finished_at=at, exception_class_path=path, traceback=note)
