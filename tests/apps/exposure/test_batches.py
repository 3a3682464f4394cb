"""Keys become batches that phones can trust, and nothing is lost or doubled."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from tests.factories.exposure import AT, a_batch, a_case, a_code, a_health_officer, hand_in, reported
from tests.factories.org import a_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import published
from vungxanh.apps.exposure.actions import batches, signing
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import Batch, CoverKey, SigningKey, UploadState
from vungxanh.core.exposure.batch import read_batch
from vungxanh.core.exposure.index import read_index
from vungxanh.core.exposure.keyset import read_key_set
from vungxanh.core.tracing.problems import Refused
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
DAY, FOUR_HOURS = timedelta(days=1), timedelta(hours=4)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def what_phones_read(at):
    """The index and its batches as a phone checks them, beginning with the set of keys."""
    trusted = read_key_set(published.document(published.KEYS), None, now_s=int(at.timestamp())).signers
    index = read_index(published.document(published.INDEX), trusted, now_s=int(at.timestamp()))
    found = {one.number: read_batch(published.batch_path(one.number).read_bytes(), trusted) for one in index.batches}
    return index, found


def keys_of(upload):
    return {key.key for key in upload.keys.all()}


def ended(key):
    """The end of the key's UTC day, told by whom nobody learns when its holder reported."""
    return key.starts_at.replace(hour=0, minute=0) + DAY


def test_a_phone_reads_the_keys_of_a_case_among_a_thousand():
    upload = a_case()
    batch = a_batch(at=AT)
    _index, read = what_phones_read(AT)
    rows = read[1].rows
    assert batch.rows == len(rows) >= 1_000
    own = {row.key.key.hex() for row in rows} & keys_of(upload)
    assert len(own) == upload.keys.count() - 1  # today's waits; it is past 02:00 UTC, so yesterday's is out
    assert all(row.key.end_s % 86_400 == 86_399 for row in rows)


def test_a_key_is_published_two_hours_after_its_day_and_never_before():
    upload = a_case()
    for hour in range(0, 48, 4):
        at = AT + timedelta(hours=hour)
        a_batch(at=at, seed=hour)
        out = upload.keys.filter(batch__isnull=False)
        assert not [key for key in out if at < ended(key) + timedelta(hours=2)]
    assert not upload.keys.filter(batch=None).exists()


def test_a_batch_comes_every_four_hours_and_not_in_between():
    a_case()
    assert a_batch(at=AT).number == 1
    a_case()
    assert a_batch(at=AT + FOUR_HOURS - timedelta(seconds=1)) is None
    assert a_batch(at=AT + FOUR_HOURS).number == 2
    assert a_batch(at=AT + 2 * FOUR_HOURS).number == 3  # whether somebody is in it or not


def test_batches_come_by_a_fixed_rhythm_from_installation_on_whether_anybody_reports_or_not():
    for number in range(12):  # two days without anybody
        a_batch(at=AT + number * FOUR_HOURS, seed=number)
    a_case(at=AT + 12 * FOUR_HOURS - timedelta(hours=3))
    a_batch(at=AT + 12 * FOUR_HOURS - timedelta(hours=2))
    assert Batch.objects.count() == 12  # a report makes none come sooner
    for later in (timedelta(0), 25 * DAY):  # nor does a long silence stop them
        a_batch(at=AT + 12 * FOUR_HOURS + later, seed=50)
    moments = list(Batch.objects.order_by("number").values_list("made_at", flat=True))
    assert moments == [AT + number * FOUR_HOURS for number in range(13)] + [AT + 12 * FOUR_HOURS + 25 * DAY]
    assert all(batch.rows >= 1_000 for batch in Batch.objects.all())


def test_made_people_wait_for_their_last_days_like_real_ones():
    a_case()
    a_batch(at=AT)
    assert CoverKey.objects.filter(batch=None).exists()
    a_batch(at=AT + DAY, seed=2)
    assert not CoverKey.objects.filter(batch=None, reported_at__lte=AT).exists()


def test_no_key_is_published_twice():
    a_case()
    for number in range(4):
        a_case(at=AT + number * FOUR_HOURS)
        a_batch(at=AT + number * FOUR_HOURS, seed=number)
    _index, read = what_phones_read(AT + 3 * FOUR_HOURS)
    every = [row.key.key for batch in read.values() for row in batch.rows]
    assert len(every) == len(set(every))
    assert set(read) == {1, 2, 3, 4}


def test_a_cover_key_tells_nothing_of_itself_in_its_row():
    a_case()
    a_batch(at=AT)
    key = CoverKey.objects.filter(batch__isnull=False).first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, person FROM exposure_coverkey WHERE id = %s", [key.pk])
        stored = str(cursor.fetchone()).replace("-", "")
    assert key.key not in stored
    assert key.key[:32] not in stored


def test_what_is_revoked_before_it_was_published_never_is():
    upload, officer = a_case(), a_health_officer()
    revoke(upload.subject, "Mẫu bị nhầm", by=officer, at=AT)
    a_batch(at=AT)
    assert not upload.keys.filter(batch__isnull=False).exists()


def test_phones_learn_of_a_revocation_with_the_next_batch():
    upload, officer = a_case(), a_health_officer()
    a_batch(at=AT)
    told = keys_of(upload) & {row.key.key.hex() for row in what_phones_read(AT)[1][1].rows}
    assert told
    assert revoke(upload, "Phòng xét nghiệm báo nhầm", by=officer, at=AT)
    assert revoke(upload, "Phòng xét nghiệm báo nhầm", by=officer, at=AT) == []
    a_batch(at=AT + FOUR_HOURS, seed=2)
    back = {row.key.key.hex() for row in what_phones_read(AT + FOUR_HOURS)[1][2].rows if row.revoked}
    assert told < back  # some that never were are revoked along
    a_batch(at=AT + 2 * FOUR_HOURS, seed=3)
    assert not [row for row in what_phones_read(AT + 2 * FOUR_HOURS)[1][3].rows if row.revoked]
    upload.refresh_from_db()
    assert upload.state == UploadState.REVOKED
    assert upload.history_name == ""


