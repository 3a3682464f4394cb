"""The store keeps what it acknowledged, seals it, forgets in time."""

import io
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from tests.device.phones import OWN, PEER, START_MS, live, new_store, seen
from vungxanh.core.tracing.ids import DAY_MS, identifiers, key_after
from vungxanh.core.tracing.tracefile import read_rows
from vungxanh.device.identity import Identity
from vungxanh.device.ledger import Request
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.sealed import Table
from vungxanh.device.store import Seen, Store
from vungxanh.device.vault import KEY_FILE

OTHER = bytes(range(50, 62))
WRITER = """
import sys
from pathlib import Path
from vungxanh.device.store import Seen, Store
store = Store(Path(sys.argv[1]))
number = store.count()
while True:
    for _ in range(3):
        store.note(Seen(bytes(12), number.to_bytes(12, "big"), -60, 1596844800000 + number))
        number += 1
    store.flush()
    print(number, flush=True)
"""


def test_rows_come_back_as_they_were_in_the_order_of_writing(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    rows = [seen(START_MS + 10_000 * n, rssi=-50 - n) for n in range(5)]
    assert all(store.note(row) for row in rows)
    assert store.flush() == 5
    assert list(store.sightings()) == rows


def test_nothing_of_a_row_can_be_read_without_the_key(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    store.note(seen(START_MS))
    base = store.base_key(START_MS)
    store.close()
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert all(secret not in data for secret in (OWN, PEER, PEER.hex().encode(), PEER.hex().upper().encode(), base.key))


def test_a_row_moved_to_another_day_does_not_open(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    store.note(seen(START_MS))
    store.flush()
    store.database.connection.execute("UPDATE sightings SET day = day + 1")
    with pytest.raises(InvalidTag):
        list(store.sightings())


def test_the_same_id_is_kept_once_in_five_seconds(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    kept = [store.note(seen(START_MS + ms)) for ms in (0, 4_999, 5_000, 9_999, 10_000)]
    assert kept == [True, False, True, False, True]
    assert store.note(seen(START_MS + 10_001, OTHER))


def test_the_five_seconds_survive_a_restart(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.note(seen(START_MS))
    first.note(seen(START_MS + 3_000, OTHER))
    first.close()
    second = Store(tmp_path)
    assert not second.note(seen(START_MS + 4_000))
    assert not second.note(seen(START_MS + 7_999, OTHER))
    assert second.note(seen(START_MS + 5_000))


def test_a_clock_set_back_does_not_silence_a_phone(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    store.note(seen(START_MS))
    assert store.note(seen(START_MS - 3_600_000))


def test_kill_9_during_writing_loses_no_acknowledged_row_and_none_comes_twice(tmp_path: Path) -> None:
    acknowledged = 0
    for round_number in range(4):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        for _ in range(10 + 7 * round_number):
            acknowledged = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        writer.wait()
        store = Store(tmp_path)
        found = [int.from_bytes(row.contact, "big") for row in store.sightings()]
        assert store.database.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        store.database.close()
        assert len(found) == len(set(found))
        assert found[:acknowledged] == list(range(acknowledged))
    assert acknowledged > 100


def test_rows_older_than_21_days_are_purged_to_the_millisecond_and_their_bytes_overwritten(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    now = START_MS + 21 * DAY_MS + 7_200_000
    live(store, START_MS, now - 1)
    for ms in (START_MS - DAY_MS, START_MS, START_MS + 7_199_999, now):
        store.note(seen(ms))
    store.note(seen(START_MS + 7_200_000, OTHER))
    store.flush()
    store.database.forget_deleted()
    doomed = [row[0] for row in store.database.connection.execute("SELECT sealed FROM sightings LIMIT 3")]
    assert all(sealed in store.database.path.read_bytes() for sealed in doomed)
    assert store.purge(now) == 3
    assert [row.ms for row in store.sightings()] == [now, START_MS + 7_200_000]
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(sealed in data for sealed in doomed)


def test_a_purge_moves_the_base_key_forward_and_changes_no_identifier(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    first = store.base_key(START_MS)
    now = START_MS + 40 * DAY_MS
    before = Identity(store).at(now)
    live(store, START_MS, now)
    moved = store.base_key(now)
    assert moved.day_ms == START_MS + 19 * DAY_MS
    assert moved.key == key_after(first.key, 20)  # a new base is dated one day back
    assert Identity(store).at(now) == before == identifiers(key_after(first.key, 41))[0]


def test_a_re_key_changes_the_identifier_and_ends_the_old_key(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    identity = Identity(store)
    before = identity.at(START_MS)
    store.re_key(START_MS + 1_000)
    old, new = store.base_keys()
    assert old.until_ms == START_MS + 1_000
    assert identity.at(START_MS) != before
    assert new.key != old.key
    store.forget_ended_keys()
    assert store.base_keys() == [new]


def test_the_export_is_the_apps_file_byte_by_byte(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    own, contact = bytes.fromhex("286BCE589AB994EFA5F73CAD"), bytes.fromhex("9C25DF2D9861B31897EA3028")
    store.note(Seen(own, contact, -61, 1_596_887_252_275))
    store.note(Seen(own, contact, -7, 1_596_887_262_275))
    store.flush()
    out = io.BytesIO()
    assert store.export(out) == 2
    line = b"286BCE589AB994EFA5F73CAD\t9C25DF2D9861B31897EA3028\t%d\t%d\n"
    assert out.getvalue() == line % (-61, 1_596_887_252_275) + line % (-7, 1_596_887_262_275)
    assert len(list(read_rows([out.getvalue()]))) == 2


def test_the_owner_reads_the_log_and_frequent_requests_are_counted(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.ledger.add(Request(START_MS, "owner", "consent", "refused", facts={"keys": 3}))
    for n in range(1_000):
        store.ledger.count(Request(START_MS + n, "peer", "read_identifier", "answered"))
        if n % 100 == 0:
            store.flush()
    store.ledger.count(Request(START_MS + 900_000, "peer", "read_identifier", "answered"))
    store.close()
    log = [(one.by, one.what, one.outcome, one.count) for one in Store(tmp_path).requests()]
    assert log == [
        ("owner", "consent", "refused", 1),
        ("peer", "read_identifier", "answered", 1_000),
        ("peer", "read_identifier", "answered", 1),
    ]


def test_files_and_key_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    Store(folder).close()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"store.sqlite3": 0o600, KEY_FILE: 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    Store(tmp_path).close()
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(DeviceProblem) as refused:
        Store(tmp_path)
    assert refused.value.code == "key_file_open"


def test_another_key_is_refused_and_a_lost_one_is_not_replaced(tmp_path: Path) -> None:
    Store(tmp_path).close()
    (tmp_path / KEY_FILE).write_text("00" * 32)
    with pytest.raises(DeviceProblem) as wrong:
        Store(tmp_path)
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(DeviceProblem) as lost:
        Store(tmp_path)
    assert (wrong.value.code, lost.value.code) == ("store_key", "key_missing")
    assert not (tmp_path / KEY_FILE).exists()


def test_rows_stay_noted_when_the_disk_refuses_them(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    store.note(seen(START_MS))
    other = sqlite3.connect(store.database.path)
    other.execute("BEGIN IMMEDIATE")
    store.database.connection.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(sqlite3.OperationalError):
        store.flush()
    other.rollback()
    assert store.flush() == 1
    assert store.count() == 1


def test_counts_of_the_log_that_the_disk_refused_are_written_when_there_is_room(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    connection = store.database.connection
    for number in range(500):
        store.ledger.count(Request(START_MS, f"peer {number}", "read_identifier", "answered"))
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError):
        store.flush()
    connection.execute("PRAGMA max_page_count = 1000000")
    store.flush()
    assert len(list(store.requests())) == 500


def test_a_table_has_one_of_the_known_names(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="users"):
        Table(new_store(tmp_path).database, "users")
