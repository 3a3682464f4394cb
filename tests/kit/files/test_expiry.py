"""What nobody refers to goes after a day: rows without a record, content without a row, halves of uploads."""

import io
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError, QuerySet
from pytest_django import Settings

from tests.factories.directives import a_directive
from tests.factories.files import PDF_BYTES
from tests.factories.work import a_scene
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.work.models import Entry, EntryFile, EntryKind
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.files import disk, expiry
from vungxanh.kit.files.actions import discard, store
from vungxanh.kit.files.expiry import unreferenced
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.queries import path_of
from vungxanh.kit.files.types import DOCUMENTS
from vungxanh.kit.retention.running import Moments, expire

BY = SystemActor("test")
AT = datetime(2020, 7, 28, 8, 4, tzinfo=UTC)
MACHINE = datetime.now(UTC)  # noqa: TID251 - files have real ages
NEXT_DAY = Moments(province=AT + timedelta(hours=25), machine=MACHINE)
DAY_AFTER = Moments(province=AT + timedelta(days=2), machine=MACHINE + timedelta(days=2))


@pytest.fixture(autouse=True)
def room(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    settings.EXPOSURE_DIR = tmp_path / "exposure"  # its leftovers go by the same rule, and would be counted here
    settings.ANTIVIRUS = ""
    return tmp_path / "files"


def keep(content: bytes, name: str = "tep.txt") -> StoredFile:
    return store(io.BytesIO(content), name=name, allowed=DOCUMENTS, max_bytes=10**7, by=BY, at=AT)


def swept(moments: Moments) -> int:
    """How many rows and contents went."""
    return expire(moments).get("files_unused", 0)


def kept_files(room: Path) -> list[Path]:
    return [path for path in room.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_no_record_names_goes_after_a_day_and_its_content_with_its_age(room: Path) -> None:
    letter, evidence, cut_off = keep(PDF_BYTES, "a.pdf"), keep(b"minh chung"), keep(b"dut giua chung")
    a_directive(file=letter)
    scene = a_scene()
    entry = Entry.objects.create(
        assignment=scene.assignment, kind=EntryKind.PROGRESS, by=scene.holder.user, by_name="x",
        by_unit=scene.holder.unit, at=AT,
    )  # fmt: skip
    EntryFile.objects.create(entry=entry, file=evidence, name="minh chung.txt")
    hours = Moments(province=AT + timedelta(hours=23), machine=MACHINE)
    assert swept(hours) == 0
    referred = {letter.pk, evidence.pk}
    assert swept(NEXT_DAY) == 1
    assert set(StoredFile.objects.values_list("pk", flat=True)) == referred
    assert path_of(cut_off).exists()
    assert swept(DAY_AFTER) == 1
    assert set(kept_files(room)) == {path_of(letter), path_of(evidence)}


def test_every_model_that_names_files_is_asked() -> None:
    told = str(unreferenced(AT).query)
    for table in ("directives_directive", "directives_reception", EntryFile._meta.db_table):
        assert table in told


@pytest.mark.django_db(transaction=True)
def test_content_goes_only_when_it_is_old_and_no_row_names_it(room: Path) -> None:
    kept, gone = keep(PDF_BYTES, "a.pdf"), keep(b"mot dong")
    a_directive(file=kept)
    discard(gone, by=BY, at=AT)
    leftover = room / "incoming" / "tmpdead"
    leftover.write_bytes(b"half a file")
    assert swept(NEXT_DAY) == 0
    assert swept(DAY_AFTER) == 2
    assert kept_files(room) == [path_of(kept)]


@pytest.mark.django_db(transaction=True)
def test_content_handed_in_again_is_young_again(room: Path) -> None:
    first = keep(PDF_BYTES, "a.pdf")
    old = (MACHINE - timedelta(days=2)).timestamp()
    os.utime(path_of(first), (old, old))
    discard(first, by=BY, at=AT)
    again = room / "again"
    again.write_bytes(PDF_BYTES)
    disk.keep(again)
    assert swept(NEXT_DAY) == 0


@pytest.mark.django_db(transaction=True)
def test_no_record_ever_names_a_file_that_was_swept_while_it_was_written(room: Path) -> None:
    stored = keep(PDF_BYTES, "a.pdf")
    written, may_end, failures = threading.Event(), threading.Event(), list[Exception]()

    def write() -> None:
        try:
            with transaction.atomic():
                a_directive(file=stored)
                written.set()
                may_end.wait(20)
        except Exception as failure:  # noqa: BLE001 - shown by the test
            failures.append(failure)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(20)
    threading.Timer(0.5, may_end.set).start()
    deleted = expiry._delete_rows(AT + timedelta(days=2), 10)
    writer.join()
    # SQLite lets one write at a time, and the record was first; PostgreSQL asks the foreign key at commit.
    assert (deleted, len(failures)) == ((0, 0) if connection.vendor == "sqlite" else (1, 1))
    assert Directive.objects.count() == StoredFile.objects.count() == 1 - deleted


@pytest.mark.django_db(transaction=True)
def test_a_record_that_came_between_the_look_and_the_lock_keeps_its_file(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, looks = keep(PDF_BYTES, "a.pdf"), list[int]()

    def look(before: datetime) -> "QuerySet[StoredFile]":
        if looks:
            a_directive(file=stored)
        looks.append(1)
        return unreferenced(before)

    monkeypatch.setattr(expiry, "unreferenced", look)
    assert expiry._delete_rows(AT + timedelta(days=2), 10) == 0
    with pytest.raises(ProtectedError):
        stored.delete()


@pytest.mark.django_db(transaction=True)
def test_content_is_unlinked_only_when_its_deletion_stands_in_the_audit(room: Path) -> None:
    gone = room / "incoming" / "tmpdead"
    gone.parent.mkdir(parents=True)
    gone.write_bytes(b"half a file")
    with transaction.atomic():
        assert expiry._delete_content(MACHINE + timedelta(days=2), 10) == 1
        transaction.set_rollback(True)
    assert gone.exists()


CUT_OFF = """
import django; django.setup()
import io, os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from django.conf import settings
settings.FILES_DIR = Path(sys.argv[1])
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.files.actions import store
store(io.BytesIO(b"dut giua chung"), name="a.txt", allowed={"text/plain"}, max_bytes=99, by=SystemActor("test"),
      at=datetime(2020, 7, 28, 8, 4, tzinfo=UTC))
print("stored", flush=True)
time.sleep(60)
"""


@pytest.mark.django_db(transaction=True)
def test_an_upload_killed_between_file_and_record_is_swept(room: Path) -> None:
    root = Path(__file__).parents[3]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(root), str(root / "src")]),
        "TEST_BASE_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
        "DJANGO_SETTINGS_MODULE": "tests.kit.tasks.process_settings",
        "TEST_WORKER_DATABASE": str(connection.settings_dict["NAME"]),
    }
    process = subprocess.Popen([sys.executable, "-c", CUT_OFF, str(room)], stdout=subprocess.PIPE, env=environment)
    assert process.stdout
    while (line := process.stdout.readline()) != b"stored\n":
        assert line, "the process ended before it had stored the file"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert StoredFile.objects.count() == 1
    assert swept(NEXT_DAY) == 1
    assert not StoredFile.objects.exists()
    assert expire(DAY_AFTER)["files_unused"] >= 1
    assert kept_files(room) == []
