"""Running one claimed task and writing down how it ended."""

import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from traceback import format_exception
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks.base import TaskContext
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from vungxanh.kit.tasks.claims import Claim
from vungxanh.kit.tasks.models import Setbacks, TaskRow
from vungxanh.kit.tasks.retries import delay_after, is_outage


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave: its JSON value, or the error it ended with."""

    value: object = None
    error: BaseException | None = None


def execute(claim: Claim) -> Outcome:
    """Call the task; an error is an outcome, never an exception."""
    try:
        result = claim.row.task_result
        task = result.task
        task_started.send_robust(sender=type(task.get_backend()), task_result=result)
        # django-tasks-db's own result class is a django-tasks result at run time; its types cannot say so.
        context = [TaskContext(task_result=result)] if task.takes_context else []  # type: ignore[arg-type]
        return Outcome(normalize_json(task.call(*context, *result.args, **result.kwargs)))
    except BaseException as error:  # noqa: BLE001  a task that calls sys.exit() fails; it does not take the worker with it
        return Outcome(error=error)


def settle(claim: Claim, outcome: Outcome, *, at: datetime, rng: random.Random) -> bool:
    """Write the outcome and end the lease in one transaction; False when the lease was lost and nothing is written."""
    with transaction.atomic():
        if not claim.lease().delete()[0]:
            return False
        changes = _changes(claim, outcome, at, rng)
        DBTaskResult.objects.filter(pk=claim.row.pk).update(**changes)
    if changes["status"] != TaskResultStatus.READY:
        _tell(claim.row, changes)
    return True


def _changes(claim: Claim, outcome: Outcome, at: datetime, rng: random.Random) -> dict[str, Any]:
    error = outcome.error
    if error is None:
        return {
            "status": TaskResultStatus.SUCCESSFUL,
            "finished_at": at,
            "return_value": outcome.value,
            "exception_class_path": "",
            "traceback": "",
        }
    # PostgreSQL's text holds no NUL, and an error message may.
    trace = "".join(format_exception(error)).replace("\x00", "\N{REPLACEMENT CHARACTER}")
    told = {"exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}", "traceback": trace}
    wait = delay_after(error, task_path=claim.row.task_path, failures=_failures(claim, error), rng=rng)
    if wait is None:
        return told | {"status": TaskResultStatus.FAILED, "finished_at": at, "return_value": None}
    return told | {"status": TaskResultStatus.READY, "run_after": at + wait}


def _failures(claim: Claim, error: BaseException) -> int:
    """How often the task has met an error of this kind, this one included; an outage is noted."""
    setbacks = Setbacks.objects.filter(task_id=claim.row.pk).first() or Setbacks(task_id=claim.row.pk)
    if is_outage(error):
        setbacks.outages += 1
        setbacks.save()
        return setbacks.outages
    return claim.attempt - setbacks.crashes - setbacks.outages


def _tell(row: TaskRow, changes: dict[str, Any]) -> None:
    """Send django-tasks' signal, unless the task's code is gone and there is no sender to name."""
    for name, value in changes.items():
        setattr(row, name, value)
    with suppress(ImportError, SuspiciousOperation):
        result = row.task_result
        task_finished.send_robust(sender=type(result.task.get_backend()), task_result=result)
