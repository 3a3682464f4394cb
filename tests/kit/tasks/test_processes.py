"""Real workers that are killed, locked out, cut off and told to stop."""

import signal
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.kit.tasks.processes import wait_for, worker
from tests.kit.tasks.sample_tasks import effect, slow_effect
from vungxanh.kit.tasks import health
from vungxanh.kit.tasks.models import Lease, TaskRow, Tick, WorkerBeat
from vungxanh.kit.tasks.schedule import tick

pytestmark = pytest.mark.django_db(transaction=True)

MAX_WORKER_MB = 160


def enqueue_effects(count: int) -> None:
    for number in range(count):
        effect.enqueue(f"e{number}")


def ours() -> QuerySet[TaskRow]:
    """The rows a test enqueued itself; a real worker also ticks the periodic tasks, `quarterly` among them."""
    return DBTaskResult.objects.filter(task_path__in=[effect.module_path, slow_effect.module_path])


def all_done() -> bool:
    return not ours().exclude(status=TaskResultStatus.SUCCESSFUL).exists()


@pytest.mark.parametrize("effect_first", [False, True])
def test_killing_a_worker_in_mid_task_loses_and_doubles_nothing(tmp_path: Path, effect_first: bool) -> None:
    marker = tmp_path / "runs"
    enqueue_effects(20)
    slow = slow_effect.using(priority=10).enqueue("slow", str(marker), 60.0, effect_first)
    with worker() as first:
        wait_for(marker.exists)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert DBTaskResult.objects.get(pk=slow.id).status == TaskResultStatus.RUNNING
    with worker():
        wait_for(all_done)
    row = DBTaskResult.objects.get(pk=slow.id)
    assert len(row.worker_ids) == 2
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(["slow", *(f"e{n}" for n in range(20))])
    assert not Lease.objects.filter(task__in=ours()).exists()


def test_a_worker_outlives_a_foreign_lock_longer_than_its_busy_timeout() -> None:
    with worker(busy_timeout_s=0.3) as process:
        wait_for(health.live_workers)
        enqueue_effects(5)
        hold_foreign_lock(3.0)
        enqueue_effects(10)
        wait_for(all_done)
        assert process.poll() is None
    assert Group.objects.count() == 10


def hold_foreign_lock(seconds: float) -> None:
    """Keep every other writer out, as a backup tool or an administrator's shell may."""
    if connection.vendor == "sqlite":
        foreign = sqlite3.connect(connection.settings_dict["NAME"], timeout=20, isolation_level=None)
        foreign.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        foreign.execute("COMMIT")
        foreign.close()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE django_tasks_database_dbtaskresult, tasks_lease, tasks_worker_beat")
        time.sleep(seconds)


def test_a_worker_outlives_its_connections_being_cut() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to cut")
    with worker(threads=2) as process:
        wait_for(health.live_workers)
        for burst in range(5):
            enqueue_effects(10)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'worker under test'"
                )
            time.sleep(0.1 * burst)
        wait_for(all_done)
        assert process.poll() is None
    assert Group.objects.count() == 10


def test_sigterm_lets_the_running_task_finish_and_takes_no_other(tmp_path: Path) -> None:
    marker = tmp_path / "runs"
    slow_effect.using(priority=10).enqueue("slow", str(marker), 1.5, False)
    effect.enqueue("later")
    with worker() as process:
        wait_for(marker.exists)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert list(Group.objects.values_list("name", flat=True)) == ["slow"]
    assert ours().get(status=TaskResultStatus.READY).args_kwargs["args"] == ["later"]
    assert not WorkerBeat.objects.exists()


def test_a_long_task_keeps_its_lease_while_its_worker_lives(tmp_path: Path) -> None:
    slow = slow_effect.enqueue("slow", str(tmp_path / "runs"), 3.0, False)
    with worker(lease_s=1.0), worker(lease_s=1.0):
        wait_for(all_done)
    assert len(DBTaskResult.objects.get(pk=slow.id).worker_ids) == 1


def test_two_workers_share_the_work_and_double_nothing() -> None:
    enqueue_effects(150)
    with worker(threads=2) as one, worker(threads=2) as two:
        assert one.pid != two.pid
        wait_for(all_done)
    assert {len(row.worker_ids) for row in ours()} == {1}
    assert Group.objects.count() == 150


def test_a_worker_stays_small(capsys: pytest.CaptureFixture[str]) -> None:
    enqueue_effects(100)
    with worker() as process:
        wait_for(all_done)
        resident = psutil.Process(process.pid).memory_info().rss / 2**20
    with capsys.disabled():
        print(f"\nworker: {resident:.0f} MB resident after 100 tasks ({connection.vendor})")
    assert resident < MAX_WORKER_MB


def test_two_ticks_at_once_spawn_a_minute_once() -> None:
    due = datetime(2020, 7, 28, 1, 15, tzinfo=UTC)  # 08:15 in Viet Nam
    tick(due - timedelta(minutes=3))

    def tick_and_close() -> None:
        tick(due)
        connection.close()

    threads = [threading.Thread(target=tick_and_close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spawned = DBTaskResult.objects.filter(task_path="tests.kit.tasks.sample_tasks.quarterly")
    assert spawned.count() == 1
    assert Tick.objects.filter(name="tests.kit.tasks.sample_tasks.quarterly", minute=due).count() == 1
