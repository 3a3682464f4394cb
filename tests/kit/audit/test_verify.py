"""Finding what an attacker with the database did to the audit chain."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connection, transaction

from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit import guard, queries
from vungxanh.kit.audit.canonical import Line, hash_of
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.audit.verify import Report, verify

T = TypeVar("T")
AT = datetime(2020, 7, 28, 8, 4, 5, 123456, UTC)
CLERK = SystemActor("văn thư")
TEXT_COLUMNS = ["actor_key", "actor_name", "unit_code", "verb", "object_type", "object_id", "data", "previous", "hash"]


def write(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            at = AT + timedelta(minutes=number)
            audit.record("thử.ghi", by=CLERK, on=None, at=at, data={"số": number})


def as_attacker(sql: str) -> None:
    guard.disarm(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)


def told(report: Report) -> list[tuple[int | None, str]]:
    return [(breach.seq, breach.kind) for breach in report.breaches]


@pytest.mark.django_db
def test_an_untouched_chain_is_sound() -> None:
    write(5)
    report = verify()
    assert report.is_sound
    assert (report.count, report.hash) == (5, queries.head().hash)


@pytest.mark.django_db
def test_an_empty_log_is_sound() -> None:
    assert verify().is_sound


@pytest.mark.django_db
@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("column", TEXT_COLUMNS)
def test_one_changed_character_is_named(column: str, seq: int) -> None:
    write(5)
    other = f"CASE WHEN SUBSTR({column}, 2, 1) = 'a' THEN 'b' ELSE 'a' END"
    as_attacker(
        f"UPDATE audit_entry SET {column} = SUBSTR({column}, 1, 1) || {other} || SUBSTR({column}, 3) WHERE seq = {seq}"
    )
    assert told(verify()) == [(seq, "changed")]


@pytest.mark.django_db
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_changed_moment_is_named(seq: int) -> None:
    write(5)
    as_attacker(f"UPDATE audit_entry SET at = '2020-07-28 08:04:05.123457' WHERE seq = {seq}")
    assert told(verify()) == [(seq, "changed")]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2020-07-28T08:06:05.123456", "x", "", "2020-07-28 08:06:05.123456+00:00"])
def test_a_moment_written_otherwise_is_named(text: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite stores moments as text")
    write(5)
    as_attacker(f"UPDATE audit_entry SET at = '{text}' WHERE seq = 3")
    assert told(verify()) == [(3, "changed")]


@pytest.mark.django_db
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_removed_entry_is_named(seq: int) -> None:
    write(5)
    as_attacker(f"DELETE FROM audit_entry WHERE seq = {seq}")
    assert told(verify()) == [(seq, "removed")]


@pytest.mark.django_db
def test_a_removed_run_is_named_by_its_ends() -> None:
    write(6)
    as_attacker("DELETE FROM audit_entry WHERE seq IN (3, 4)")
    (breach,) = verify().breaches
    assert breach.message == "thiếu các dòng từ 3 đến 4"


@pytest.mark.django_db
def test_a_whole_log_removed_is_found_by_its_head() -> None:
    write(4)
    as_attacker("DELETE FROM audit_entry")
    assert told(verify()) == [(1, "removed")]


@pytest.mark.django_db
def test_a_renumbered_entry_is_named() -> None:
    write(5)
    as_attacker("UPDATE audit_entry SET seq = 9 WHERE seq = 3")
    assert {3, 9} <= {seq for seq, _ in told(verify())}


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["count = 4", "hash = REPLACE(hash, SUBSTR(hash, 1, 1), 'z')"])
def test_a_changed_head_is_found(change: str) -> None:
    write(5)
    as_attacker(f"UPDATE audit_head SET {change}")
    assert not verify().is_sound


def rewrite_from(seq: int) -> None:
    """Forge an entry and recompute every hash after it and the head, as one with the whole database can."""
    guard.disarm(connection)
    previous = ""
    for entry in Entry.objects.filter(seq__gte=seq):
        fields = {name: getattr(entry, name) for name in Line._fields}
        forged = Line(**fields | {"verb": "giả"} | ({"previous": previous} if previous else {}))
        previous = hash_of(forged)
        Entry.objects.filter(seq=entry.seq).update(verb="giả", previous=forged.previous, hash=previous)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_head SET hash = %s", [previous])


@pytest.mark.django_db
@pytest.mark.parametrize("seq", [3, 5])
def test_one_entry_rewritten_with_a_right_hash_is_named(seq: int) -> None:
    write(5)
    entry = Entry.objects.get(seq=seq)
    forged = Line(**{name: getattr(entry, name) for name in Line._fields} | {"verb": "giả"})
    as_attacker(f"UPDATE audit_entry SET verb = 'giả', hash = '{hash_of(forged)}' WHERE seq = {seq}")
    assert [seq for seq, _ in told(verify())] == [seq]


@pytest.mark.django_db
def test_a_chain_rewritten_to_its_end_is_found_by_a_noted_head() -> None:
    write(5)
    noted = (queries.head().count, queries.head().hash)
    write(2)
    assert verify(noted=noted).is_sound
    rewrite_from(3)
    assert verify().is_sound
    assert told(verify(noted=noted)) == [(5, "noted")]


@pytest.mark.django_db
def test_a_log_put_back_to_an_older_state_is_found_by_a_noted_head() -> None:
    write(5)
    assert told(verify(noted=(9, "0" * 64))) == [(9, "noted")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("old", ["văn thư".encode(), b"8:06:05.123456", b'{"s\xe1\xbb\x91":2}'])
def test_one_byte_flipped_in_the_database_file_is_named(old: bytes, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite is one file")
    write(5)
    copy = tmp_path / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{copy}'")
    for flip in (0x01, 0x80):
        content = bytearray(copy.read_bytes())
        places = [n for n in range(len(content)) if content.startswith(old, n)]
        # The rows of one page stand from its end to its beginning.
        content[places[len(places) // 2] + 1] ^= flip
        tampered = tmp_path / f"tampered-{flip}.sqlite3"
        tampered.write_bytes(content)
        assert at_copy(tampered, lambda: told(verify())) == [(3, "changed")]


def at_copy(path: Path, call: Callable[[], T]) -> T:
    """Run a check with Django's connection pointed at another database file."""
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    try:
        return call()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


@pytest.mark.django_db
def test_the_report_is_bounded() -> None:
    write(60)
    as_attacker("UPDATE audit_entry SET verb = 'x'")
    assert len(verify().breaches) == 20
