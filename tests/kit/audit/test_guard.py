"""The database itself refuses to change the audit log."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit import guard

AT = datetime(2020, 7, 28, 8, 4, 5, tzinfo=UTC)
CHANGES = [
    "UPDATE audit_entry SET verb = 'x'",
    "UPDATE audit_entry SET seq = 7 WHERE seq = 1",
    "DELETE FROM audit_entry WHERE seq = 2",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET count = 1",
]
ONLY_HERE = {
    "sqlite": ["INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry"],
    "postgresql": ["TRUNCATE audit_entry"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(len(CHANGES) + 1))
def test_a_change_of_the_log_is_refused_by_the_database(number: int) -> None:
    guard.arm(connection)
    for verb in ("a", "b"):
        audit.record(verb, by=SystemActor("thử"), on=None, at=AT)
    sql = (CHANGES + ONLY_HERE[connection.vendor])[number]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_an_armed_log_still_grows() -> None:
    guard.arm(connection)
    assert [audit.record("a", by=SystemActor("thử"), on=None, at=AT).seq for _ in range(3)] == [1, 2, 3]


@pytest.mark.django_db
def test_missing_triggers_are_noticed() -> None:
    guard.arm(connection)
    assert not guard.missing(connection)
    guard.disarm(connection)
    assert guard.missing(connection)


@pytest.mark.django_db(transaction=True)
def test_migrating_arms_the_log_and_going_back_disarms_it() -> None:
    guard.arm(connection)
    try:
        MigrationExecutor(connection).migrate([("audit", "0001_tables")])
        assert guard.missing(connection)
        MigrationExecutor(connection).migrate([("audit", "0002_append_only")])
        assert not guard.missing(connection)
    finally:
        guard.disarm(connection)