def test_only_health_officers_of_district_and_province_revoke():
    upload = a_case()
    for officer in (an_officer(Role.HEALTH_OFFICER), an_officer(Role.CLERK, a_province())):
        with pytest.raises(NotAllowed):
            revoke(upload, "Nhầm mẫu", by=officer, at=AT)


def test_a_withdrawn_batch_leaves_the_index_and_what_is_true_comes_again():
    a_case()
    batch = a_batch(at=AT)
    operator = an_officer(Role.TECHNICIAN, a_province())
    with pytest.raises(Invalid):
        batches.withdraw(batch, why="lỗi", by=operator, at=AT)
    with pytest.raises(NotAllowed):
        batches.withdraw(batch, why="Nhập nhầm danh sách ca", by=a_health_officer(), at=AT)
    batches.withdraw(batch, why="Nhập nhầm danh sách ca", by=operator, at=AT + timedelta(minutes=5))
    assert not what_phones_read(AT + timedelta(minutes=5))[0].batches
    a_batch(at=AT + FOUR_HOURS, seed=2)
    index, read = what_phones_read(AT + FOUR_HOURS)
    assert [one.number for one in index.batches] == [2]
    assert len(read[2].rows) >= batch.rows
    assert not any(row.revoked for row in read[2].rows)
    entry = Entry.objects.get(verb="exposure.batch.withdraw")
    assert entry.actor_key == operator.actor_key


def test_a_changed_file_is_refused_by_phones():
    a_case()
    a_batch(at=AT)
    path = published.batch_path(1)
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(Refused):
        what_phones_read(AT)


def test_the_private_part_of_a_key_is_sealed():
    a_batch(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_pem FROM exposure_signingkey")
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 2
    assert all(one.startswith("vx1.") and "PRIVATE" not in one for one in stored)


def test_a_phone_follows_the_change_of_keys_and_old_batches_still_verify():
    a_case()
    a_batch(at=AT)
    first = read_key_set(published.document(published.KEYS), None, now_s=int(AT.timestamp()))
    operator = an_officer(Role.TECHNICIAN, a_province())
    signing.rotate(random.Random(9).randbytes(48), by=operator, at=AT + timedelta(hours=1))
    a_batch(at=AT + FOUR_HOURS, seed=2)
    later = int((AT + FOUR_HOURS).timestamp())
    second = read_key_set(published.document(published.KEYS), first, now_s=later)
    assert set(first.signers) < set(second.signers)
    _index, read = what_phones_read(AT + FOUR_HOURS)
    assert set(read) == {1, 2}
    # A phone that has not heard of the new key yet reads the new batch by the old one.
    assert read_batch(published.batch_path(2).read_bytes(), first.signers)
    with pytest.raises(NotAllowed):
        signing.rotate(bytes(48), by=a_health_officer(), at=AT)


def test_keys_follow_each_other_by_themselves_after_half_a_year():
    seeds = (bytes(range(48)), bytes(range(1, 49)))
    assert signing.keep_keys(seeds, at=AT)
    assert not signing.keep_keys(seeds, at=AT + timedelta(days=179))
    assert signing.keep_keys((bytes(range(2, 50)), bytes(48)), at=AT + timedelta(days=181))
    assert list(SigningKey.objects.order_by("version").values_list("version", flat=True)) == [0, 1, 2]


def test_killed_between_file_and_row_nothing_is_published_lost_or_doubled(monkeypatch):
    upload = a_case()

    class Killed(BaseException):
        """What a kill looks like from inside."""

    place = published._place

    def dies(draft, path):
        place(draft, path)
        if path == published.batch_path(1):
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(published, "_place", dies)
        with pytest.raises(Killed):
            a_batch(at=AT)
    assert published.batch_path(1).exists()
    assert not Batch.objects.exists()
    assert published.document(published.INDEX) is None
    a_batch(at=AT + timedelta(minutes=10), seed=2)
    _index, read = what_phones_read(AT + timedelta(minutes=10))
    assert set(read) == {1}
    out = {key.key for key in upload.keys.filter(batch__number=1)}
    assert out == {row.key.key.hex() for row in read[1].rows} & keys_of(upload)
    assert out


def test_killed_before_the_index_the_next_run_writes_it():
    a_case()
    a_batch(at=AT)
    (published.folder() / published.INDEX).unlink()
    assert a_batch(at=AT + timedelta(minutes=10)) is None
    assert [one.number for one in what_phones_read(AT + timedelta(minutes=10))[0].batches] == [1]


def test_the_index_is_signed_again_at_least_daily_and_otherwise_left_alone():
    a_batch(at=AT)
    first = published.document(published.INDEX)
    assert not batches.refresh(at=AT + timedelta(hours=11))
    assert published.document(published.INDEX) == first
    assert batches.refresh(at=AT + timedelta(hours=12))
    assert published.document(published.INDEX) != first


def test_a_key_that_was_handed_in_before_stays_with_its_first_upload():
    keys = reported()
    first, second = hand_in(a_code().text, keys), hand_in(a_code().text, keys)
    assert first.keys.exists()
    assert not second.keys.exists()
