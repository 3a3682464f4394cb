"""Who guesses codes is kept out, and keeps nobody else out."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories.exposure import AT, SENDER, a_code, a_health_officer, hand_in
from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions import alarm, attempts
from vungxanh.apps.exposure.actions.uploads import CodeWrong, TryLater
from vungxanh.apps.exposure.models import Attempts, CodeKind
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_an_address_that_guessed_ten_times_waits_even_with_the_right_code():
    right = a_code(CodeKind.VOICE).text
    for number in range(10):
        with pytest.raises(CodeWrong):
            hand_in(f"0000000{number}")
    with pytest.raises(TryLater):
        hand_in(right)
    assert hand_in(right, address="203.0.113.8")
    assert hand_in(a_code(CodeKind.VOICE, at=AT + timedelta(hours=1)).text, at=AT + timedelta(hours=1))


def test_right_codes_are_no_tries():
    officer = a_health_officer()
    for _ in range(12):
        hand_in(a_code(CodeKind.VOICE, by=officer).text)
    assert not Attempts.objects.filter(count__gt=0).exists()


def test_who_comes_late_in_a_crowd_behind_one_address_is_not_counted_for_it():
    """Ten are being looked at: whoever comes meanwhile waits, and however often they try, nobody is shut out by it."""
    officer = a_health_officer()
    texts = [a_code(CodeKind.VOICE, by=officer).text for _ in range(12)]
    in_flight = [attempts.take(CodeKind.VOICE, address=SENDER, at=AT) for _ in range(attempts.MOST[attempts.ADDRESS])]
    for text in texts:
        with pytest.raises(TryLater):
            hand_in(text)
    for ticket in in_flight:
        attempts.give_back(ticket)
    for text in texts:
        assert hand_in(text)


def test_a_door_that_is_shut_to_all_does_not_count_whom_it_turns_away_and_rings_once():
    officer = a_health_officer()
    for number in range(attempts.MOST[attempts.REALM]):
        alarm.after_wrong(attempts.take(CodeKind.VOICE, address=f"198.51.100.{number}", at=AT), at=AT)
    text = a_code(CodeKind.VOICE, by=officer).text
    for _ in range(12):
        with pytest.raises(TryLater):
            hand_in(text)
    assert not Attempts.objects.filter(scope=attempts.ADDRESS, digest=keyed.of_address(SENDER), count__gt=0).exists()
    assert attempts.shut_doors(AT)[CodeKind.VOICE]
    assert Notice.objects.filter(user=officer.user, kind="exposure.alarm").count() == 2


def test_a_try_that_the_server_failed_is_given_back(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path / "no folder"
    settings.EXPOSURE_DIR.write_bytes(b"a file where a folder should be")
    given = a_code(CodeKind.VOICE)
    row = f"{'29' * 12}\t{'9C' * 12}\t-63\t{int(AT.timestamp() * 1000) - 60_000}\n".encode()
    with pytest.raises(OSError, match="no folder"):
        hand_in(given.text, history=row)
    assert not Attempts.objects.filter(count__gt=0).exists()
    assert hand_in(given.text)


def test_ten_thousand_wrong_codes_of_a_thousand_addresses_are_stopped_by_the_realm_and_told():
    officer = a_health_officer()
    voice, link = a_code(CodeKind.VOICE, by=officer), a_code(CodeKind.LINK, by=officer)
    looked_at = 0
    for number in range(10_000):
        address = f"198.51.{number % 1000 // 250}.{number % 250}"
        ticket = attempts.take(CodeKind.VOICE, address=address, at=AT)
        looked_at += ticket.allowed
        alarm.after_wrong(ticket, at=AT)
    assert looked_at == attempts.MOST[attempts.REALM]
    with pytest.raises(TryLater):
        hand_in(voice.text)
    assert hand_in(link.text)
    assert Notice.objects.filter(user=officer.user, kind="exposure.alarm").count() == 2


@pytest.mark.parametrize("kind", list(CodeKind))
@pytest.mark.parametrize("network", ["203.0.113.7", "2001:db8:7:{0:x}::1", "::ffff:203.0.113.7"])
def test_one_network_alone_does_not_close_a_door_to_others(kind, network):
    for number in range(1_000):
        attempts.take(kind, address=network.format(number), at=AT)
    for each in CodeKind:
        assert attempts.take(each, address="203.0.113.8", at=AT).allowed
    assert not attempts.take(kind, address=network.format(1_000), at=AT).allowed
    assert attempts.realm_count(attempts.REALM, at=AT) <= attempts.NETWORK_SHARE + 1


def test_wrong_codes_of_the_app_shut_only_codes_of_the_app_that_are_bound_to_no_number():
    for number in range(attempts.MOST[attempts.REALM_APP] + 1):
        ticket = attempts.take(CodeKind.APP, address=f"198.51.100.{number}", at=AT)
    assert not ticket.allowed
    assert not attempts.take(CodeKind.APP, address=SENDER, at=AT).allowed
    bound = attempts.take(CodeKind.APP, address=SENDER, said=["f" * 64], at=AT)
    assert (bound.allowed, bound.numbers) == (False, {"f" * 64})
    assert attempts.take(CodeKind.VOICE, address=SENDER, at=AT).allowed


def test_who_guesses_long_codes_waits_too():
    for _number in range(attempts.MOST[attempts.ADDRESS] * attempts.LINK_TIMES):
        assert attempts.take(CodeKind.LINK, address=SENDER, at=AT).allowed
    assert not attempts.take(CodeKind.LINK, address=SENDER, at=AT).allowed


def test_an_address_is_the_same_however_it_is_written():
    same = ("203.0.113.7", "::ffff:203.0.113.7", "::ffff:cb00:7107")
    assert len({keyed.of_address(one) for one in same}) == 1
    assert keyed.of_address("2001:db8:1:2::1") == keyed.of_address("2001:db8:1:2:ffff::9")
    assert keyed.of_address("2001:db8:1:2::1") != keyed.of_address("2001:db8:1:3::1")
    assert keyed.of_network("2001:db8:1:2::1") == keyed.of_network("2001:db8:1:3::1")


def test_counters_hold_no_address():
    attempts.take(CodeKind.VOICE, address=SENDER, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exposure_attempts")
        assert SENDER not in str(cursor.fetchall())


def test_a_household_of_the_new_internet_is_one_address():
    for number in range(11):
        ticket = attempts.take(CodeKind.VOICE, address=f"2001:db8:1:2::{number:x}", at=AT)
    assert not ticket.allowed
    assert attempts.take(CodeKind.VOICE, address="2001:db8:1:3::1", at=AT).allowed
