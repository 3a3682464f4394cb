"""Tables beside the task rows: who holds a task until when, which minutes were ticked, which workers live."""

from typing import Any, TypeAlias

from django.db import models
from django_tasks_db.models import DBTaskResult

TaskRow: TypeAlias = DBTaskResult[..., Any]


class Lease(models.Model):
    """A worker's claim on one running task until `expires_at` (quyền giữ việc)."""

    task = models.OneToOneField(DBTaskResult, primary_key=True, on_delete=models.CASCADE, related_name="lease")
    worker = models.CharField(max_length=64, db_index=True)
    attempt = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "tasks_lease"

    def __str__(self) -> str:
        return f"{self.task_id} · {self.worker}"


class Setbacks(models.Model):
    """What befell a task through no fault of its own: lost workers, a database away; none until the first (trắc trở).

    They are counted apart from each other and from the task's own errors, so that none uses up the others' attempts.
    """

    task = models.OneToOneField(DBTaskResult, primary_key=True, on_delete=models.CASCADE, related_name="setbacks")
    crashes = models.PositiveSmallIntegerField(default=0)
    outages = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "tasks_setbacks"

    def __str__(self) -> str:
        return f"{self.task_id} · {self.crashes} · {self.outages}"


class Tick(models.Model):
    """A periodic task was spawned for this minute; the unique pair makes two workers spawn it once (nhịp)."""

    name = models.CharField(max_length=200)
    minute = models.DateTimeField()

    class Meta:
        db_table = "tasks_tick"
        constraints = [models.UniqueConstraint(fields=["name", "minute"], name="tasks_tick_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.minute:%Y-%m-%d %H:%M}"


class WorkerBeat(models.Model):
    """When a worker last said that it lives; the row goes when it stops in order (nhịp tim)."""

    name = models.CharField(primary_key=True, max_length=64)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    threads = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "tasks_worker_beat"

    def __str__(self) -> str:
        return self.name
