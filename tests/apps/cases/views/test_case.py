"""A case's record: opening, correcting, rings after a preview, the form; and its lists and files."""

import csv
from typing import Any

import pytest

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.accounts import a_user
from tests.factories.cases import TODAY, a_meeting, a_person
from tests.factories.org import a_province, an_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import exposures
from vungxanh.apps.cases.actions.investigating import answers_of
from vungxanh.apps.cases.models import Case, CaseState, Classification, Investigation, Ring, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def whole(answer: Any) -> bytes:
    """All of a file that is streamed."""
    return b"".join(answer.streaming_content)


ILL = {"classification": "confirmed", "symptoms": "yes", "onset_on": "14/08/2020", "tested_on": "16/08/2020"}


def test_the_record_names_what_is_missing_and_what_was_derived() -> None:
    scene = an_outbreak()
    text = signed_in(scene.cdc).get(f"/truy-vet/ca-benh/{scene.case.code}/").content.decode()
    assert "Ghi lúc cách ly" in text
    assert "Trần Văn An" in text
    assert "vì mở vòng F2" in text
    assert f"?subject={scene.mai.subject}" in text
    assert f"&amp;place={scene.here.code}" in text
    assert "Xem trước vòng F3" in text


def test_a_case_is_opened_with_its_person_and_wrong_days_stand_beside_their_fields() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    who = {"full_name": "Bùi Giang", "phone": "0905777888", "sex": "female", "place": str(scene.here.pk)}
    wrong = client.post("/truy-vet/ca-benh/mo/", who | ILL | {"onset_on": "30/08/2020"})
    assert wrong.status_code == 422
    assert "Ngày ở tương lai. Ghi hôm nay hoặc một ngày trước đó." in wrong.content.decode()
    assert Case.objects.count() == 1
    assert client.post("/truy-vet/ca-benh/mo/", who | ILL).status_code == 302
    assert Case.objects.exclude(pk=scene.case.pk).get().person.full_name == "Bùi Giang"
    assert signed_in(scene.nurse).get("/truy-vet/ca-benh/mo/").status_code == 403


