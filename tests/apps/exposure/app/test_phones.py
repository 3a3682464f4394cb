"""Registering, proving a number, declaring oneself: as the app does it, with its own faults."""

from datetime import datetime, timedelta
from itertools import count

import pytest

from tests.factories.exposure import a_health_officer
from tests.factories.org import a_small_province
from tests.factories.phones import PHONE, TOKEN, Answered, a_token, ask_json, raw_rows
from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions import prove_phone, register
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import Attempts, AuditMark, Device, PhoneProof, System
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db
APP, CONTACT = "/api/App", "/api/AppHistoryContact"


def registered(token: str = TOKEN) -> Device:
    assert ask_json(f"{APP}/RegisterUser", TokenFirebase=token, TypeOS="android").form["isOk"] is True
    return Device.objects.get(token_digest=keyed.of_token(token))


def test_registering_answers_in_the_envelope_and_twice_is_one_phone() -> None:
    first = ask_json(f"{APP}/RegisterUser", TokenFirebase=TOKEN, TypeOS="ios")
    assert (first.http, first.form) == (200, {"isOk": True, "isError": False, "Status": 0, "Object": {}})
    assert ask_json(f"{APP}/RegisterUser", TokenFirebase=TOKEN).status == 0  # 2.0.x says no system
    (device,) = Device.objects.all()
    assert (device.token, device.system) == (TOKEN, System.IOS)


@pytest.mark.parametrize("token", ["", None, "null", "undefined", "a b", "x" * 2_000, "mã", 12345, True, ["a"], {}])
def test_a_token_that_can_be_none_is_status_11(token: object) -> None:
    assert ask_json(f"{APP}/RegisterUser", TokenFirebase=token, TypeOS="android").status == 11
    assert not Device.objects.exists()


def test_a_new_token_takes_over_what_the_owner_declared_and_the_old_one_opens_nothing_more() -> None:
    a_small_province()
    old = registered()
    prove_phone.declare_owner(old, full_name="Trần Văn An", address="Xã Đại Sơn", number=PHONE, at=clock.now())
    moved = {"TokenFirebaseNew": a_token(2), "TokenFirebaseOld": TOKEN, "PhoneNumber": PHONE}
    assert ask_json(f"{APP}/UpdateTokenFirebase", **moved).status == 0
    assert ask_json(f"{APP}/UpdateTokenFirebase", **moved).status == 0  # its answer was lost: the app tries again
    old.refresh_from_db()
    heir = Device.objects.get(token_digest=keyed.of_token(a_token(2)))
    assert (old.replaced_by, old.token, old.phone, old.full_name, old.commune) == (heir, "", "", "", None)
    assert (heir.full_name, heir.phone, heir.commune.code) == ("Trần Văn An", PHONE, "20503")
    stolen = moved | {"TokenFirebaseNew": a_token(3)}
    assert ask_json(f"{APP}/UpdateTokenFirebase", **stolen).status == 41
    assert ask_json(f"{APP}/UpdateTokenFirebase", **moved | {"TokenFirebaseOld": a_token(9)}).status == 41


@pytest.mark.parametrize("path", [f"{APP}/UpdateTokenFirebase", f"{CONTACT}/PushInfoApp"])
def test_a_proof_moves_with_its_own_number_or_not_at_all(path: str) -> None:
    """Who has proved a number of their own does not prove with it another's that a second phone of theirs names."""
    mine, victim = "0905000001", "0905999999"
    old = registered()
    Device.objects.filter(pk=old.pk).update(
        phone=mine, phone_digest=keyed.of_phone(mine), phone_proved_at=clock.now(), address="Xã A"
    )
    registered(a_token(2))
    declare(PhoneNumber=a_token(2), TokenFirebase=victim, **WHO)
    sent = {"TokenFirebaseNew": a_token(2), "TokenFirebaseOld": TOKEN, "PhoneNumber": "", "PushGUID": "g"}
    assert ask_json(path, **sent).status == 0
    heir = Device.objects.get(token_digest=keyed.of_token(a_token(2)))
    assert (heir.phone, heir.phone_digest) == (mine, keyed.of_phone(mine))
    assert heir.phone_proved_at is not None
    assert heir.address == WHO["Address"]


def test_a_number_that_was_only_said_takes_no_others_place() -> None:
    old = registered()
    prove_phone.declare_owner(old, full_name="A B C", address="Xã A", number="0905000001", at=clock.now())
    registered(a_token(2))
    declare(PhoneNumber=a_token(2), TokenFirebase="0905999999", **WHO)
    ask_json(f"{APP}/UpdateTokenFirebase", TokenFirebaseNew=a_token(2), TokenFirebaseOld=TOKEN, PhoneNumber="")
    heir = Device.objects.get(token_digest=keyed.of_token(a_token(2)))
    assert (heir.phone, heir.phone_proved_at) == ("0905999999", None)


