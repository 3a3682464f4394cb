"""What is taken back or withdrawn loses nobody who is a case, and tells nobody whose keys belong together."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from tests.apps.exposure.test_batches import FOUR_HOURS, keys_of, what_phones_read
from tests.core.exposure.made import standing
from tests.factories.exposure import AT, a_batch, a_case, a_health_officer
from tests.factories.org import a_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions import batches
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import Batch, CoverKey, DayKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def withdraw(number, at):
    operator = an_officer(Role.TECHNICIAN, a_province())
    batches.withdraw(Batch.objects.get(number=number), why="Tệp bị nghi đã sửa", by=operator, at=at)


def test_the_living_cases_of_a_withdrawn_batch_come_again_with_the_next_and_the_made_ones_like_them():
    upload = a_case()
    a_batch(at=AT)
    _index, first = what_phones_read(AT)
    withdraw(1, AT + timedelta(hours=1))
    a_batch(at=AT + FOUR_HOURS, seed=2)
    index, second = what_phones_read(AT + FOUR_HOURS)
    assert [one.number for one in index.batches] == [2]
    stands = standing([first[1], second[2]])
    assert {row.key.key for row in first[1].rows} <= {row.key.key for row in second[2].rows}
    assert not any(row.revoked for row in stands.values())
    assert not upload.keys.filter(batch__number=1).exists()


def test_who_is_revoked_while_a_batch_is_withdrawn_is_taken_back_and_the_others_come_again():
    wrong, right = a_case(), a_case()
    a_batch(at=AT)
    _index, first = what_phones_read(AT)
    withdraw(1, AT + timedelta(hours=1))
    revoke(wrong, "Nhập nhầm người", by=a_health_officer(), at=AT + timedelta(hours=2))
    a_batch(at=AT + FOUR_HOURS, seed=2)
    _index, second = what_phones_read(AT + FOUR_HOURS)
    stands = standing([*first.values(), *second.values()])
    told = {row.key.key.hex() for row in first[1].rows}
    assert all(stands[bytes.fromhex(key)].revoked for key in keys_of(wrong) & told)
    assert not any(stands[bytes.fromhex(key)].revoked for key in keys_of(right) & told)


def test_a_revocation_in_a_withdrawn_batch_is_told_again():
    upload = a_case()
    a_batch(at=AT)
    revoke(upload, "Phòng xét nghiệm báo nhầm", by=a_health_officer(), at=AT + timedelta(hours=1))
    a_batch(at=AT + FOUR_HOURS, seed=2)
    taken = {row.key.key for row in what_phones_read(AT + FOUR_HOURS)[1][2].rows if row.revoked}
    withdraw(2, AT + FOUR_HOURS + timedelta(hours=1))
    a_batch(at=AT + 2 * FOUR_HOURS, seed=3)
    again = {row.key.key for row in what_phones_read(AT + 2 * FOUR_HOURS)[1][3].rows if row.revoked}
    assert taken == again


def test_keys_of_a_revoked_report_that_are_handed_in_again_are_published_again():
    first = a_case()
    a_batch(at=AT)
    revoke(first, "Thu hồi nhầm người", by=a_health_officer(), at=AT + timedelta(hours=1))
    a_batch(at=AT + FOUR_HOURS, seed=2)
    again = a_case(at=AT + timedelta(hours=5))
    mistaken = list(first.keys.filter(revoked_in__isnull=False).values_list("pk", "key"))
    DayKey.objects.filter(pk__in=[pk for pk, _key in mistaken]).update(upload=again)  # as handing in again leaves them
    at = AT + 2 * FOUR_HOURS
    a_batch(at=at, seed=3)
    _index, read = what_phones_read(at)
    stands = standing(read.values())
    assert mistaken
    assert not any(stands[bytes.fromhex(key)].revoked for _pk, key in mistaken)
    valid_again = {row.key.key for row in read[3].rows} & {row.key.key for row in read[2].rows if row.revoked}
    assert len(valid_again) > 3 * len(mistaken)  # made ones come again with them
    revoke(again, "Vẫn là báo nhầm", by=a_health_officer(), at=at + timedelta(hours=1))
    a_batch(at=at + FOUR_HOURS, seed=4)
    stands = standing(what_phones_read(at + FOUR_HOURS)[1].values())
    assert all(stands[bytes.fromhex(key)].revoked for _pk, key in mistaken)


def test_nothing_more_is_published_of_a_made_person_who_was_taken_back():
    upload = a_case()
    a_batch(at=AT)
    revoke(upload, "Phòng xét nghiệm báo nhầm", by=a_health_officer(), at=AT + timedelta(hours=1))
    for number in range(1, 8):
        a_batch(at=AT + number * FOUR_HOURS, seed=1 + number)
    gone = set(CoverKey.objects.filter(revoked_in__isnull=False).values_list("person", flat=True))
    assert gone
    assert not CoverKey.objects.filter(person__in=gone, batch__isnull=False, revoked_in=None).exists()


def test_what_is_taken_back_shows_real_people_no_other_than_made_ones():
    """Of each row taken back everybody sees its first batch, its day and hour and its report."""
    chance, real, made = random.Random(11), Counter(), Counter()
    cases = []
    for number in range(12):
        at = AT + number * FOUR_HOURS
        cases += [a_case(at=at) for _ in range(chance.randrange(3))]
        a_batch(at=at, seed=number)
        if number < 3:
            continue
        for upload in chance.sample(cases, 1):
            cases.remove(upload)
            revoke(upload, "Phòng xét nghiệm báo nhầm", by=a_health_officer(), at=at + timedelta(hours=1))
    last = a_batch(at=AT + 12 * FOUR_HOURS, seed=99)
    for model, counts in ((DayKey, real), (CoverKey, made)):
        for key in model.objects.filter(revoked_in__isnull=False).select_related("batch", "revoked_in"):
            assert key.revoked_in.number <= last.number
            counts[key.revoked_in.number, key.batch.number, key.starts_at] += 1
    assert real.total() > 40
    # Wherever a real row is taken back, so are those of made people: four to one, in the same batch, of the same day.
    assert min(made[what] / count for what, count in real.items()) >= 4
    assert made.total() == pytest.approx(4 * real.total(), rel=0.05)
    assert sum(made[what] for what in real) / made.total() > 0.95
