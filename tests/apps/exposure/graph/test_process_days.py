"""Many uploads, old ones, bad ones, one more: nobody's stops the others, and only what concerns a day is made anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from tests.apps.exposure.graph.crowd import FIRST_DAY, MIDNIGHT, NOW, Person, hand_in, meet, ms
from tests.apps.exposure.graph.test_process import EVENING, MORNING, met, people, province
from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.actions.process import process
from vungxanh.apps.exposure.graph import segments
from vungxanh.apps.exposure.models import Holder, Segment, Upload, UploadState
from vungxanh.core.tracing.tracefile import Row
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_an_old_history_in_force_beside_a_new_one_keeps_nobody_from_being_compared() -> None:
    """What is in force may reach back 21 days before a code that is itself kept 28 days: 49 days and more."""
    place = province()
    a, b = people("A", "B")
    old = Person("C")
    late = FIRST_DAY + timedelta(days=50)
    old.hears(a, FIRST_DAY + timedelta(hours=2))
    a.hears(b, MORNING)
    hand_in(old, place.communes[0], received_at=FIRST_DAY + timedelta(days=21))
    b.rows.append(Row(b.said_at(late), a.said_at(late), -60, ms(late)))
    for person in (a, b):
        hand_in(person, place.communes[0], received_at=late)
    done = process(at=late)
    assert done is not None
    assert done.checked == 3


def test_what_cannot_be_used_of_an_upload_is_set_aside_named_and_counted_and_stops_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = province()
    a, b, c = people("A", "B", "C")
    meet(a, b, MORNING)
    for person in (a, b):
        hand_in(person, place.communes[0])
    bad = hand_in(c, place.communes[0])
    bad.keys.update(key="no hex")
    done = process(at=NOW)
    assert done is not None
    assert (done.checked, done.set_aside) == (3, 1)
    assert met() == [("A", "B", True)]
    assert str(bad.pk) in caplog.text
    [entry] = Entry.objects.filter(verb="exposure.upload.set_aside")
    assert entry.object_id == str(bad.pk)
    assert process(at=NOW) is None


def test_more_uploads_than_a_statement_takes_values_are_compared() -> None:
    place = province()
    a, b = people("A", "B")
    meet(a, b, MORNING)
    uploads = [hand_in(person, place.communes[0]) for person in (a, b)]
    many = [
        Upload(kind="contact", way="channel", subject=uuid4(), body_digest=f"{number:x}", received_at=NOW,
               expires_on=NOW.date())
        for number in range(6_100)
    ]  # fmt: skip
    Upload.objects.bulk_create(many)
    with few_values(6_000):
        done = process(at=NOW)
        assert done is not None
        assert done.checked == 6_102
        Upload.objects.exclude(pk=uploads[0].pk).update(state=UploadState.REVOKED)
        assert process(at=NOW) is not None
    assert Holder.objects.count() == 1


@contextmanager
def few_values(limit: int) -> Iterator[None]:
    """SQLite takes no more values in a statement than this (250,000 as it is built); PostgreSQL has its own limit."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, limit)
    try:
        yield
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_one_more_upload_opens_and_writes_only_what_concerns_its_days() -> None:
    place = province()
    a, b, c, d = people("A", "B", "C", "D")
    meet(a, b, MORNING)
    meet(c, d, MORNING + timedelta(days=3))
    early, late = [], []
    for person in (a, b):
        early.append(hand_in(person, place.communes[0]))
        early[-1].keys.exclude(starts_at=MIDNIGHT).delete()
    late.append(hand_in(c, place.communes[0]))
    late[0].keys.exclude(starts_at=MIDNIGHT + timedelta(days=3)).delete()
    process(at=NOW)
    kept = {path: path.stat().st_mtime_ns for path in segments.files()}
    assert len(kept) == 1
    (histories.folder() / early[0].history_name).unlink()  # whoever opened it now would take the meeting away
    late.append(hand_in(d, place.communes[0]))
    late[1].keys.exclude(starts_at=MIDNIGHT + timedelta(days=3)).delete()
    done = process(at=NOW)
    assert done is not None
    assert (done.checked, done.written, done.removed, done.set_aside) == (1, 1, 0, 0)
    assert met() == [("A", "B", True), ("C", "D", True)]
    assert {path: path.stat().st_mtime_ns for path in segments.files() if path in kept} == kept


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_a_run_after_each_upload_makes_the_edges_that_one_run_makes(order: tuple[int, ...]) -> None:
    place = province()
    everybody = people("A", "B", "C", "D")
    a, b, c, d = everybody
    near_midnight = MIDNIGHT + timedelta(days=1) - timedelta(minutes=7)
    a.hears(b, near_midnight)
    b.hears(a, near_midnight + timedelta(minutes=10))
    c.hears(b, near_midnight + timedelta(minutes=5), minutes=20)
    meet(c, d, EVENING, minutes=50)
    d.hears(a, MORNING + timedelta(days=2), minutes=15)
    for turn in order:
        hand_in(everybody[turn], place.communes[turn], commune=place.communes[turn])
        process(at=NOW)
    step_by_step = _edges_by_place()
    done = process(at=NOW, anew=True)
    assert done is None or (done.written, done.removed) == (0, 0)
    assert _edges_by_place() == step_by_step
    assert len(step_by_step) >= 3


def _edges_by_place() -> list[tuple[object, ...]]:
    rows = Segment.objects.order_by("day", "area").values_list("day", "area", "name", "sha256", "rows", "dropped")
    return list(rows)