def test_a_profile_that_was_read_before_the_proof_does_not_write_over_the_number() -> None:
    read_before = registered()
    Device.objects.update(phone=PHONE, phone_digest=keyed.of_phone(PHONE), phone_proved_at=clock.now())
    prove_phone.declare_owner(read_before, full_name="A B C", address="Xã A", number="0905999999", at=clock.now())
    assert Device.objects.get().phone == PHONE


def test_a_phone_that_returns_to_its_old_token_is_the_heir_of_its_heir() -> None:
    registered()
    ask_json(f"{APP}/UpdateTokenFirebase", TokenFirebaseNew=a_token(2), TokenFirebaseOld=TOKEN, PhoneNumber="")
    back = ask_json(f"{APP}/UpdateTokenFirebase", TokenFirebaseNew=TOKEN, TokenFirebaseOld=a_token(2), PhoneNumber="")
    assert back.status == 0
    assert Device.objects.get(token_digest=keyed.of_token(TOKEN)).replaced_by is None


def test_push_info_registers_whoever_it_does_not_know() -> None:
    sent = {"TokenFirebaseNew": a_token(2), "TokenFirebaseOld": a_token(1), "PhoneNumber": "", "PushGUID": "g"}
    assert ask_json(f"{CONTACT}/PushInfoApp", **sent, TypeOS="ios").status == 0
    assert Device.objects.get().system == System.IOS


def send_code(token: str = TOKEN, phone: str = PHONE) -> Answered:
    return ask_json(f"{APP}/CreateAndSendOTPCode", PhoneNumber=phone, TokenFirebase=token, TypeOS="android")


def a_code(device: Device, at: datetime | None = None, number: int = 0) -> str:
    letter = prove_phone.begin(
        device, PHONE, address="203.0.113.7", at=at or clock.now(), entropy=number.to_bytes(8, "big")
    )
    assert letter is not None
    return letter.text[:6]


def confirm(code: str, token: str = TOKEN, phone: str = PHONE) -> Answered:
    return ask_json(f"{APP}/ConfirmOTPCode", TokenFirebase=token, PhoneNumber=phone, OTPCode=code, TypeOS="android")


def test_a_number_is_proved_by_the_code_sent_to_it() -> None:
    device = registered()
    code = a_code(device, number=123_456)
    assert code == "123456"
    assert confirm("123457").status == 33
    right = confirm(code)
    assert (right.form["isOk"], right.form["Object"]) == (True, {"PhoneNumber": PHONE})
    assert confirm(code).status == 0  # the same again: the answer was lost
    device.refresh_from_db()
    assert (device.phone, device.phone_digest) == (PHONE, keyed.of_phone("+84 905 123 456"))
    assert not PhoneProof.objects.filter(code_digest__contains=code).exists()


def test_the_second_try_that_swaps_number_and_token_is_understood() -> None:
    code = a_code(registered())
    assert confirm(code, token=PHONE, phone=TOKEN).form["Object"] == {"PhoneNumber": PHONE}


def test_each_refusal_of_proving_has_its_own_number() -> None:
    assert send_code(token="").status == 21
    assert send_code().status == 22
    assert confirm("000000").status == 31
    device = registered()
    assert send_code(phone="12345").status == 23
    assert confirm("000000", phone="x").status == 32
    old = a_code(device, at=clock.now() - timedelta(minutes=11))
    assert confirm(old).status == 34


def test_guessing_ends_after_ten_tries_even_with_the_right_code() -> None:
    code = a_code(registered(), number=7)
    assert [confirm("999999").status for _try in range(10)] == [33] * 10
    assert confirm(code).status == 33


def test_no_number_is_sent_more_than_five_codes_an_hour() -> None:
    tokens = [a_token(number) for number in range(6)]
    for token in tokens:
        registered(token)
    assert [send_code(token).status for token in tokens] == [0, 0, 0, 0, 0, 2]


@pytest.mark.parametrize("number", ["+882161200001", "882161200001", "+12025550123", "00442071234567"])
def test_no_message_goes_to_countries_that_are_not_named(number: str, settings: "pytest_django.Settings") -> None:  # type: ignore[name-defined] # noqa: F821
    registered()
    assert send_code(phone=number).status == 23
    assert not PhoneProof.objects.exists()
    settings.SMS_COUNTRIES = ["84", "882", "1", "44"]
    assert send_code(phone=number).status == 0


def test_one_address_has_no_more_than_twenty_messages_sent_an_hour() -> None:
    tokens = [a_token(number) for number in range(21)]
    for token in tokens:
        registered(token)
    statuses = [send_code(token, f"09050000{number:02}").status for number, token in enumerate(tokens)]
    assert statuses == [0] * 20 + [2]


