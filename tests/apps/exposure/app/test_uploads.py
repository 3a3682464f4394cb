"""What phones hand in: with a code it is kept, without one nothing of it is."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.exposure import a_health_officer
from tests.factories.org import an_officer
from tests.factories.phones import (
    BASE,
    BASE_S,
    INFO,
    PHONE,
    ROWS,
    TOKEN,
    Answered,
    a_token,
    ask,
    ask_json,
    form_a,
    form_b,
    form_c,
    raw_rows,
)
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import histories, keyed
from vungxanh.apps.exposure.actions import attempts, codes, push_keys, register
from vungxanh.apps.exposure.models import Attempts, Code, CodeKind, DayKey, Device, Upload, UploadState
from vungxanh.core.exposure import slotkeys
from vungxanh.core.tracing import ids, infof
from vungxanh.core.tracing.infof import InfoF
from vungxanh.kit import clock
from vungxanh.kit.notices.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_august")]
CONTACT = "/api/AppHistoryContact"
SEEN = ROWS.replace(b"1596887252275", b"1597600000000")  # 16 August, inside the window
Form = Callable[[dict[str, str], bytes], tuple[bytes, str]]


def a_code(*, since_days: int = 4, phone: str = PHONE) -> str:
    at = clock.now()
    since_on = clock.day_of(at) - timedelta(days=since_days)
    entropy = uuid4().bytes
    officer = an_officer(Role.HEALTH_OFFICER)
    return codes.issue(CodeKind.APP, uuid4(), since_on, phone=phone, by=officer, at=at, entropy=entropy)[1]


def proved(token: str = TOKEN) -> Device:
    """A phone whose number is its own."""
    device = register.register_and_find(token, at=clock.now())
    device.phone, device.phone_digest, device.phone_proved_at = PHONE, keyed.of_phone(PHONE), clock.now()
    device.save()
    return device


def declare(otp: str, form: Form = form_a, info: str = INFO, file: bytes = SEEN, **more: str) -> Answered:
    body, content_type = form({"InfoF": info, "OTP": otp, "TokenFirebase": TOKEN, **more}, file)
    return ask(f"{CONTACT}/ReportHistory_ConfirmDeclare", body, content_type=content_type)


def declare_without_file(otp: str) -> Answered:
    body, content_type = form_c({"TokenFirebase": TOKEN, "InfoF": INFO, "PhoneNumber": "", "OTP": otp})
    return ask(f"{CONTACT}/ReportHistory_ConfirmDeclare_NoFile", body, content_type=content_type)


def files() -> list[Path]:
    folder = Path(django_settings.EXPOSURE_DIR)
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


@pytest.mark.parametrize("form", [form_a, form_b])
def test_a_right_code_keeps_the_window_and_the_sealed_history(form: Form) -> None:
    proved()
    answer = declare(a_code(since_days=4), form)
    assert answer.form == {"isOk": True, "isError": False, "Status": 0, "Object": {}}
    upload = Upload.objects.get()
    assert (upload.state, upload.history_rows) == (UploadState.ACCEPTED, 1)
    assert b"".join(histories.opened(upload)) == SEEN  # without the CRLF of the library
    days = [key.starts_at for key in upload.keys.order_by("starts_at")]
    since = datetime.fromisoformat("2020-08-13T00:00:00+07:00")
    assert days[0] >= since - timedelta(hours=7)
    assert len(days) <= 6
    last = upload.keys.latest("starts_at")
    day = ids.key_after(BASE, (int(last.starts_at.timestamp()) - BASE_S) // ids.DAY_S)
    assert last.key == slotkeys.slot_key(day).hex()


@pytest.mark.parametrize("order", ["keys first", "file first"])
def test_the_twin_without_a_file_and_every_retry_are_one_upload(order: str) -> None:
    proved()
    otp = a_code()
    calls = [lambda: declare_without_file(otp), lambda: declare(otp, form_b)]
    for call in calls if order == "keys first" else reversed(calls):
        assert call().status == 0
    assert declare(otp, form_b).status == 0
    upload = Upload.objects.get()
    assert b"".join(histories.opened(upload)) == SEEN
    assert [path.name for path in files()] == [upload.history_name]


def test_a_wrong_an_expired_and_a_foreign_code_have_their_numbers_and_leave_no_file() -> None:
    proved()
    otp = a_code()
    other = f"{(int(otp) + 1) % 10**6:06}"
    assert declare(other).status == 51
    foreign = a_code(phone="0999999999")
    assert declare(foreign).status == 51
    Code.objects.update(issued_at=clock.now() - timedelta(hours=2), expires_at=clock.now() - timedelta(hours=1))
    assert declare(otp).status == 52
    assert not Upload.objects.exists()
    assert not files()


def declared(token: str = TOKEN, phone: str = PHONE) -> None:
    """A phone whose owner has said the number on the profile screen, which swaps the two."""
    register.register(token, at=clock.now())
    sent = {"PhoneNumber": token, "TokenFirebase": phone, "Fullname": "Trần Văn An", "Address": "Xã Đại Sơn"}
    assert ask_json("/api/App/DeclareInformation", **sent).status == 0


@pytest.mark.parametrize("named", ["on the profile", "with the code"])
def test_who_declares_a_number_uses_its_code_which_is_the_proof(named: str) -> None:
    otp = a_code()
    assert declare(otp).status == 51
    if named == "on the profile":
        declared()
    assert declare(otp, **({} if named == "on the profile" else {"PhoneNumber": PHONE})).status == 0
    assert Upload.objects.get().state == UploadState.ACCEPTED


def twins(otp: str) -> list[int]:
    """What one press of the app sends."""
    return [declare_without_file(otp).status, declare(otp, form_b).status]


def test_a_press_is_one_try_though_it_is_sent_twice() -> None:
    proved()
    otp = a_code()
    for typo in range(4):
        assert twins(f"{(int(otp) + 1 + typo) % 10**6:06}") == [51, 51]
    assert twins(otp) == [0, 0]


def test_after_many_typos_a_fresh_code_works() -> None:
    proved()
    otp = a_code()
    for typo in range(6):
        twins(f"{(int(otp) + 1 + typo) % 10**6:06}")
    assert declare(otp).status == 51
    assert twins(a_code()) == [0, 0]


def test_others_behind_the_same_address_do_not_shut_out_a_bound_code() -> None:
    declared()
    for stranger in range(attempts.MOST[attempts.ADDRESS] * 3 + 1):
        body, content_type = form_b({"InfoF": INFO, "OTP": "000000", "TokenFirebase": a_token(stranger)}, ROWS)
        assert ask(f"{CONTACT}/ReportHistory_ConfirmDeclare", body, content_type=content_type).status == 51
    assert declare(a_code(phone="")).status == 51
    assert declare(a_code()).status == 0


def test_the_door_that_closes_is_told_and_stands_on_the_page() -> None:
    officer = a_health_officer()
    client = signed_in(officer)
    window = attempts.window_of(clock.now())
    full = attempts.MOST[attempts.REALM_APP]
    Attempts.objects.create(scope=attempts.REALM_APP, digest="realm", window=window, count=full)
    assert declare("000000").status == 51
    told = Notice.objects.get(user=officer.user, kind="exposure.alarm")
    assert "Mã gắn số" in told.body or "mã gắn số" in told.body
    for name in ("exposure:codes", "exposure:issue"):
        page = client.get(reverse(name)).content.decode()
        assert "Mã 6 số không gắn số điện thoại tạm khóa" in page
        assert "Mã 8 số tạm khóa" not in page


def test_strangers_who_say_a_number_do_not_lock_its_owner_out() -> None:
    otp = a_code()
    for stranger in range(9):  # they have five tries between them, the owner five of their own
        said = {"PhoneNumber": PHONE, "TokenFirebase": a_token(stranger)}
        body, content_type = form_b({"InfoF": INFO, "OTP": "000000", **said}, ROWS)
        address = f"203.0.113.{stranger + 20}"
        path = f"{CONTACT}/ReportHistory_ConfirmDeclare"
        assert ask(path, body, content_type=content_type, address=address).status == 51
    proved()
    assert declare(otp).status == 0


@pytest.mark.parametrize("number", [None, "", PHONE])
def test_six_digits_without_a_number_work_for_any_phone_and_wait(number: str | None) -> None:
    """2.0.4 sends no number at all, 3.0.x an empty one; nobody needs a text message to hand in."""
    otp, more = a_code(phone=""), {} if number is None else {"PhoneNumber": number}
    assert otp.isdigit()
    assert declare_without_file(otp).form == {"isOk": True, "isError": False, "Status": 0, "Object": {}}
    assert declare(otp, form_a, **more).status == 0
    upload = Upload.objects.get()
    assert (upload.state, upload.history_rows) == (UploadState.WAITING, 1)


def test_an_unknown_and_a_used_code_cost_the_same_queries() -> None:
    proved()
    used = a_code()
    assert declare(used).status == 0
    counts = []
    register.register(a_token(2), at=clock.now())
    said = {"TokenFirebase": a_token(2), "PhoneNumber": PHONE}
    for text in (used, f"{(int(used) + 1) % 10**6:06}"):
        with CaptureQueriesContext(connection) as queries:
            assert declare(text, **said).status == 51
        counts.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in queries.captured_queries])
    assert counts[0] == counts[1]


def test_rows_before_the_window_and_rubbish_are_never_written_and_truly_counted() -> None:
    proved()
    early = ROWS.replace(b"1596887252275", b"1596801600000")  # 7 August 2020, 12:00 UTC
    assert declare(a_code(since_days=4), form_b, file=early * 3 + SEEN * 2 + b"rubbish <script>\n" * 5).status == 0
    upload = Upload.objects.get()
    assert (upload.history_rows, upload.left_out_rows, upload.unusable_rows) == (2, 3, 5)
    assert b"".join(histories.opened(upload)) == SEEN * 2


def test_day_keys_that_tell_later_days_stay_only_where_lists_are_pushed(
    settings: "pytest_django.Settings",  # type: ignore[name-defined] # noqa: F821
) -> None:
    proved()
    assert declare(a_code()).status == 0
    assert not any(key.day_key for key in DayKey.objects.all())
    settings.PUSH_KEYS = True
    assert declare(a_code(), info=INFO.replace("4C5224", "4D5224")).status == 0
    held = DayKey.objects.exclude(upload=Upload.objects.earliest("received_at"))
    assert any(key.day_key for key in held)
    assert push_keys.forget_day_keys(at=clock.now()) == sum(bool(key.day_key) for key in held)
    assert push_keys.forget_day_keys(at=clock.now()) == 0
    assert not any(key.day_key for key in DayKey.objects.all())


@pytest.mark.parametrize(
    "info",
    [
        json.dumps({"daily_key": BASE.hex(), "time_start": float(BASE_S), "time": BASE_S, "base_id": BASE.hex()}),
        INFO.replace(str(BASE_S), f"{BASE_S}000"),
        INFO.lower(),
    ],
)
def test_any_phones_way_of_writing_its_keys_gives_the_same(info: str) -> None:
    proved()
    assert declare(a_code(), info=info).status == 0
    expected = slotkeys.slot_key(ids.key_after(BASE, 8)).hex()
    assert expected in [key.key for key in Upload.objects.get().keys.all()]


@pytest.mark.parametrize("info", ["", "{}", "[]", "no json", INFO.replace(str(BASE_S), "1900000000"), "[" * 2_000])
def test_keys_that_can_be_none_or_come_from_the_future_are_an_invalid_request(info: str) -> None:
    proved()
    assert declare(a_code(), info=info).status == 2
    assert not Upload.objects.exists()
    assert not files()


def test_the_base_key_stands_in_no_table_no_file_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """A phone that was installed inside the window: even the day whose key is the base goes without it."""
    caplog.set_level("DEBUG")
    proved()
    start_s = BASE_S + 7 * ids.DAY_S
    info = infof.write_info(InfoF(BASE, start_s, BASE, start_s))
    otp = a_code(since_days=6)
    assert declare(otp, info=info).status == 0
    assert declare("999999", info=info).status == 51
    upload = Upload.objects.get()
    stored = raw_rows() + caplog.text + "".join(str(path) for path in files())
    opened = " ".join(f"{key.key} {key.day_key}" for key in upload.keys.all()) + str(upload.consent)
    blobs = b"".join(path.read_bytes() for path in files())
    for form in (BASE.hex(), BASE.hex().upper()):
        assert form not in stored
        assert form not in opened
        assert form.encode() not in blobs
    assert BASE not in blobs
    assert str(list(BASE)) not in stored
    first = upload.keys.earliest("starts_at")
    assert first.key == slotkeys.slot_key(BASE).hex()
    assert first.day_key == ""
