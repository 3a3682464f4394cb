"""Nothing that is handed in keeps the others from being told, and nothing is told that no phone could read."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.apps.exposure.test_batches import DAY, FOUR_HOURS, keys_of, what_phones_read
from tests.factories.exposure import AT, a_batch, a_case, a_health_officer
from tests.factories.org import a_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import published
from vungxanh.apps.exposure.actions import batches
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import Batch, DayKey, SigningKey
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def day_key_of(upload, key, day):
    start = AT.replace(hour=0, minute=0) - day * DAY
    name = f"{upload.pk.hex}{key.hex()[:28]}{day:04}"
    return DayKey.objects.create(
        upload=upload, key=key.hex(), key_digest=name, last_digest=name, starts_at=start, ends_at=start + DAY
    )


def test_equal_keys_and_odd_starts_keep_nobody_else_from_being_told_and_are_named_to_the_operators():
    """A reviewer's one upload of one key on three days made every later batch unreadable, and honest keys told."""
    operator = an_officer(Role.TECHNICIAN, a_province())
    honest, hostile = a_case(), a_case()
    hostile.keys.all().delete()
    rows = [day_key_of(hostile, b"k" * 32, day) for day in (3, 2, 1)]
    odd = day_key_of(hostile, b"o" * 32, 4)
    DayKey.objects.filter(pk=odd.pk).update(starts_at=odd.starts_at + timedelta(seconds=7))
    a_batch(at=AT)
    told = {row.key.key.hex() for row in what_phones_read(AT)[1][1].rows}  # a phone reads it
    out = {key.key for key in honest.keys.filter(batch__isnull=False)}
    assert len(out) == honest.keys.count() - 1
    assert out < told
    went = DayKey.objects.filter(upload=hostile, batch__isnull=False)
    assert [key.key for key in went] == [(b"k" * 32).hex()]
    aside = DayKey.objects.exclude(set_aside="").values_list("pk", "set_aside")
    assert Counter(code for _pk, code in aside) == {"key_twice": 2, "row_off_slot": 1}
    assert {pk for pk, _code in aside} < {row.pk for row in [*rows, odd]}
    entries = Entry.objects.filter(verb="exposure.key.set_aside")
    assert {entry.details["why"]: entry.details["uploads"] for entry in entries} == {
        "key_twice": [str(hostile.pk)],
        "row_off_slot": [str(hostile.pk)],
    }
    assert Notice.objects.filter(user=operator.user, kind="exposure.alarm").count() == 2
    for number in (1, 2, 3):
        a_batch(at=AT + number * FOUR_HOURS, seed=number + 1)
    assert set(what_phones_read(AT + 3 * FOUR_HOURS)[1]) == {1, 2, 3, 4}
    assert Entry.objects.filter(verb="exposure.key.set_aside").count() == 2  # named once


def test_what_the_phones_reader_refuses_is_not_published_and_nothing_is_marked_as_told():
    operator = an_officer(Role.TECHNICIAN, a_province())
    upload = a_case()
    a_batch(at=AT)
    key = SigningKey.objects.get(version=1)
    good, other = key.public_point, SigningKey.objects.get(version=0).public_point
    SigningKey.objects.filter(pk=key.pk).update(public_point=other)  # the table is damaged
    late = a_case(at=AT + timedelta(hours=1))
    assert a_batch(at=AT + FOUR_HOURS, seed=2) is None
    assert Batch.objects.count() == 1
    assert not published.batch_path(2).exists()
    assert not late.keys.filter(batch__isnull=False).exists()
    assert Notice.objects.filter(user=operator.user, kind="exposure.alarm").count() == 1
    SigningKey.objects.filter(pk=key.pk).update(public_point=good)
    assert a_batch(at=AT + FOUR_HOURS + timedelta(minutes=10), seed=3).number == 2
    assert late.keys.filter(batch__number=2).exists()
    assert upload.keys.filter(batch__number=1).exists()


def test_who_is_taken_back_while_a_batch_is_composed_is_not_in_it(monkeypatch):
    wrong, right, officer = a_case(), a_case(), a_health_officer()
    compose = batches.prepare

    def and_then(chance, **more):
        ready = compose(chance, **more)
        revoke(wrong, "Phòng xét nghiệm báo nhầm", by=officer, at=AT)
        return ready

    monkeypatch.setattr(batches, "prepare", and_then)
    assert a_batch(at=AT).number == 1
    assert not wrong.keys.filter(batch__isnull=False).exists()
    assert right.keys.filter(batch__number=1).exists()
    told = {row.key.key.hex() for row in what_phones_read(AT)[1][1].rows}
    assert not keys_of(wrong) & told


def test_a_revoked_person_of_many_has_made_people_taken_back_beside():
    """A reviewer's batch of 240 real people had no made ones: the revocation of one linked all their keys."""
    officer = a_health_officer()
    uploads = [a_case(by=officer) for _ in range(25)]
    a_batch(at=AT)
    for number, upload in enumerate(uploads[:3], start=1):
        revoke(upload, "Phòng xét nghiệm báo nhầm", by=a_health_officer(), at=AT + number * FOUR_HOURS)
        a_batch(at=AT + number * FOUR_HOURS, seed=number)
        rows = [row for row in what_phones_read(AT + number * FOUR_HOURS)[1][number + 1].rows if row.revoked]
        days = Counter(row.key.start_s for row in rows)
        own = Counter(int(key.starts_at.timestamp()) for key in upload.keys.filter(revoked_in__isnull=False))
        assert own
        assert all(days[day] == 5 * count for day, count in own.items())
