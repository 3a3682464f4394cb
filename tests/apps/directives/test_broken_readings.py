"""A scan whose reading breaks down for good is told, once, and does not stay for ever."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from tests.factories.directives import AT, a_clerk
from vungxanh.apps.directives import tasks
from vungxanh.apps.directives.events import ScanReceived
from vungxanh.apps.directives.models import Reception, ReceptionState
from vungxanh.kit import clock, events
from vungxanh.kit.files.actions import store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.queries import path_of
from vungxanh.kit.files.types import TEXTS
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.retention.running import Moments, expire
from vungxanh.kit.tasks import claims, running

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(minutes=1)
End = Callable[[claims.Claim, datetime], None]


def a_waiting_scan(name: str = "quet.txt") -> Reception:
    clerk = a_clerk()
    file = store(BytesIO(name.encode()), name=name, allowed=TEXTS, max_bytes=99, by=clerk, at=AT)
    with transaction.atomic():
        reception = Reception.objects.create(unit=clerk.unit, name=name, file=file, by=clerk.user, at=AT)
        events.announce(ScanReceived(reception.pk, AT))
    return reception


def until_it_fails(end: End) -> None:
    """Let every attempt of the one waiting task end alike."""
    for day in range(50):
        if DBTaskResult.objects.get().status == "FAILED":
            return
        at = clock.machine_now() + timedelta(days=day)
        claim = claims.claim("w", at=at, lease_for=LEASE)
        assert claim is not None
        end(claim, at)
    raise AssertionError("it never fails for good")


def breaks(claim: claims.Claim, at: datetime) -> None:
    running.settle(claim, running.execute(claim), at=at, rng=random.Random(1))


def takes_its_worker_along(_claim: claims.Claim, at: datetime) -> None:
    claims.reap(at + LEASE)


@pytest.mark.parametrize("end", [breaks, takes_its_worker_along])
def test_a_reading_that_broke_down_for_good_ends_and_is_told_once(end: End) -> None:
    reception = a_waiting_scan()
    path_of(reception.file).unlink()  # what nobody foresaw: reading it raises
    tasks.end_broken_readings.func()
    assert not Notice.objects.exists()
    until_it_fails(end)
    for _ in range(2):
        tasks.end_broken_readings.func()
    reception.refresh_from_db()
    assert reception.state == ReceptionState.FAILED
    assert "lỗi" in reception.problem
    notice = Notice.objects.get()
    assert notice.user_id == reception.by_id
    assert "quet.txt" in notice.subject


def test_a_reading_that_is_still_tried_or_has_ended_is_left_alone() -> None:
    tried, done = a_waiting_scan("dang-doc.txt"), a_waiting_scan("da-xong.txt")
    Reception.objects.filter(pk=done.pk).update(state=ReceptionState.DONE)
    DBTaskResult.objects.filter(args_kwargs__args__2__reception_id=done.pk).update(status="FAILED")
    tasks.end_broken_readings.func()
    states = dict(Reception.objects.values_list("pk", "state"))
    assert states == {tried.pk: ReceptionState.WAITING, done.pk: ReceptionState.DONE}


def test_a_failed_reception_and_its_file_go_after_their_time_and_no_other() -> None:
    failed, going = a_waiting_scan("hong.txt"), a_waiting_scan("dang-doc.txt")
    Reception.objects.filter(pk=failed.pk).update(state=ReceptionState.FAILED)
    content = path_of(failed.file)
    month = Moments(province=AT + timedelta(days=30), machine=clock.machine_now() + timedelta(days=30))
    assert "receptions_failed" not in expire(month)
    later = Moments(province=AT + timedelta(days=31), machine=clock.machine_now() + timedelta(days=31))
    assert expire(later)["receptions_failed"] == 1
    assert list(Reception.objects.all()) == [going]
    assert list(StoredFile.objects.all()) == [going.file]
    assert not content.exists()
    assert path_of(going.file).exists()
