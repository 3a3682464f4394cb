"""The worker's own nightly cleaning; failed tasks stay until a person has seen to them."""

from datetime import timedelta

from django.db.models import Max
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from vungxanh.kit import clock
from vungxanh.kit.tasks.models import Tick, WorkerBeat
from vungxanh.kit.tasks.schedule import periodic

KEPT = timedelta(days=7)


@periodic("17 2 * * *")
@task()
def forget_old_work() -> None:
    """Delete finished tasks, ticks and silent workers' rows after a week; each task keeps its latest tick."""
    before = clock.machine_now() - KEPT
    DBTaskResult.objects.successful().filter(finished_at__lt=before).delete()
    latest = Tick.objects.values("name").annotate(last=Max("minute"))
    for row in latest:
        Tick.objects.filter(name=row["name"], minute__lt=row["last"] - KEPT).delete()
    WorkerBeat.objects.filter(beat_at__lt=before).delete()
