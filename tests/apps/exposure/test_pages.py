"""The pages on codes and batches."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.exposure import a_batch, a_case, a_code, a_health_officer, a_waiting_report, hand_in
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions import attempts
from vungxanh.apps.exposure.models import Batch, Code, CodeDay, CodeKind, SigningKey, UploadState
from vungxanh.apps.org.models import Level
from vungxanh.device import upload
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db
ASKED = {"kind": "voice", "report_type": "test", "onset_on": "", "tested_on": "", "since_on": "", "phone": ""}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def confirmed(client, **asked):
    """The form of the second step as it came."""
    page = client.post(reverse("exposure:issue"), ASKED | asked)
    assert page.status_code == 200, page.content.decode()
    fields = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page.content.decode())
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def code_on(page):
    return "".join(re.findall(r"<span>([0-9A-Z]{3,4})</span>", page.content.decode()))


def test_a_code_is_issued_in_two_steps_and_shown_once():
    client = signed_in(a_health_officer())
    form = confirmed(client)
    assert not Code.objects.exists()
    page = client.post(reverse("exposure:give"), form)
    text = code_on(page)
    assert len(text) == 8
    assert "no-store" in page["Cache-Control"]
    assert hand_in(text, at=clock.now())
    again = client.post(reverse("exposure:give"), form)
    assert again.status_code == 302
    assert Code.objects.count() == 1
    assert text not in client.get(reverse("exposure:codes")).content.decode()


def test_a_link_is_whole_can_be_scanned_and_opens_the_upload_on_the_phone(settings, capsys):
    settings.DEMONSTRATION = True
    client = signed_in(a_health_officer())
    page = client.post(reverse("exposure:give"), confirmed(client, kind="link"))
    text, words = code_on(page), page.content.decode()
    link = f"http://testserver/exposure/v1/uploads#{text}"
    assert f'value="{link}"' in words
    assert "<svg" in words.partition('class="code-qr"')[2]
    assert "Chưa gửi tin nhắn nào" in words
    assert "Tôi đọc mã" not in words
    opened = client.get(link)
    assert opened.status_code == 200
    assert text not in opened.content.decode()
    assert upload.opened(link.replace("http://testserver", "https://vungxanh.vn"))[1] == text
    form = confirmed(client, kind="link", phone="0905 123 456") | {"text": "on"}
    page = client.post(reverse("exposure:give"), form)
    assert "Đã chuyển tin nhắn chứa liên kết." in page.content.decode()
    assert f"http://testserver/exposure/v1/uploads#{code_on(page)}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"onset_on": "01/01/2099"}, "Ngày này ở tương lai. Ghi hôm nay hoặc một ngày trước đó."),
        ({"tested_on": "01/01/2099"}, "Ngày này ở tương lai. Ghi hôm nay hoặc một ngày trước đó."),
        ({"phone": "abc"}, "Số điện thoại không đúng. Gõ đủ các chữ số"),
    ],
)
def test_what_cannot_be_right_is_said_at_the_first_step(wrong, told):
    page = signed_in(a_health_officer()).post(reverse("exposure:issue"), ASKED | wrong)
    assert page.status_code == 422
    assert told in page.content.decode()


@pytest.mark.parametrize("name", ["onset_on", "tested_on", "since_on"])
def test_a_day_that_has_been_is_typed_without_its_year(name):
    day = clock.day_of(clock.now()) - timedelta(days=1)
    page = signed_in(a_health_officer()).post(reverse("exposure:issue"), ASKED | {name: f"{day.day}/{day.month}"})
    assert page.status_code == 200
    assert page.context["given"][name] == day


def test_a_text_message_that_fails_is_told_and_the_code_is_there(settings):
    settings.DEMONSTRATION = False
    client = signed_in(a_health_officer())
    form = confirmed(client, phone="0905 123 456") | {"text": "on"}
    page = client.post(reverse("exposure:give"), form)
    assert "Tin nhắn không đi được" in page.content.decode()
    assert code_on(page)


def test_a_link_that_was_not_sent_is_not_said_to_be_sent(settings):
    settings.DEMONSTRATION = False
    client = signed_in(a_health_officer())
    form = confirmed(client, kind="link", phone="0905 123 456") | {"text": "on"}
    text = client.post(reverse("exposure:give"), form).content.decode()
    assert "Tin nhắn không đi được" in text
    assert "Đã gửi xong" not in text


def test_the_number_is_neither_in_an_address_nor_in_the_session():
    client = signed_in(a_health_officer())
    form = confirmed(client, kind="app", phone="0905 123 456")
    assert "123 456" not in str(dict(client.session))
    client.post(reverse("exposure:give"), form)
    assert "123456" not in str(list(Code.objects.values()))


def test_a_code_of_the_app_bound_to_no_number_says_that_it_waits_and_is_confirmed_on_the_page():
    client = signed_in(a_health_officer())
    page = client.post(reverse("exposure:give"), confirmed(client, kind="app"))
    assert "phải chờ anh/chị xác nhận" in page.content.decode()
    text = code_on(page)
    assert len(text) == 6
    assert text.isdigit()
    upload = hand_in(text, kind=CodeKind.APP, at=clock.now())
    assert "Ca bệnh, mã cấp" in client.get(reverse("exposure:reports")).content.decode()
    shown = client.get(reverse("exposure:report", args=[upload.pk])).content.decode()
    assert "Chỉ xác nhận khi đang nói chuyện với người bệnh" in shown
    assert client.post(reverse("exposure:confirm_report", args=[upload.pk])).status_code == 302
    upload.refresh_from_db()
    assert upload.state == UploadState.ACCEPTED


def test_a_code_of_the_app_bound_to_a_number_says_nothing_of_waiting():
    client = signed_in(a_health_officer())
    page = client.post(reverse("exposure:give"), confirmed(client, kind="app", phone="0905123456"))
    assert "phải chờ anh/chị xác nhận" not in page.content.decode()


def test_the_place_that_case_work_names_goes_with_the_code():
    top = a_province()
    commune = a_unit("Xã Đại Sơn", parent=top)
    client = signed_in(a_health_officer())
    page = client.get(reverse("exposure:issue"), {"place": commune.code}).content.decode()
    assert f'value="{commune.code}"' in page
    client.post(reverse("exposure:give"), confirmed(client, place=commune.code))
    assert Code.objects.get().place == commune


def a_report_that_waits(**more):
    now = clock.now()
    case = a_case(at=now)
    a_batch(at=now)
    return a_waiting_report(case.keys.filter(batch__isnull=False).order_by("-starts_at")[0], at=now, **more)


def test_a_health_officer_calls_and_confirms():
    report = a_report_that_waits()
    client = signed_in(a_health_officer())
    assert "Trần Văn Nam" in client.get(reverse("exposure:reports")).content.decode()
    page = client.get(reverse("exposure:report", args=[report.pk]))
    assert "0905 222 333" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    told = client.post(reverse("exposure:confirm_report", args=[report.pk]), follow=True).content.decode()
    assert "Đã xác nhận và ghi vào hồ sơ" in told
    report.refresh_from_db()
    assert report.state == UploadState.ACCEPTED
    assert "Trần Văn Nam" not in client.get(reverse("exposure:reports")).content.decode()
    assert "xác nhận lúc" in client.get(reverse("exposure:report", args=[report.pk])).content.decode()


def test_a_refusal_needs_a_reason():
    report = a_report_that_waits()
    client = signed_in(a_health_officer())
    address = reverse("exposure:report", args=[report.pk])
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "Gọi không có người này"}).status_code == 302
    report.refresh_from_db()
    assert report.state == UploadState.REFUSED


def test_who_is_no_health_officer_of_the_place_sees_no_report():
    report = a_report_that_waits()
    for officer in (a_health_officer(role=Role.LEADER), an_officer(Role.CLERK)):
        assert signed_in(officer).get(reverse("exposure:reports")).status_code == 403
    other = signed_in(an_officer(Role.HEALTH_OFFICER, a_unit(level=Level.DISTRICT, parent=a_province())))
    assert "Trần Văn Nam" not in other.get(reverse("exposure:reports")).content.decode()
    for name in ("exposure:report", "exposure:confirm_report"):
        assert other.post(reverse(name, args=[report.pk]), {"why": "Không phải"}).status_code == 404


def test_the_first_day_is_as_many_days_before_the_onset_as_contacts_are_traced():
    client = signed_in(a_health_officer())
    onset = clock.day_of(clock.now()) - timedelta(days=3)
    client.post(reverse("exposure:give"), confirmed(client, onset_on=onset.strftime("%d/%m/%Y")))
    assert Code.objects.get().since_on == onset - timedelta(days=3)


def test_a_used_up_quota_is_told_on_the_page_and_the_head_can_extend_it():
    officer = a_health_officer()
    client, head = signed_in(officer), signed_in(an_officer(Role.LEADER, officer.unit))
    a_code(by=officer, at=clock.now())
    CodeDay.objects.update(issued=30)
    page = client.post(reverse("exposure:give"), confirmed(client))
    assert page.status_code == 422
    assert "hết hạn mức" in page.content.decode()
    why = "Ổ dịch tại chợ trung tâm"
    assert head.post(reverse("exposure:extend"), {"more": 5, "why": why}).status_code == 302
    assert why in client.get(reverse("exposure:codes")).content.decode()
    assert client.post(reverse("exposure:give"), confirmed(client)).status_code == 200


def test_whoever_is_no_health_officer_cannot_open_the_pages():
    commune = an_officer(Role.OFFICER)
    for name in ("exposure:codes", "exposure:issue", "exposure:batches"):
        assert signed_in(commune).get(reverse(name)).status_code == 403
    leader = signed_in(a_health_officer(role=Role.LEADER))
    assert leader.get(reverse("exposure:codes")).status_code == 200
    assert leader.get(reverse("exposure:issue")).status_code == 403


def test_a_district_sees_its_own_codes_only():
    districts = [a_unit(level=Level.DISTRICT, parent=a_province()) for _ in range(2)]
    own, other = (an_officer(Role.HEALTH_OFFICER, unit, name=f"Người {unit.code}") for unit in districts)
    code = a_code(by=other, at=clock.now()).code
    client = signed_in(own)
    assert other.user.full_name not in client.get(reverse("exposure:codes")).content.decode()
    client.post(reverse("exposure:take_back", args=[code.pk]))
    code.refresh_from_db()
    assert code.withdrawn_at is None
    signed_in(other).post(reverse("exposure:take_back", args=[code.pk]))
    code.refresh_from_db()
    assert code.withdrawn_at is not None


def test_the_board_says_that_somebody_is_guessing_and_what_still_works():
    client, at = signed_in(a_health_officer()), clock.now()
    for number in range(attempts.MOST[attempts.REALM] + 1):
        attempts.take(CodeKind.VOICE, address=f"198.51.100.{number}", at=at)
    page = client.get(reverse("exposure:codes")).content.decode()
    assert "tạm khóa" in page
    assert "liên kết 16 ký tự" in page


def test_the_operator_reads_why_a_key_is_not_out_yet():
    at = clock.now()
    a_case(at=at)
    a_batch(at=at)
    page = signed_in(a_health_officer()).get(reverse("exposure:batches")).content.decode()
    assert "2 giờ sau khi ngày của nó kết thúc" in page
    assert "đang công bố" in page
    assert "Thu hồi<" not in page


def test_an_operator_withdraws_a_batch_and_changes_the_key():
    at = clock.now()
    a_case(at=at)
    a_batch(at=at)
    client = signed_in(an_officer(Role.TECHNICIAN, a_province()))
    assert client.post(reverse("exposure:withdraw_batch", args=[1]), {"why": "ngắn"}).status_code == 422
    assert (
        client.post(reverse("exposure:withdraw_batch", args=[1]), {"why": "Nhập nhầm danh sách ca"}).status_code == 302
    )
    assert Batch.objects.get().withdrawn_at
    assert "đã thu hồi" in client.get(reverse("exposure:batches")).content.decode()
    assert client.get(reverse("exposure:rotate")).status_code == 200
    assert client.post(reverse("exposure:rotate")).status_code == 302
    assert SigningKey.objects.filter(is_root=False).count() == 2
