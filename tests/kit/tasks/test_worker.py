"""What happens to one task: taken, run, tried again, given up, given back."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.factories.tasks import run_pending
from tests.kit.tasks import sample_tasks
from vungxanh.kit import clock
from vungxanh.kit.tasks import claims, health, running
from vungxanh.kit.tasks.models import Lease, Setbacks
from vungxanh.kit.tasks.retries import MAX_CRASHES, MAX_DELAY, OUTAGE, RetryPolicy

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=60)


def only_row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def take(at: datetime) -> claims.Claim:
    claim = claims.claim("w", at=at, lease_for=LEASE)
    assert claim is not None
    return claim


def test_a_task_runs_once_and_keeps_its_value() -> None:
    sample_tasks.effect.enqueue("a")
    assert run_pending() == 1
    assert run_pending() == 0
    assert (only_row().status, only_row().return_value) == (TaskResultStatus.SUCCESSFUL, "a")
    assert not Lease.objects.exists()


def test_the_urgent_task_is_taken_first() -> None:
    sample_tasks.effect.enqueue("later")
    sample_tasks.effect.using(priority=5).enqueue("first")
    assert take(clock.machine_now()).row.args_kwargs["args"] == ["first"]


def test_a_task_of_tomorrow_waits() -> None:
    now = clock.machine_now()
    sample_tasks.effect.using(run_after=now + timedelta(days=1)).enqueue("a")
    assert claims.claim("w", at=now, lease_for=LEASE) is None
    assert claims.claim("w", at=now + timedelta(days=2), lease_for=LEASE) is not None


def test_an_undeclared_error_fails_at_once_and_is_listed() -> None:
    sample_tasks.fails.enqueue()
    assert run_pending() == 1
    (dead,) = health.dead_letters()
    assert dead.exception_class_path == "builtins.KeyError"
    assert "sai" in dead.traceback


def test_a_declared_error_is_tried_again_until_it_succeeds() -> None:
    sample_tasks.flaky.enqueue("a", 3)
    assert run_pending() == 3
    assert only_row().status == TaskResultStatus.SUCCESSFUL
    assert Group.objects.count() == 3


def test_the_last_attempt_is_the_declared_one() -> None:
    sample_tasks.flaky.enqueue("a", 99)
    assert run_pending() == 3
    assert health.dead_letters().count() == 1


def test_a_requeued_task_has_all_its_attempts_again() -> None:
    sample_tasks.flaky.enqueue("a", 5)
    run_pending()
    assert health.requeue(only_row().pk)
    assert run_pending() == 2
    assert only_row().status == TaskResultStatus.SUCCESSFUL
    assert not health.requeue(only_row().pk)


def test_a_task_that_finds_the_database_away_is_tried_again_later() -> None:
    sample_tasks.finds_the_database_away.enqueue()
    assert run_pending() == 1
    row = only_row()
    assert row.status == TaskResultStatus.READY
    assert row.run_after > clock.machine_now()
    assert "locked" in row.traceback


@pytest.mark.parametrize("task", [sample_tasks.leaves, sample_tasks.gives_what_json_cannot_hold])
def test_a_task_cannot_take_its_worker_with_it(task) -> None:  # type: ignore[no-untyped-def]
    task.enqueue()
    assert run_pending() == 1
    assert only_row().status == TaskResultStatus.FAILED


def test_a_task_whose_code_is_gone_fails_visibly() -> None:
    sample_tasks.effect.enqueue("a")
    DBTaskResult.objects.update(task_path="vungxanh.nowhere.task")
    assert run_pending() == 1
    assert only_row().status == TaskResultStatus.FAILED


def test_a_lease_that_runs_out_gives_the_task_back() -> None:
    sample_tasks.effect.enqueue("a")
    now = clock.machine_now()
    take(now)
    assert claims.reap(now + LEASE - timedelta(seconds=1)) == 0
    assert claims.reap(now + LEASE) == 1
    assert only_row().status == TaskResultStatus.READY


def test_a_renewed_lease_is_not_reaped() -> None:
    sample_tasks.effect.enqueue("a")
    now = clock.machine_now()
    claim = take(now)
    assert claims.renew("w", [claim.row.pk], at=now + LEASE / 2, lease_for=LEASE) == 1
    assert claims.reap(now + LEASE) == 0


def test_a_task_that_keeps_killing_its_worker_is_given_up_visibly() -> None:
    sample_tasks.effect.enqueue("a")
    now = clock.machine_now()
    for _ in range(MAX_CRASHES):
        now += 2 * LEASE
        take(now)
        claims.reap(now + LEASE)
    (dead,) = health.dead_letters()
    assert "WorkerLost" in dead.exception_class_path


def settle(claim: claims.Claim, error: Exception, at: datetime) -> None:
    assert running.settle(claim, running.Outcome(error=error), at=at, rng=random.Random(1))


def test_one_killed_worker_after_many_outages_gives_the_task_back() -> None:
    sample_tasks.effect.enqueue("a")
    now = clock.machine_now()
    for _ in range(OUTAGE.max_attempts - 1):
        settle(take(now), OperationalError("database is locked"), now)
        now += 2 * MAX_DELAY
    for _ in range(MAX_CRASHES - 1):
        take(now)
        now += 2 * LEASE
        claims.reap(now)
        assert only_row().status == TaskResultStatus.READY
    take(now)
    claims.reap(now + LEASE)
    assert only_row().status == TaskResultStatus.FAILED


def test_outages_and_lost_workers_use_up_none_of_a_tasks_own_attempts() -> None:
    sample_tasks.flaky.enqueue("a", 99)
    now = clock.machine_now()
    for _ in range(MAX_CRASHES - 1):
        settle(take(now), OperationalError("database is locked"), now)
        now += 2 * MAX_DELAY
        take(now)
        now += 2 * LEASE
        claims.reap(now)
    for attempt in (1, 2, 3):
        assert only_row().status == TaskResultStatus.READY, attempt
        settle(take(now), ConnectionError("x"), now)
        now += 2 * MAX_DELAY
    assert only_row().status == TaskResultStatus.FAILED


def test_outages_end_a_task_only_by_their_own_number() -> None:
    sample_tasks.flaky.enqueue("a", 99)
    now = clock.machine_now()
    for _ in range(2):
        settle(take(now), ConnectionError("x"), now)
    for _ in range(OUTAGE.max_attempts):
        assert only_row().status == TaskResultStatus.READY
        settle(take(now), OperationalError("database is locked"), now)
        now += 2 * MAX_DELAY
    assert only_row().status == TaskResultStatus.FAILED
    assert health.requeue(only_row().pk)
    assert not Setbacks.objects.exists()


def test_a_worker_that_lost_its_lease_cannot_settle() -> None:
    sample_tasks.effect.enqueue("a")
    now = clock.machine_now()
    late = take(now)
    claims.reap(now + LEASE)
    again = take(now + LEASE)
    assert not running.settle(late, running.Outcome(error=KeyError()), at=now + LEASE, rng=random.Random(1))
    assert running.settle(again, running.execute(again), at=now + LEASE, rng=random.Random(1))
    assert only_row().status == TaskResultStatus.SUCCESSFUL


def test_waiting_doubles_and_is_spread_and_bounded() -> None:
    policy = RetryPolicy(9, timedelta(seconds=4), (Exception,))
    for attempt, full in [(1, 4), (2, 8), (5, 64)]:
        waits = {policy.delay(attempt, random.Random(seed)).total_seconds() for seed in range(50)}
        assert full / 2 <= min(waits) < max(waits) <= full
    assert policy.delay(10_000, random.Random(1)) <= MAX_DELAY


def test_a_database_may_be_away_for_an_hour() -> None:
    least = sum((OUTAGE.delay(n, random.Random(1)) for n in range(1, OUTAGE.max_attempts)), timedelta())
    assert least > timedelta(minutes=30)


def test_what_waits_is_counted() -> None:
    sample_tasks.effect.enqueue("a")
    sample_tasks.effect.using(run_after=datetime(2400, 1, 1, tzinfo=UTC)).enqueue("b")
    assert health.waiting() == 1
