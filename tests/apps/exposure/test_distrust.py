"""A signing key that leaked is dropped at once, nothing true is lost, and changing keys stops nothing."""

import json
import random
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.apps.exposure.test_batches import DAY, FOUR_HOURS, keys_of, what_phones_read
from tests.core.exposure.made import write_batch
from tests.factories.api import Program
from tests.factories.exposure import AT, a_batch, a_case, a_health_officer
from tests.factories.org import a_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import published
from vungxanh.apps.exposure.actions import batches, signing
from vungxanh.apps.exposure.actions.distrust import distrust
from vungxanh.apps.exposure.models import Batch, SigningKey
from vungxanh.core.exposure.batch import Head, read_batch
from vungxanh.core.exposure.keyset import KeySet, read_key_set, write_key_set
from vungxanh.core.exposure.signing import signing_key
from vungxanh.core.tracing.problems import Refused
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
WHY = "Máy chủ bị xâm nhập, khóa có thể đã lộ"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def a_technician():
    return an_officer(Role.TECHNICIAN, a_province())


def the_set(at, trusted=None):
    return read_key_set(published.document(published.KEYS), trusted, now_s=int(at.timestamp()))


def newest():
    return SigningKey.objects.order_by("-version")[0]


def drop(key, at, **more):
    given = {"why": WHY, "chance": random.Random(7), "by": a_technician()} | more
    return distrust(key, at=at, **given)


def test_keys_change_as_often_as_anybody_likes_and_publication_goes_on():
    a_case()
    a_batch(at=AT)
    operator, chance = a_technician(), random.Random(5)
    held = the_set(AT)
    for number in range(1, 41):
        at = AT + timedelta(minutes=number)
        try:
            signing.rotate(chance.randbytes(48), by=operator, at=at)
        except Conflict:
            assert number > 20
        batches.refresh(at=at)
        held = the_set(at, held)
        assert len(published.signed_by(published.INDEX)) <= signing.SIGN_TOGETHER
    for later in (FOUR_HOURS, 2 * FOUR_HOURS):
        assert a_batch(at=AT + later, seed=3)
    _index, read = what_phones_read(AT + 2 * FOUR_HOURS)
    assert set(read) == {1, 2, 3}


def test_changes_between_many_batches_keep_every_listed_batch_readable_or_are_refused():
    a_case()
    a_batch(at=AT)
    operator, chance, refused = a_technician(), random.Random(5), 0
    for number in range(1, 45):
        at = AT + number * FOUR_HOURS
        a_case(at=at)
        try:
            signing.rotate(chance.randbytes(48), by=operator, at=at)
        except Conflict:
            refused += 1
        assert a_batch(at=at, seed=100 + number)
    index, read = what_phones_read(at)
    assert [one.number for one in index.batches] == list(read) == list(range(1, 46))
    assert refused > 0


def test_a_dropped_key_leaves_the_set_at_once_and_its_batches_come_again_under_a_new_number():
    upload = a_case()
    a_batch(at=AT)
    first, leaked = the_set(AT), newest()
    told = {row.key.key for row in what_phones_read(AT)[1][1].rows}
    at = AT + timedelta(minutes=30)
    drop(leaked, at)
    second = the_set(at, first)
    assert leaked.key_id not in second.signers
    assert second.keys[0].version == leaked.version + 1
    index, read = what_phones_read(at)
    assert [one.number for one in index.batches] == [2]
    rows = {row.key.key: row for row in read[2].rows}
    assert told <= set(rows)
    assert not any(row.revoked for row in rows.values())
    assert {key.key for key in upload.keys.filter(batch__number=2)} == keys_of(upload) & {key.hex() for key in rows}
    entry = Entry.objects.get(verb="exposure.signing.distrust")
    assert entry.details["batches"] == [1]
    assert entry.details["why"] == WHY


def test_batches_that_another_key_signed_too_stay():
    a_case()
    a_batch(at=AT)
    signing.rotate(random.Random(5).randbytes(48), by=a_technician(), at=AT + timedelta(minutes=1))
    a_batch(at=AT + FOUR_HOURS, seed=2)
    at = AT + FOUR_HOURS + timedelta(minutes=1)
    drop(newest(), at)
    assert [one.number for one in what_phones_read(at)[0].batches] == [1, 2]
    assert not Batch.objects.filter(withdrawn_at__isnull=False).exists()
    assert a_batch(at=AT + 2 * FOUR_HOURS, seed=3)


