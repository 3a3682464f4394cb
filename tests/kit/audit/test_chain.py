"""Writing the audit chain."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit import guard, queries
from vungxanh.kit.audit.canonical import GENESIS, Line, data_text, hash_of
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.audit.verify import verify

AT = datetime(2020, 7, 28, 8, 4, 5, 123456, UTC)
CLERK = SystemActor("thử")


@pytest.mark.django_db
def test_entries_are_numbered_without_gaps_and_each_holds_the_hash_before() -> None:
    group = Group.objects.create(name="a")
    first = audit.record("group.create", by=CLERK, on=group, at=AT, data={"tên": "ạ", "on": AT.date()})
    second = audit.record("group.count", by=CLERK, on=None, at=AT)
    assert (first.seq, second.seq) == (1, 2)
    assert (first.previous, second.previous) == (GENESIS, first.hash)
    assert queries.head().hash == second.hash
    assert Entry.objects.get(seq=1).details == {"tên": "ạ", "on": "2020-07-28"}


@pytest.mark.django_db
def test_the_hash_is_the_documented_one() -> None:
    line = Line(1, AT, "user:1", "Ạ", "49", "x.y", "", "", '{"a":1}', GENESIS)
    form = f'[1,"2020-07-28T08:04:05.123456Z","user:1","Ạ","49","x.y","","","{{\\"a\\":1}}","{GENESIS}"]'
    assert hash_of(line) == hashlib.sha256(form.encode()).hexdigest()


def test_data_in_another_order_has_the_same_text() -> None:
    assert (
        data_text({"b": 1, "a": 2})
        == data_text({"a": 2, "b": 1})
        == json.dumps({"a": 2, "b": 1}, separators=(",", ":"))
    )


def test_the_same_moment_in_another_zone_has_the_same_hash() -> None:
    line = Line(1, AT, "user:1", "A", "", "x", "", "", "{}", GENESIS)
    assert hash_of(line) == hash_of(line._replace(at=AT.astimezone(timezone(timedelta(hours=7)))))


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="atomic"):
        audit.record("x", by=CLERK, on=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_entry_and_no_gap() -> None:
    def change() -> None:
        with transaction.atomic():
            audit.record("lost", by=CLERK, on=None, at=AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    with transaction.atomic():
        assert audit.record("kept", by=CLERK, on=None, at=AT).seq == 1
    assert verify().is_sound


@pytest.mark.django_db
def test_many_entries_cost_a_constant_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    groups = Group.objects.bulk_create([Group(name=f"g{n}") for n in range(300)])
    audit.record("group.first", by=CLERK, on=None, at=AT)  # makes the head where a transactional test has emptied it
    with django_assert_max_num_queries(6):
        entries = audit.record_many("group.create", by=CLERK, on=groups, at=AT)
    assert [entry.seq for entry in entries] == list(range(2, 302))
    assert verify().is_sound


@pytest.mark.django_db
def test_a_history_holds_only_its_object_oldest_first() -> None:
    one, other = Group.objects.create(name="one"), Group.objects.create(name="other")
    for verb, group in [("a", one), ("b", other), ("c", one)]:
        audit.record(verb, by=CLERK, on=group, at=AT)
    assert [entry.verb for entry in queries.history_of(one)] == ["a", "c"]


@pytest.mark.django_db
def test_an_unsaved_object_is_refused() -> None:
    with pytest.raises(ValueError, match="saved"):
        audit.record("x", by=CLERK, on=Group(name="new"), at=AT)


@pytest.mark.django_db
def test_entries_without_a_head_are_not_continued() -> None:
    guard.disarm(connection)
    audit.record("x", by=CLERK, on=None, at=AT)
    connection.cursor().execute("DELETE FROM audit_head")
    with pytest.raises(RuntimeError, match="no head"):
        audit.record("y", by=CLERK, on=None, at=AT)
