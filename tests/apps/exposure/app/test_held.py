"""What the app sends by itself is not kept; what is too long, broken or of no use is refused in the app's own words."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, repeat
from uuid import uuid4

import pytest

from tests.apps.exposure.app.test_uploads import CONTACT, Form, files, proved
from tests.factories.exposure import a_health_officer
from tests.factories.phones import (
    BASE,
    BASE_S,
    INFO,
    PHONE,
    ROWS,
    TOKEN,
    Answered,
    Line,
    a_token,
    ask,
    ask_json,
    form_a,
    form_b,
    raw_rows,
)
from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions import commands, held, register
from vungxanh.apps.exposure.models import Attempts, Command, Delivery, Device, Upload, UploadState
from vungxanh.apps.exposure.queries.devices import reachable
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_august")]


def a_command() -> Command:
    at = clock.now()
    register.register("another-phone", at=at)
    until = at + timedelta(days=1)
    guids = iter(uuid4, None)
    by = SystemActor("test")
    key = PositiveKey(bytes(range(32)), BASE_S, BASE_S + ids.DAY_S - 1)
    return commands.find([key], reachable(), guids=guids, by=by, at=at, expires_at=until)[0]


def confirm(guid: str, path: str = "ConfirmContact", form: Form = form_a) -> Answered:
    """A phone that started, and so registered, answers."""
    register.register(TOKEN, at=clock.now())
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


def test_what_comes_from_a_phone_that_never_registered_is_none_of_it() -> None:
    guid = str(a_command().guid)
    body, content_type = form_a({"InfoF": INFO, "FindGUID": guid, "TokenFirebase": "invented"}, ROWS)
    assert ask(f"{CONTACT}/ReportHistory_ConfirmContact", body, content_type=content_type).status == 11
    assert not Upload.objects.exists()
    assert not Device.objects.filter(token_digest=keyed.of_token("invented")).exists()


def test_one_address_fills_the_outbox_only_so_far_and_the_province_is_told_of_all_together() -> None:
    guid, officer = str(a_command().guid), a_health_officer()
    Delivery.objects.all().delete()
    most = held.MOST["held"]
    answers = [answered(a_token(number), guid) for number in range(most + 1)]
    assert answers == [0] * most + [2]
    assert answered(a_token(0), guid) == 0  # what was answered before is answered again
    assert Delivery.objects.count() == 2 * most
    Attempts.objects.filter(scope="held-all").update(count=held.MOST["held-all"])
    assert answered("the-next", guid, address="203.0.113.9") == 2
    assert Notice.objects.filter(user=officer.user, kind="exposure.alarm").count() == 1


def answered(token: str, guid: str, *, address: str = "203.0.113.7") -> int:
    register.register(token, at=clock.now())
    body, content_type = form_a({"InfoF": INFO, "FindGUID": guid, "TokenFirebase": token}, ROWS)
    return ask(f"{CONTACT}/ReportHistory_ConfirmContact", body, content_type=content_type, address=address).status


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
    assert upload.state == UploadState.WAITING
    assert json.loads(upload.contact)["full_name"] == "Trần Văn An"
    assert "Trần Văn An" not in raw_rows()
    assert Entry.objects.filter(verb="exposure.upload.report").count() == 1


def reported(number: str, *, phone: str, address: str = "203.0.113.7") -> Answered:
    """One phone after another answers the same command and reports itself."""
    register.register(number, at=clock.now())
    guid = str(Command.objects.filter(kind="KiemTraLichSuTiepXuc").latest("made_at").guid)
    body, content_type = form_a({"InfoF": INFO, "FindGUID": guid, "TokenFirebase": number}, ROWS)
    token = ask(f"{CONTACT}/ReportHistory_GetInfo", body, content_type=content_type).form["Object"]["Token"]
    user = json.dumps({"PhoneNumber": phone, "FullName": "Trần Văn An", "Address": ""})
    sent = {"FindGUID": guid, "InfoF": INFO, "TokenFirebase": number, "UserInfo": user, "Token": token}
    return ask(f"{CONTACT}/DeclareInformation", json.dumps(sent).encode(), address=address)


def test_only_who_proved_the_number_is_believed_without_a_call() -> None:
    a_command()
    proved()
    assert reported(TOKEN, phone="0999999999").status == 0
    assert Upload.objects.get().state == UploadState.WAITING
    Upload.objects.all().delete()
    assert reported(TOKEN, phone=PHONE).status == 0
    assert Upload.objects.get().state == UploadState.ACCEPTED


def test_one_address_reports_only_so_often() -> None:
    a_command()
    statuses = [reported(a_token(number), phone=f"09050000{number:02}").status for number in range(21)]
    assert statuses == [0] * 20 + [2]
    assert Upload.objects.filter(state=UploadState.WAITING).count() == 20


def test_one_answer_however_the_commands_number_is_written() -> None:
    guid = str(a_command().guid)
    spellings = [guid, guid.upper(), "{" + guid + "}", guid.replace("-", ""), "urn:uuid:" + guid, "-" + guid]
    assert {confirm(one).form["Object"]["Token"] for one in spellings} == {confirm(guid).form["Object"]["Token"]}
    assert Upload.objects.count() == 1


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


def test_600_megabytes_are_read_to_their_end_so_that_the_phone_hears_the_answer() -> None:
    block = b"A" * 65_536
    head = b'--*****\r\nContent-Disposition: form-data; name="history"; filename="data_trace.txt"\r\n\r\n'
    line = Line(chain([head], repeat(block, 600 * 16)))
    path = f"{CONTACT}/ReportHistory_ConfirmDeclare"
    answer = ask(path, line, content_type="multipart/form-data;boundary=*****")
    assert (answer.http, answer.status) == (200, 2)
    assert line.taken == len(head) + 600 * 2**20
    assert not files()


def test_the_log_of_a_phone_is_taken_and_dropped() -> None:
    body, content_type = form_b({"TokenFirebase": TOKEN, "PhoneNumber": ""}, b"content")
    assert ask("/api/AppLog/SaveFile", body, content_type=content_type).status == 0
    assert not Device.objects.exists()
    assert not files()


def test_six_fixed_letters_of_the_first_version_are_refused() -> None:
    body, content_type = form_b({"BluezoneID": "aB3xYz", "TokenFirebase": TOKEN, "FindFID": "1"})
    assert ask("/api/App/ReportHistoryF12", body, content_type=content_type).status == 2