def test_messages_of_all_together_are_bounded_and_the_province_is_told() -> None:
    officer, now = a_health_officer(), clock.now()
    window = now.replace(minute=0, second=0, microsecond=0)
    most = prove_phone.MOST_SENT["sms-all"]
    Attempts.objects.create(scope="sms-all", digest="realm", window=window, count=most - 1)
    device = registered()
    asked = [
        prove_phone.begin(device, f"090500000{number}", address=f"203.0.113.{number}", at=now, entropy=b"x" * 8)
        for number in range(4)
    ]
    assert [letter is not None for letter in asked] == [True, False, False, False]
    assert Notice.objects.filter(user=officer.user, kind="exposure.alarm").count() == 1


def test_others_who_guess_at_a_number_do_not_lock_its_owner_out() -> None:
    code = a_code(registered(), number=7)
    for stranger in (a_token(1), a_token(2)):
        registered(stranger)
        for _try in range(10):
            confirm("999999", token=stranger)
    assert confirm(code).status == 0


def test_a_broken_sender_of_messages_keeps_nobody_waiting(settings: "pytest_django.Settings") -> None:  # type: ignore[name-defined] # noqa: F821
    settings.DEMONSTRATION = False
    registered()
    assert send_code().status == 0
    assert PhoneProof.objects.count() == 1


def declare(**members: object) -> Answered:
    return ask_json(f"{APP}/DeclareInformation", **members)


WHO = {"Fullname": "Trần Văn An", "Address": "Thôn 2, xã Đại Sơn, huyện Đại Lộc"}


def test_the_profile_is_read_with_its_two_fields_swapped_and_with_the_token_in_both() -> None:
    a_small_province()
    device = registered()
    assert declare(PhoneNumber=TOKEN, TokenFirebase=PHONE, **WHO).status == 0
    device.refresh_from_db()
    assert (device.full_name, device.phone, device.phone_proved_at) == ("Trần Văn An", PHONE, None)
    assert device.commune is not None
    assert device.commune.code == "20503"
    assert declare(PhoneNumber=TOKEN, TokenFirebase=TOKEN, **WHO).status == 0
    device.refresh_from_db()
    assert device.phone == PHONE


def test_each_refusal_of_the_profile_has_its_own_number() -> None:
    assert declare(PhoneNumber=TOKEN, TokenFirebase=PHONE, **WHO).status == 81
    registered()
    assert declare(PhoneNumber=TOKEN, TokenFirebase=PHONE, **WHO | {"Fullname": "A"}).status == 82
    assert declare(PhoneNumber=TOKEN, TokenFirebase=PHONE, **WHO | {"Address": ""}).status == 83


def test_half_a_sign_is_no_name() -> None:
    registered()
    half = WHO | {"Fullname": "\ud800\ud800\ud800"}
    assert declare(PhoneNumber=TOKEN, TokenFirebase=PHONE, **half).status == 82
    assert declare(PhoneNumber=TOKEN, TokenFirebase=PHONE, **WHO | {"Address": "\udfff"}).status == 83


def test_a_proved_number_is_not_written_over_by_a_declared_one() -> None:
    device = registered()
    confirm(a_code(device))
    declare(PhoneNumber=TOKEN, TokenFirebase="0999999999", **WHO)
    device.refresh_from_db()
    assert device.phone == PHONE


def test_registrations_are_audited_by_the_batch_none_twice_and_none_left_out() -> None:
    begun, numbers = clock.now(), count()
    for _phone in range(3):
        register.register(a_token(next(numbers)), at=begun - timedelta(minutes=3))
    assert register.audit_new(at=begun) == 3
    assert register.audit_new(at=begun) == 0
    register.register(a_token(next(numbers)), at=begun - timedelta(minutes=2))
    register.register(a_token(next(numbers)), at=begun)  # may not be committed everywhere yet: waits
    assert register.audit_new(at=begun) == 1
    assert register.audit_new(at=begun + timedelta(minutes=2)) == 1
    entries = list(Entry.objects.filter(verb="exposure.device.register"))
    assert [entry.details["count"] for entry in entries] == [3, 1, 1]
    assert entries[1].details["after"] == entries[0].details["until"]
    assert {entry.actor_key for entry in entries} == {Phone().actor_key}
    assert AuditMark.objects.get().until_id == Device.objects.latest("pk").pk


def test_nothing_a_phone_said_stands_in_the_database_in_clear() -> None:
    device = registered()
    confirm(a_code(device))
    declare(PhoneNumber=TOKEN, TokenFirebase=PHONE, **WHO)
    text = raw_rows("exposure_device", "exposure_phoneproof", "exposure_attempts", "audit_entry")
    assert device.token_digest in text
    for secret in (TOKEN, PHONE, "Trần Văn An", "Đại Lộc"):
        assert secret not in text
