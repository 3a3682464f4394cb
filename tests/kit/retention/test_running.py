"""The table of times of keeping, carried out: what goes, what stays, what is written down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.factories.accounts import a_user
from vungxanh.core.records.retention import RULES
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.actions import notify
from vungxanh.kit.notices.digests import compose_digests
from vungxanh.kit.notices.models import Delivery, DeliveryState, Digest, Notice
from vungxanh.kit.retention import running, stores
from vungxanh.kit.retention.running import Moments, expire, overdue
from vungxanh.kit.tasks.models import Tick, WorkerBeat

pytestmark = pytest.mark.django_db
AT = datetime(2020, 8, 3, 8, tzinfo=UTC)
MACHINE = datetime(2026, 11, 22, 8, tzinfo=UTC)
NOW = Moments(province=AT, machine=MACHINE)


def told(user_id: int, key: str, days_ago: int, **facts: object) -> Notice:
    at = AT - timedelta(days=days_ago)
    notify([user_id], kind="test", subject="Nhắc việc", body="", url="/", at=at, key=key)
    Notice.objects.filter(key=key).update(**facts)
    return Notice.objects.get(key=key)


def delivery(notice: Notice, state: DeliveryState, days_ago: int) -> Delivery:
    at = AT - timedelta(days=days_ago)
    settled = None if state in (DeliveryState.QUEUED, DeliveryState.SENDING) else at
    return Delivery.objects.create(
        user=notice.user, notice=notice, sender="x", state=state, next_at=at, settled_at=settled
    )


def test_old_notices_go_unless_they_are_on_their_way() -> None:
    user = a_user().pk
    told(user, "cu", 400)
    kept = told(user, "moi", 300)
    underway = told(user, "dang-gui", 400)
    delivery(underway, DeliveryState.QUEUED, 400)
    assert expire(NOW) == {"notices": 1}
    assert set(Notice.objects.all()) == {kept, underway}


def test_a_digest_goes_after_its_notices_and_none_of_them_is_told_anew() -> None:
    user = a_user().pk
    old = Digest.objects.create(user_id=user, day=(AT - timedelta(days=380)).date(), composed_at=AT)
    told(user, "trong-ban-tin", 380, digest=old)
    late = Digest.objects.create(user_id=user, day=(AT - timedelta(days=366)).date(), composed_at=AT)
    kept = told(user, "con-han", 364, digest=late)
    assert expire(NOW) == {"notices": 2}
    assert list(Digest.objects.all()) == [late]
    assert compose_digests(at=AT + timedelta(hours=20)) == 0
    kept.refresh_from_db()
    assert kept.digest_id == late.pk


def test_settled_deliveries_go_and_open_ones_stay_however_old() -> None:
    notice = told(a_user().pk, "x", 200)
    other, third = told(notice.user_id, "y", 200), told(notice.user_id, "z", 200)
    delivery(notice, DeliveryState.FAILED, 91)
    kept = delivery(other, DeliveryState.SENDING, 199), delivery(third, DeliveryState.SENT, 89)
    assert expire(NOW) == {"deliveries": 1}
    assert set(Delivery.objects.all()) == set(kept)
    assert Notice.objects.count() == 3


def a_task_row(status: str, days_ago: int) -> DBTaskResult:  # type: ignore[type-arg]
    at = MACHINE - timedelta(days=days_ago)
    return DBTaskResult.objects.create(
        status=status, finished_at=at, args_kwargs={"args": [], "kwargs": {}}, priority=0, task_path="a.b",
        worker_ids=[], queue_name="default", backend_name="default", run_after=at, exception_class_path="",
        traceback="người nhận hanh@dailoc.gov.vn",
    )  # fmt: skip


def test_task_rows_go_with_their_tracebacks_and_waiting_ones_never() -> None:
    a_task_row(TaskResultStatus.SUCCESSFUL, 8)
    a_task_row(TaskResultStatus.FAILED, 31)
    kept = {a_task_row(status, age) for status, age in (
        (TaskResultStatus.SUCCESSFUL, 6), (TaskResultStatus.FAILED, 29), (TaskResultStatus.READY, 99),
        (TaskResultStatus.RUNNING, 99),
    )}  # fmt: skip
    WorkerBeat.objects.create(
        name="w", host="h", pid=1, threads=1, started_at=MACHINE, beat_at=MACHINE - timedelta(days=8)
    )
    for days in (20, 10):
        Tick.objects.create(name="a.b", minute=AT - timedelta(days=days))
    assert expire(NOW) == {"tasks_done": 3, "tasks_failed": 1}
    assert set(DBTaskResult.objects.all()) == kept
    assert Tick.objects.get().minute == AT - timedelta(days=10)


def test_a_batch_is_one_line_in_the_audit_and_a_run_with_nothing_to_do_is_none() -> None:
    told(a_user().pk, "cu", 400)
    expire(NOW)
    assert expire(NOW) == {}
    entry = Entry.objects.get(verb="retention.expire")
    before = (AT - timedelta(days=365)).isoformat()
    assert entry.details == {"rule": "notices", "store": "notices", "before": before, "deleted": 1}
    assert (entry.actor_key, entry.at) == ("system:retention", AT)


def test_more_than_a_batch_goes_in_one_run_and_the_rest_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(running, "MOST_BATCHES", 2)
    user = a_user().pk
    for number in range(5):
        told(user, f"cu-{number}", 400)
    assert expire(NOW) == {"notices": 4}
    assert expire(NOW) == {"notices": 1}
    assert [entry.details["deleted"] for entry in Entry.objects.order_by("seq")] == [2, 2, 1]


def test_what_was_deleted_before_a_failure_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_before: datetime, _at_most: int) -> int:
        raise OSError("đĩa hỏng")

    told(a_user().pk, "cu", 400)
    monkeypatch.setitem(
        stores._stores, ("tokens", "tokens"), stores.Store("tokens", "tokens", lambda _before: 0, broken)
    )
    with pytest.raises(OSError, match="đĩa"):
        expire(NOW)
    assert Entry.objects.get(verb="retention.expire").details["deleted"] == 1


def test_a_look_ahead_counts_what_a_run_would_delete_by_the_deployments_own_days(settings: LazySettings) -> None:
    told(a_user().pk, "cu", 100)
    assert not any(due.count for due in overdue(NOW))
    settings.KEEP_DAYS = {"notices": 60}
    assert {due.rule.name: due.count for due in overdue(NOW) if due.count} == {"notices": 1}
    assert not any(due.count for due in overdue(NOW, slack=timedelta(days=50)))
    assert expire(NOW) == {"notices": 1}


def test_a_rule_the_table_does_not_have_cannot_be_registered() -> None:
    with pytest.raises(ValueError, match="gi-do"):
        stores.register(stores.Store("gi-do", "x", lambda _before: 0, lambda _before, _most: 0))
    assert all(stores.of_rule(rule.name) for rule in RULES)
