"""What phones hand in: with a code it is kept, without one nothing of it is."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from tests.factories.org import an_officer
from tests.factories.phones import (
    BASE,
    BASE_S,
    INFO,
    PHONE,
    ROWS,
    TOKEN,
    Answered,
    Line,
    ask,
    ask_json,
    form_a,
    form_b,
    form_c,
    raw_rows,
)
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import histories, keyed
from vungxanh.apps.exposure.actions import codes, commands, register
from vungxanh.apps.exposure.models import Code, CodeKind, Command, Delivery, Device, Upload, UploadState
from vungxanh.apps.exposure.queries.devices import reachable
from vungxanh.core.exposure import slotkeys
from vungxanh.core.tracing import ids, infof
from vungxanh.core.tracing.infof import InfoF
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
CONTACT = "/api/AppHistoryContact"
Form = Callable[[dict[str, str], bytes], tuple[bytes, str]]


@pytest.fixture(autouse=True)
def _in_august(settings: "pytest_django.Settings", tmp_path: Path) -> None:  # type: ignore[name-defined] # noqa: F821
    """The captures are of August 2020."""
    settings.CLOCK_OFFSET = datetime.fromisoformat("2020-08-17T03:00:00+00:00") - clock.machine_now()
    settings.EXPOSURE_DIR = tmp_path / "exposure"


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


def declare(otp: str, form: Form = form_a, info: str = INFO, file: bytes = ROWS, **more: str) -> Answered:
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
    assert b"".join(histories.opened(upload)) == ROWS  # without the CRLF of the library
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
    assert b"".join(histories.opened(upload)) == ROWS
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


def test_a_phone_without_a_proved_number_may_use_the_code_of_the_number_it_says() -> None:
    assert declare(a_code(), PhoneNumber=PHONE).status == 0
    assert declare(a_code(), PhoneNumber="0999999999").status == 51


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


def a_command(at: datetime | None = None) -> Command:
    register.register("another-phone", at=clock.now())
    at = at or clock.now()
    until = at + timedelta(days=1)
    guids = iter(uuid4, None)
    by = SystemActor("test")
    key = infof_key()
    return commands.find([key], reachable(), guids=guids, by=by, at=at, expires_at=until)[0]


def infof_key() -> "commands.PositiveKey":
    from vungxanh.core.tracing.keylist import PositiveKey

    return PositiveKey(bytes(range(32)), BASE_S, BASE_S + ids.DAY_S - 1)


def confirm(guid: str, path: str = "ConfirmContact", form: Form = form_a) -> Answered:
    body, content_type = form({"InfoF": INFO, "FindGUID": guid, "TokenFirebase": TOKEN}, ROWS)
    return ask(f"{CONTACT}/ReportHistory_{path}", body, content_type=content_type)


@pytest.mark.parametrize("path", ["ConfirmContact", "GetInfo"])
def test_what_a_phone_sends_by_itself_is_answered_and_not_kept(path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    command = a_command()
    Delivery.objects.all().delete()
    answer = confirm(str(command.guid), path)
    assert answer.status == 0
    assert confirm(str(command.guid), path, form_b).form == answer.form
    upload = Upload.objects.get()
    assert upload.state == UploadState.HELD
    assert not upload.keys.exists()
    assert not files()
    text = raw_rows() + caplog.text
    for secret in (BASE.hex(), BASE.hex().upper(), "9C25DF2D9861B31897EA3028", "29ABD013B41C90269332AB5D", TOKEN):
        assert secret not in text
    asked = [json.loads(each.command.data) for each in Delivery.objects.select_related("command")]
    assert {each["Type"] for each in asked} == {"GuiThongBao"}
    assert {json.loads(each["Notify"])["TypeLanguage"] for each in asked} == {"vi", "en"}
    assert Delivery.objects.count() == 2


def test_the_captured_guid_is_not_ours_and_an_old_one_is_over() -> None:
    assert confirm("123456").status == 61
    command = a_command()
    Command.objects.update(made_at=clock.now() - timedelta(days=3), expires_at=clock.now() - timedelta(days=1))
    assert confirm(str(command.guid)).status == 62
    assert not Device.objects.filter(token_digest=keyed.of_token(TOKEN)).exists()


def test_a_contact_reports_themselves_with_the_token_of_their_own_answer() -> None:
    guid = str(a_command().guid)
    token = confirm(guid).form["Object"]["Token"]
    user = json.dumps({"PhoneNumber": PHONE, "FullName": "Trần Văn An", "Address": "Xã Đại Sơn"})
    sent = {"FindGUID": guid, "InfoF": INFO, "TokenFirebase": TOKEN, "UserInfo": user}
    path = f"{CONTACT}/DeclareInformation"
    assert ask_json(path, **sent, Token="").status == 71
    assert ask_json(path, **sent | {"FindGUID": "123456"}, Token=token).status == 61
    assert ask_json(path, **sent | {"UserInfo": "{}"}, Token=token).status == 2
    assert ask_json(path, **sent, Token=token).status == 0
    assert ask_json(path, **sent, Token=token).status == 0
    upload = Upload.objects.get()
    assert upload.state == UploadState.ACCEPTED
    assert json.loads(upload.contact)["full_name"] == "Trần Văn An"
    assert "Trần Văn An" not in raw_rows()
    assert Entry.objects.filter(verb="exposure.upload.report").count() == 1


def test_a_report_after_the_held_answer_expired_is_told_so() -> None:
    guid = str(a_command().guid)
    token = confirm(guid).form["Object"]["Token"]
    Upload.objects.update(expires_on=clock.day_of(clock.now()))
    sent = {"FindGUID": guid, "InfoF": INFO, "TokenFirebase": TOKEN, "UserInfo": "{}", "Token": token}
    assert ask_json(f"{CONTACT}/DeclareInformation", **sent).status == 72


def test_no_token_is_status_11_in_every_form() -> None:
    for form in (form_a, form_b):
        body, content_type = form({"InfoF": INFO, "FindGUID": "1", "TokenFirebase": ""}, ROWS)
        assert ask(f"{CONTACT}/ReportHistory_GetInfo", body, content_type=content_type).status == 11


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data;boundary=*****"])
def test_what_is_no_form_is_status_2(content_type: str) -> None:
    path = f"{CONTACT}/ReportHistory_ConfirmDeclare"
    assert ask(path, b"--*****\r\nbroken", content_type=content_type).status == 2
    assert not files()


def a_history(megabytes: int) -> Iterator[bytes]:
    """Made while it is read."""
    yield b'--*****\r\nContent-Disposition: form-data; name="history"; filename="data_trace.txt"\r\n\r\n'
    block = (ROWS * (2**20 // len(ROWS) + 1))[: 2**20]
    for _megabyte in range(megabytes):
        yield block
    for name, value in {"TokenFirebase": TOKEN, "InfoF": INFO, "OTP": "123456"}.items():
        yield f'\r\n--*****\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
    yield b"\r\n--*****--\r\n"


@pytest.mark.parametrize("declared", [True, False])
def test_a_history_over_the_limit_is_read_away_and_refused_in_the_apps_own_words(
    declared: bool,
    settings: "pytest_django.Settings",  # type: ignore[name-defined] # noqa: F821
) -> None:
    settings.MAX_HISTORY_BYTES = 2 * 2**20
    proved()
    line = Line(a_history(8))
    more = {"CONTENT_LENGTH": str(9 * 2**20)} if declared else {}
    answer = ask(
        f"{CONTACT}/ReportHistory_ConfirmDeclare", line, content_type="multipart/form-data;boundary=*****", **more
    )
    assert (answer.http, answer.status) == (200, 2)
    assert line.taken > 8 * 2**20
    assert not files()


def test_the_log_of_a_phone_is_taken_and_dropped() -> None:
    body, content_type = form_b({"TokenFirebase": TOKEN, "PhoneNumber": ""}, b"content")
    assert ask("/api/AppLog/SaveFile", body, content_type=content_type).status == 0
    assert not Device.objects.exists()
    assert not files()


def test_six_fixed_letters_of_the_first_version_are_refused() -> None:
    body, content_type = form_b({"BluezoneID": "aB3xYz", "TokenFirebase": TOKEN, "FindFID": "1"})
    assert ask("/api/App/ReportHistoryF12", body, content_type=content_type).status == 2
