"""What people handed in goes when it has served, in tables and in files; a change of the data key reaches the files."""

import os
from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories.exposure import AT, a_batch, a_case, a_code, a_contact_body, a_health_officer, hand_in
from vungxanh.apps.exposure import contact_report, histories, published
from vungxanh.apps.exposure.actions import attempts, batches
from vungxanh.apps.exposure.actions.contacts import accept_contact
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import Attempts, Batch, Code, CodeKind, CoverKey, DayKey, Upload
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.retention.running import Moments, expire
from vungxanh.kit.sealing import files, rotation, written
from vungxanh.kit.sealing.keys import Unopened
from vungxanh.kit.sealing.text import Tampered

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ROW = b"29ABD013B41C90269332AB5D\t9C25DF2D9861B31897EA3028\t-63\t1596887252275\n"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def a_history():
    """The name of a kept history of one row."""
    with histories.receiving() as receiving:
        receiving.write(ROW)
        return receiving.keep(AT - 5 * DAY, AT).name


def a_sealed_file(content):
    """The name of a sealed file of any content."""
    with files.SealedWriter(histories.folder(), purpose=histories.PURPOSE) as writer:
        writer.write(content)
        writer.keep("sealed")
    return "sealed"


def tidy(at, capture):
    with capture(execute=True):
        return expire(Moments(at, at))


def test_after_twenty_eight_days_nothing_of_it_is_left(django_capture_on_commit_callbacks):
    case = hand_in(a_code().text, history=ROW)
    a_batch(at=AT)
    key = case.keys.filter(batch__isnull=False).order_by("-starts_at")[0]
    body = a_contact_body([(key, 40)])
    report = contact_report.read_report(body, now_s=int(AT.timestamp()))
    contact = accept_contact(report, body_digest="d" * 64, by=Phone(), at=AT, address="203.0.113.9")
    attempts.take(CodeKind.VOICE, address="203.0.113.9", at=AT)
    names = [case.history_name, contact.history_name]
    assert all((histories.folder() / name).exists() for name in names)
    tidy(AT + 27 * DAY, django_capture_on_commit_callbacks)
    assert Upload.objects.count() == 2
    for _night in range(2):
        tidy(AT + 29 * DAY, django_capture_on_commit_callbacks)
    for model in (Upload, DayKey, Code, Attempts):
        assert not model.objects.exists()
    assert not CoverKey.objects.filter(ends_at__lt=AT).exists()
    assert not [name for name in names if (histories.folder() / name).exists()]
    assert Batch.objects.count() == 1  # its number is never given again
    assert not published.batch_path(1).exists()


def test_a_revoked_history_goes_at_once(django_capture_on_commit_callbacks):
    case = hand_in(a_code().text, history=ROW)
    path = histories.folder() / case.history_name
    with django_capture_on_commit_callbacks(execute=True):
        revoke(case, "Mẫu bị nhầm", by=a_health_officer(), at=AT)
    assert not path.exists()


def test_a_refused_history_goes_at_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Exception, match="Mã không dùng được"):
        hand_in("00000000", history=ROW)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Exception, match="Không có khóa nào"):
        hand_in(a_code().text, (), history=ROW)
    assert not list(histories.folder().glob("*"))


def test_a_history_that_was_not_kept_leaves_nothing():
    with histories.receiving() as receiving:
        receiving.write(ROW)
    with histories.receiving() as receiving:
        receiving.write(ROW * (histories.IN_MEMORY_BYTES // len(ROW) + 1))
    assert not list(histories.folder().iterdir())


@pytest.mark.parametrize("size", [0, 1, files.CHUNK - 1, files.CHUNK, files.CHUNK + 1, 3 * files.CHUNK])
def test_a_sealed_file_of_any_size_reads_back(size):
    name = a_sealed_file(b"x" * size)
    read = b"".join(histories.opened(Upload(history_name=name)))
    assert read == b"x" * size


@pytest.mark.parametrize("change", ["cut", "swap", "flip"])
def test_a_sealed_file_that_was_changed_does_not_open(change):
    name = a_sealed_file(bytes(range(256)) * 1_024)
    path = histories.folder() / name
    content = bytearray(path.read_bytes())
    begin, chunk = len(files.MAGIC) + files.HEAD_BYTES, files.CHUNK + files.TAG
    if change == "cut":
        del content[begin + 2 * chunk :]
    elif change == "swap":
        content[begin : begin + 2 * chunk] = content[begin + chunk : begin + 2 * chunk] + content[begin : begin + chunk]
    else:
        content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(Tampered):
        list(histories.opened(Upload(history_name=name)))


def test_a_new_data_key_opens_old_histories_and_uploads(settings):
    case = hand_in(a_code().text, history=ROW)
    old = settings.DATA_KEYS
    settings.DATA_KEYS = f"{written.fresh('next')},{old}"
    assert rotation.rotate(by=SystemActor("test"), at=AT) > 1
    settings.DATA_KEYS = settings.DATA_KEYS.partition(",")[0]
    assert b"".join(histories.opened(case)) == ROW
    assert len(DayKey.objects.filter(upload=case)[0].key) == 64
    settings.DATA_KEYS = old
    with pytest.raises(Unopened):
        list(histories.opened(case))


def test_a_case_that_only_holds_codes_goes_with_them():
    a_code()
    case = a_case()
    with transaction.atomic():
        expire(Moments(AT + 29 * DAY, AT + 29 * DAY))
    assert not Upload.objects.filter(pk=case.pk).exists()
    assert not Code.objects.exists()


def test_what_a_kill_left_behind_goes_a_day_later(django_capture_on_commit_callbacks):
    case = hand_in(a_code().text, history=ROW)
    left = a_history()
    (histories.folder() / ".draft").write_bytes(b"half")
    old = (clock.machine_now() - 2 * DAY).timestamp()
    for path in histories.folder().iterdir():
        os.utime(path, (old, old))
    fresh = a_history()
    with django_capture_on_commit_callbacks(execute=True):
        expire(Moments(AT, clock.machine_now()))
    assert {path.name for path in histories.folder().iterdir()} == {case.history_name, fresh}
    assert left != fresh


def test_batch_files_and_drafts_that_a_kill_left_behind_go_a_day_later():
    a_case()
    a_batch(at=AT)
    room = published.folder()
    listed = {path for path in room.rglob("*") if path.is_file()}
    left = [published.batch_path(7), published.batch_path(1).parent / ".abcd1234", room / ".efgh5678"]
    for path in left:
        path.write_bytes(b"x")
    expire(Moments(AT, clock.machine_now()))
    assert {path for path in room.rglob("*") if path.is_file()} == {*listed, *left}  # somebody may be writing them
    old = (clock.machine_now() - 2 * DAY).timestamp()
    for path in [*listed, *left]:
        os.utime(path, (old, old))
    expire(Moments(AT, clock.machine_now()))
    assert {path for path in room.rglob("*") if path.is_file()} == listed


def test_a_batch_whose_file_is_missing_is_not_listed():
    a_case()
    a_batch(at=AT)
    published.batch_path(1).unlink()
    assert batches.listed(AT) == ()
