"""Two at the same moment: a code is used once, nobody slips past a counter or a quota, one batch is made."""

import random

import pytest

from tests.factories.api import at_once
from tests.factories.exposure import AT, SENDER, a_batch, a_case, a_code, a_health_officer, hand_in, reported
from vungxanh.apps.exposure.actions import attempts, batches, signing
from vungxanh.apps.exposure.actions.uploads import CodeWrong
from vungxanh.apps.exposure.models import Attempts, Batch, CodeDay, CodeKind, SigningKey, Upload
from vungxanh.kit.problems import Conflict

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def outcome(act):
    """What came of it: its kind of result or of refusal."""
    try:
        return type(act()).__name__
    except (CodeWrong, Conflict) as refused:
        return type(refused).__name__


def test_a_code_is_used_once_by_one_of_many():
    text, keys = a_code().text, reported()
    found = at_once(*(lambda body=str(n): outcome(lambda: hand_in(text, keys, body=body)) for n in range(MANY)))
    assert sorted(found) == ["CodeWrong"] * (MANY - 1) + ["Upload"]
    assert CodeDay.objects.get().claimed == 1


def test_the_same_body_at_once_is_one_upload():
    text, keys = a_code().text, reported()
    found = at_once(*(lambda: hand_in(text, keys, body="one").pk for _ in range(MANY)))
    assert len(set(found)) == 1
    assert Upload.objects.count() == 1
    assert not Attempts.objects.filter(count__gt=0).exists()


def test_no_more_tries_than_allowed_are_looked_at_however_many_come_at_once():
    def some():
        return [attempts.take(CodeKind.VOICE, address=SENDER, at=AT).allowed for _ in range(5)]

    found = at_once(*(some for _ in range(MANY)))
    assert sum(sum(one) for one in found) == attempts.MOST[attempts.ADDRESS]


def test_the_last_code_of_a_quota_is_issued_once():
    officer = a_health_officer()
    a_code(by=officer)
    CodeDay.objects.update(issued=29)
    found = at_once(*(lambda: outcome(lambda: a_code(by=officer)) for _ in range(MANY)))
    assert sorted(found) == ["Conflict"] * (MANY - 1) + ["Given"]
    assert CodeDay.objects.get().issued == 30


def test_two_makers_make_one_batch():
    a_case()
    signing.keep_keys((bytes(range(48)), bytes(range(1, 49))), at=AT)
    at_once(*(lambda seed=n: batches.publish(chance=random.Random(seed), at=AT) for n in range(2)))
    assert Batch.objects.count() == 1
    assert a_batch(at=AT) is None


def test_two_first_runs_make_one_root_and_one_key():
    at_once(*(lambda seed=n: signing.keep_keys((bytes([seed] * 48), bytes([seed + 9] * 48)), at=AT) for n in (1, 2)))
    assert sorted(SigningKey.objects.values_list("version", flat=True)) == [0, 1]
