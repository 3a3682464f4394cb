"""What is published everybody knows: saying it again brings nothing back, spoils no batch and tells nothing."""

import hashlib
import json
from datetime import timedelta

import pytest

from tests.apps.exposure.test_batches import FOUR_HOURS, keys_of, what_phones_read
from tests.core.exposure.made import standing
from tests.factories.exposure import AT, a_batch, a_body, a_case, a_code, a_health_officer, hand_in, reported
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import CodeKind, DayKey, UploadState
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey
from vungxanh.core.exposure.uploads import Reported, read_upload
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def later(key, slots, *, moved=0):
    """What anybody makes of a published key: a later slot, said of the slot it has or of one so many after."""
    current = key.key
    for _ in range(slots):
        current = hashlib.sha256(current).digest()
    return Reported(SlotKey(current, key.start_s + (slots + moved) * SLOT_S, key.end_s))


def as_written(rows):
    """Rows of a batch as anybody hands them in, read as the channel reads them."""
    entries = [
        {"slot_key": one.key.hex(), "time_start": one.start_s, "time_end": one.end_s, "max": 96}
        for one in (row.key for row in rows)
    ]
    return read_upload(a_body("x" * 16, entries), now_s=int((AT + DAY).timestamp())).keys


def one_a_day(rows):
    """The first row of each day."""
    return list({row.key.start_s // DAY_S: row for row in reversed(rows)}.values())


def taken(upload):
    """What the audit says of the keys of an upload: new, come back, others'."""
    data = json.loads(Entry.objects.get(verb="exposure.upload.accept", object_id=str(upload.pk)).data)
    return data["new"], data["back"], data["others"]


def test_keys_that_become_one_key_of_two_days_are_refused_and_the_code_stays():
    """Two keys that differ, of which the first, cut to the first infectious day, is the second."""
    given = a_code(CodeKind.VOICE)
    first = int(AT.timestamp()) // DAY_S * DAY_S - 6 * DAY_S  # cut at 17:00 UTC, slot 68
    whole = Reported(SlotKey(bytes(range(32)), first, first + DAY_S - 1))
    same = later(whole.key, 68).key.key
    twice = (whole, Reported(SlotKey(same, first + DAY_S, first + 2 * DAY_S - 1)))
    with pytest.raises(Invalid):
        hand_in(given.text, twice)
    assert not DayKey.objects.exists()
    given.code.refresh_from_db()
    assert given.code.claimed_at is None


def test_a_key_stands_for_one_day_and_a_batch_can_always_be_read():
    honest = a_case()
    a_batch(at=AT)
    (told,) = one_a_day(what_phones_read(AT)[1][1].rows)[:1]
    moved = Reported(SlotKey(told.key.key, told.key.start_s + DAY_S, told.key.end_s + DAY_S))
    own = honest.keys.filter(batch=None).get()
    today = int(own.starts_at.timestamp())
    shifted = Reported(SlotKey(bytes.fromhex(own.key), today - DAY_S, today - 1))
    assert not hand_in(a_code().text, [moved]).keys.exists()
    again = hand_in(a_code(subject=honest.subject).text, [shifted])
    assert not again.keys.exists()
    assert taken(again) == (0, 0, 1)
    at = AT + DAY
    a_batch(at=at, seed=2)
    assert own.key in {row.key.key.hex() for row in what_phones_read(at)[1][2].rows}


def test_published_keys_of_real_and_of_made_people_are_answered_and_treated_alike():
    officer = a_health_officer()
    real = keys_of(a_case(by=officer))
    a_batch(at=AT)
    rows = what_phones_read(AT)[1][1].rows
    of_real = one_a_day([row for row in rows if row.key.key.hex() in real])
    days = {row.key.start_s for row in of_real}
    of_made = one_a_day([row for row in rows if row.key.key.hex() not in real and row.key.start_s in days])
    answers = []
    for said in (of_real, of_made):
        upload = hand_in(a_code(by=officer).text, as_written(said), at=AT + HOUR)
        assert not upload.keys.exists()
        answers.append((upload.state, *taken(upload)))
    assert answers == [(UploadState.ACCEPTED, 0, 0, 6)] * 2
    assert Notice.objects.filter(user=officer.user, kind="exposure.alarm").count() == 2
    a_batch(at=AT + FOUR_HOURS, seed=2)
    again = {row.key.key for row in what_phones_read(AT + FOUR_HOURS)[1][2].rows}
    assert not again & {row.key.key for row in [*of_real, *of_made]}


@pytest.mark.parametrize(("slots", "moved"), [(0, 0), (4, 0), (28, 0), (8, -8), (12, 8)])
def test_nobody_brings_back_what_was_taken_back_of_somebody_else(slots, moved):
    wrong = a_case()
    a_batch(at=AT)
    revoke(wrong, "Phòng xét nghiệm báo nhầm", by=a_health_officer(), at=AT + HOUR)
    a_batch(at=AT + FOUR_HOURS, seed=2)
    gone = [row.key for row in what_phones_read(AT + FOUR_HOURS)[1][2].rows if row.revoked]
    said = list({key.start_s // DAY_S: later(key, slots, moved=moved) for key in gone}.values())
    upload = hand_in(a_code().text, said, at=AT + 5 * HOUR)
    assert not upload.keys.exists()
    a_batch(at=AT + 2 * FOUR_HOURS, seed=3)
    stands = standing(what_phones_read(AT + 2 * FOUR_HOURS)[1].values())
    assert all(stands[key.key].revoked for key in gone)


def test_the_same_person_hands_in_again_what_was_taken_back_by_mistake():
    keys, first = reported(), a_code()
    before = hand_in(first.text, keys)
    a_batch(at=AT)
    revoke(before, "Thu hồi nhầm người", by=a_health_officer(), at=AT + HOUR)
    a_batch(at=AT + FOUR_HOURS, seed=2)
    gone = [row.key.key for row in what_phones_read(AT + FOUR_HOURS)[1][2].rows if row.revoked]
    again = hand_in(a_code(subject=before.subject).text, keys, at=AT + 5 * HOUR)
    kept = again.keys.count()
    assert taken(again) == (0, kept, 0)
    assert not Notice.objects.filter(kind="exposure.alarm").exists()
    a_batch(at=AT + 2 * FOUR_HOURS, seed=3)
    stands = standing(what_phones_read(AT + 2 * FOUR_HOURS)[1].values())
    own = [key for key in gone if key.hex() in keys_of(again)]
    assert own
    assert not any(stands[key].revoked for key in own)


@pytest.mark.parametrize(("push", "moves"), [(False, True), (True, False)])
def test_what_was_never_let_out_follows_the_phone_to_another_person(settings, push, moves):
    """The code of another patient was typed; a list of day keys would have told the key to everybody."""
    settings.PUSH_KEYS = push
    keys = reported()
    before = hand_in(a_code(CodeKind.APP).text, keys, kind=CodeKind.APP)
    assert before.state == UploadState.WAITING
    again = hand_in(a_code().text, keys)
    assert (again.keys.exists(), before.keys.exists()) == (moves, not moves)


def test_two_days_of_one_key_and_keys_without_consent_are_refused_at_the_door_and_the_code_stays(settings, client):
    settings.CLOCK_OFFSET = AT - clock.machine_now()
    text, midnight = a_code(CodeKind.VOICE).text, int(AT.timestamp()) // DAY_S * DAY_S
    days = [{"time_start": midnight - ago * DAY_S, "time_end": midnight - ago * DAY_S + DAY_S - 1} for ago in (3, 2, 1)]
    for kind in ("slot_key", "daily_key"):
        assert send(client, a_body(text, [{kind: "0123" * 16, "max": 96, **day} for day in days])) == 422
    right = a_body(text)
    assert send(client, right.replace(b'"consent":{"words":"agent-1","leaves":["keys"]},', b"")) == 422
    assert not DayKey.objects.exists()
    assert send(client, right) == 202


def send(client, body):
    """The status of the channel's answer."""
    return client.post("/exposure/v1/uploads", body, content_type="application/json").status_code