def test_whoever_has_the_dropped_key_convinces_no_phone_that_knows_the_new_set():
    a_case()
    a_batch(at=AT)
    row = newest()
    leaked = signing.signers(AT)[0]
    held = the_set(AT)
    evil = signing_key(bytes(range(48)), version=99, from_s=0, until_s=4_000_000_000)
    now_s = int(AT.timestamp())
    for theirs in (
        KeySet(held.sequence + 1, now_s, (evil.public,), held.root),
        KeySet(2**53, now_s, held.keys, held.root),
        KeySet(held.sequence + 1, now_s, (evil.public,), evil.public),
    ):
        for signers in ([leaked], [leaked, evil]):
            with pytest.raises(Refused):
                read_key_set(write_key_set(theirs, signers), held, now_s=now_s)
    at = AT + timedelta(minutes=1)
    drop(row, at)
    trusted = the_set(at, held).signers
    with pytest.raises(Refused):
        read_batch(write_batch(Head(9, now_s, now_s + 60), [], [leaked]), trusted)


def test_only_operators_drop_a_key_once_with_a_reason_and_never_the_root():
    a_batch(at=AT)
    key = newest()
    with pytest.raises(NotAllowed):
        drop(key, AT, by=a_health_officer())
    with pytest.raises(Invalid):
        drop(key, AT, why="lộ")
    with pytest.raises(Invalid):
        drop(SigningKey.objects.get(is_root=True), AT)
    drop(key, AT + timedelta(minutes=1))
    with pytest.raises(Conflict):
        drop(key, AT + timedelta(minutes=2))
    signing.keep_keys((bytes(48), bytes(48)), at=AT + timedelta(minutes=3))
    assert the_set(AT + timedelta(minutes=3)).keys[0].version == key.version + 1


def test_a_clock_that_is_set_back_stops_nothing():
    upload = a_case()
    a_batch(at=AT + 10 * DAY)  # the clock was ahead
    ahead = the_set(AT + 10 * DAY)
    number = json.loads(json.loads(published.document(published.INDEX))["signed"])["sequence"]
    assert a_batch(at=AT, seed=2).number == 2
    index, read = what_phones_read(AT)
    assert [one.number for one in index.batches] == [2]
    assert AT.timestamp() <= index.sequence <= AT.timestamp() + 86_400
    assert number > index.sequence  # of which no phone with a right clock has heard
    assert keys_of(upload) & {row.key.key.hex() for row in read[2].rows}
    assert ahead.root == the_set(AT).root


@pytest.mark.parametrize("hours", [1, 6, 20])
def test_after_a_clock_is_set_back_each_index_has_a_higher_number_and_can_be_read(hours):
    a_batch(at=AT - 30 * DAY)
    a_case()
    a_batch(at=AT)
    before, _read = what_phones_read(AT)
    at = AT - timedelta(hours=hours)
    batches.withdraw(Batch.objects.order_by("-number")[0], why="Đồng hồ máy chủ lùi lại", by=a_technician(), at=at)
    assert not what_phones_read(at)[0].batches
    between, _read = what_phones_read(at)
    assert between.sequence > before.sequence
    a_batch(at=AT + FOUR_HOURS, seed=2)
    after, _read = what_phones_read(AT + FOUR_HOURS)
    assert after.sequence > between.sequence


def test_two_acts_in_the_same_second_have_two_numbers():
    a_case()
    a_batch(at=AT)
    first, _read = what_phones_read(AT)
    batches.withdraw(Batch.objects.get(), why="Nhập nhầm danh sách ca", by=a_technician(), at=AT)
    assert what_phones_read(AT)[0].sequence > first.sequence


def test_an_operator_drops_a_key_on_the_page_and_it_is_said_there():
    at = clock.now()
    a_case(at=at)
    a_batch(at=at)
    client, key = signed_in(a_technician()), newest()
    address = reverse("exposure:distrust", args=[key.version])
    assert address in client.get(reverse("exposure:batches")).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"why": "ngắn"}).status_code == 422
    assert client.post(address, {"why": WHY}).status_code == 302
    page = client.get(reverse("exposure:batches")).content.decode()
    assert "không tin nữa" in page
    assert address not in page
    assert client.get(reverse("exposure:distrust", args=[0])).status_code == 404  # the root
    assert signed_in(a_health_officer()).get(address).status_code == 403


def test_a_program_of_an_operator_drops_a_key():
    a_batch(at=clock.now())
    version = newest().version
    operator = Program(a_technician())
    assert [one["is_root"] for one in operator.get("exposure/signing-keys").json()] == [False, True]
    where = f"exposure/signing-keys/{version}/distrust"
    assert Program(a_health_officer()).send(where, why=WHY).status_code == 403
    assert operator.send(where, why=WHY).json()["distrusted_at"]
    assert operator.send(where, why=WHY).status_code == 409