def test_an_end_before_the_first_day_is_told_with_what_else_is_wrong() -> None:
    scene = an_outbreak()
    client, page = signed_in(scene.cdc), f"/truy-vet/ca-benh/{scene.case.code}/ket-thuc/"
    version = {"version": str(scene.case.version)}
    wrong = client.post(page, version | {"ended_on": "01/01/2020"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors.keys() == {"state", "ended_on"}
    assert "Ca bệnh không thể kết thúc trước ngày đầu tiên của ca" in wrong.content.decode()
    assert client.post(page, version | {"state": "recovered", "ended_on": "17/08/2020"}).status_code == 302
    scene.case.refresh_from_db()
    assert (scene.case.state, scene.case.ended_on) == (CaseState.RECOVERED, TODAY)


def test_a_correction_over_somebody_elses_is_refused_and_may_be_sent_after_reading() -> None:
    scene = an_outbreak()
    client, page = signed_in(scene.cdc), f"/truy-vet/ca-benh/{scene.case.code}/sua/"
    seen = str(scene.case.version)
    told = ILL | {"why": "gia đình nhớ lại"}
    assert client.post(page, told | {"version": seen, "onset_on": "12/08/2020"}).status_code == 302
    late = client.post(page, told | {"version": seen})
    assert late.status_code == 422
    assert "Người khác vừa sửa ca bệnh này" in late.content.decode()
    now = Case.objects.get(pk=scene.case.pk).version
    assert f'name="version" value="{now}"' in late.content.decode()
    assert client.post(page, told | {"version": str(now)}).status_code == 302
    assert f"{Case.objects.get(pk=scene.case.pk).onset_on:%d/%m/%Y}" == "14/08/2020"


def test_a_ring_is_opened_only_as_it_was_seen() -> None:
    scene = an_outbreak()
    client, page = signed_in(scene.cdc), f"/truy-vet/ca-benh/{scene.case.code}/vong/3/"
    assert "Vòng F3 không thêm ai" in client.get(page).content.decode()
    other = a_person(scene.here, name="Vũ Hà")
    exposures.record(a_meeting(scene.chi, other, minutes=90, probability=0.02), by=scene.cdc, at=scene.case.entered_at)
    text = client.get(page).content.decode()
    assert "Mở vòng F3 thêm 1 người phải theo dõi" in text
    assert "giờ cán bộ" in text.lower()
    assert other.pseudonym in text
    assert "Vũ Hà" not in text
    stale = client.post(page, {"people_seen": "7"})
    assert stale.status_code == 422
    assert "hãy xem lại trước khi mở" in stale.content.decode()
    assert client.post(page, {"people_seen": "1"}).status_code == 302
    assert Standing.objects.get(person=other).level == 3
    assert client.post(page + "dong/").status_code == 302
    assert Ring.objects.get(level=3).closed_at is not None
    assert not Standing.objects.filter(person=other).exists()
    assert signed_in(scene.nurse).get(page).status_code == 403


def test_the_case_form_keeps_its_answers_sealed_and_refuses_the_second_writer() -> None:
    scene = an_outbreak()
    client, page = signed_in(scene.nurse), f"/truy-vet/ca-benh/{scene.case.code}/phieu-dieu-tra/"
    text = client.get(page).content.decode()
    assert "Lê Thị Mai" in text
    assert text.count('<span class="badge warn') == 5
    told = {"version": "1", "patient_name": "Lê Thị Mai", "work_commune": "Cẩm Hà", "complete": "on"}
    assert client.post(page, told).status_code == 302
    held = Investigation.objects.get(case=scene.case)
    assert (answers_of(held)["work_commune"], held.complete) == ("Cẩm Hà", True)
    assert client.post(page, told).status_code == 422


def test_the_line_list_is_found_by_number_and_by_telephone() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    for words in ("BN 999", scene.case.code[:6], "0905000001", scene.mai.pseudonym):
        assert scene.case.code in client.get("/truy-vet/ca-benh/", {"q": words}).content.decode()
    assert "Không có ca nào khớp" in client.get("/truy-vet/ca-benh/", {"q": "BN 1"}).content.decode()


def test_the_files_of_lists_tell_nobody() -> None:
    scene = an_outbreak()
    for page in ("/truy-vet/nguoi/xuat/?format=csv&level=all", "/truy-vet/ca-benh/xuat/?format=csv"):
        body = whole(signed_in(scene.cdc).get(page)).decode()
        assert scene.mai.pseudonym in body
        assert not any(told in body for told in ("Trần Văn An", "Lê Thị Mai", "09050000", "1980"))
    sheet = signed_in(scene.nurse).get("/truy-vet/ca-benh/xuat/?format=xlsx")
    assert whole(sheet)[:2] == b"PK"


def test_contacts_begin_with_f1_and_the_likeliest() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    text = client.get("/truy-vet/nguoi/").content.decode()
    assert text.index("Trần Văn An") < text.index("Phan Bình")
    assert scene.chi.pseudonym not in text
    assert scene.chi.pseudonym in client.get("/truy-vet/nguoi/?level=2").content.decode()
    assert "Phan Bình" not in client.get(f"/truy-vet/nguoi/?place={scene.here.code}").content.decode()


def test_the_code_page_opens_with_the_cases_days() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    text = client.get(f"/truy-vet/ca-benh/{scene.case.code}/").content.decode()
    address = text[text.index("/truy-vet/ma/cap/?") :].split('"')[0].replace("&amp;", "&")
    page = client.get(address).content.decode()
    assert str(scene.mai.subject) in page
    assert 'value="14/08/2020"' in page


def corrected(client: Any, scene: Any, classification: str) -> str:
    page, version = f"/truy-vet/ca-benh/{scene.case.code}/", Case.objects.get(pk=scene.case.pk).version
    told = ILL | {"classification": classification, "version": str(version), "why": "nghe kể nhầm"}
    answer = client.post(page + "sua/", told)
    if answer.status_code == 200:  # what letting the case go does was told first
        answer = client.post(page + "sua/", told | {"seen": answer.context["form"]["seen"].value()})
    assert answer.status_code == 302
    text: str = client.get(page).content.decode()
    return text


def test_a_suspected_case_is_no_source_and_offers_a_sample_and_no_ring() -> None:
    scene = an_outbreak()
    text = corrected(signed_in(scene.cdc), scene, "suspected")
    assert "chưa tính: ca còn là nghi ngờ" in text
    assert "còn là nguồn lây cho đến khi" not in text
    assert "Xem trước vòng" not in text
    assert text.index("Ghi lấy mẫu") < text.index("Nhập người tiếp xúc")


def test_an_excluded_case_reads_as_one_and_keeps_its_runs() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    text = corrected(client, scene, "not_a_case")
    head = text[text.index("<h1") : text.index('id="tinh-lai"')]
    assert "loại trừ" in head
    for gone in (">F0<", "đang điều trị", "Nhập người tiếp xúc", "Xem trước vòng", "Cấp mã gửi khóa"):
        assert gone not in head
    assert "người ra khỏi danh sách vì ca nguồn bị loại trừ" in text
    assert "vì mở vòng F2" in text
    assert "đang điều trị" not in client.get("/truy-vet/ca-benh/").content.decode().split("<tbody")[1]
    again = corrected(client, scene, "confirmed")
    assert "người được thêm vào danh sách" in again
    assert "Xem trước vòng F3" in again


def test_a_case_that_was_none_is_not_under_treatment_in_the_file_either() -> None:
    scene = an_outbreak()
    Case.objects.filter(pk=scene.case.pk).update(classification=Classification.NOT_A_CASE, turned_negative=True)
    answer = signed_in(scene.cdc).get("/truy-vet/ca-benh/xuat/", {"format": "csv"})
    header, row = csv.reader(whole(answer).decode("utf-8-sig").splitlines())
    assert dict(zip(header, row, strict=True))["Diễn biến"] == "loại trừ"


def test_small_numbers_of_a_case_are_hidden_from_who_reads_no_identities() -> None:
    scene = an_outbreak()
    path = f"/truy-vet/ca-benh/{scene.case.code}/"
    leader = an_officer(Role.LEADER, a_province(), user=a_user())
    plain, told = signed_in(scene.cdc).get(path).context, signed_in(leader).get(path).context
    assert [(each["level"], each["count"]) for each in plain["reached"]] == [(1, "2"), (2, "1")]
    assert [(each["level"], each["count"]) for each in told["reached"]] == [(1, "ẩn"), (2, "ẩn")]
    assert "khi đó 1 người" in page_of(scene.cdc, path)
    page = page_of(leader, path)
    assert "khi đó 1 người" not in page
    assert "1 người được thêm" not in page
    assert "Dưới 5 người được thêm" in page
