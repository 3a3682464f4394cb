"""A person's record: why this level, whose name may be read, the acts and their refusals."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.apps.cases.views.scenes import an_outbreak, the_moment
from tests.factories import exposure
from tests.factories.cases import NOW, TODAY, a_meeting
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import cases, exposures, followup, ordering, sampling
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.forms.people import DaysForm
from vungxanh.apps.cases.models import (
    Case,
    Check,
    Classification,
    Decision,
    Opening,
    Outcome,
    Plan,
    Sample,
    SampleResult,
    Standing,
)
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.kit.clock import VIETNAM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def test_the_record_tells_the_chain_with_its_times() -> None:
    scene = an_outbreak()
    text = signed_in(scene.nurse).get(f"/truy-vet/nguoi/{scene.chi.pk}/").content.decode()
    why = text[text.index('class="why"') : text.index("</ol>", text.index('class="why"'))]
    assert "Vì sao là F2" in text
    assert why.index("Lê Thị Mai") < why.index("Trần Văn An") < why.index(scene.chi.pseudonym)
    assert "14/08/2020 09:00" in why
    assert "13/08/2020 09:00" in why
    assert " mét" not in text


def test_the_records_of_person_and_case_tell_when_keys_were_handed_in_and_taken_back() -> None:
    scene, by = an_outbreak(), exposure.a_health_officer()
    pages = [f"/truy-vet/nguoi/{scene.mai.pk}/", f"/truy-vet/ca-benh/{scene.case.code}/"]
    told = ["Đã gửi khóa Bluezone", "Thu hồi khóa Bluezone đã gửi"]
    client = signed_in(scene.cdc)
    assert not any(one in client.get(page).content.decode() for page in pages for one in told)
    upload = exposure.hand_in(exposure.a_code(by=by, subject=scene.mai.subject, at=NOW).text, at=NOW)
    revoke(upload, "Nhập nhầm người", by=by, at=NOW)
    for page in pages:
        text = client.get(page).content.decode()
        assert 0 < text.index(told[1]) < text.index(told[0])
    assert told[0] not in client.get(f"/truy-vet/nguoi/{scene.an.pk}/").content.decode()


def test_an_f2_is_a_pseudonym_until_opened_with_a_purpose() -> None:
    scene = an_outbreak()
    client, page = signed_in(scene.nurse), f"/truy-vet/nguoi/{scene.chi.pk}/"
    assert "Đỗ Chi" not in client.get(page).content.decode()
    assert client.post(page + "viec/sua/", {}).status_code == 409
    assert client.post(page + "viec/mo-danh-tinh/", {"purpose": "ok"}).status_code == 422
    assert client.post(page + "viec/mo-danh-tinh/", {"purpose": "gọi theo dõi sức khỏe"}).status_code == 302
    text = client.get(page).content.decode()
    assert "Đỗ Chi" in text
    assert "gọi theo dõi sức khỏe" in text
    assert "Đỗ Chi" not in signed_in(scene.cdc).get(page).content.decode()
    assert Opening.objects.get().by == scene.nurse.user


def test_days_change_only_with_a_reason_and_only_by_who_decides() -> None:
    scene = an_outbreak()
    act = f"/truy-vet/nguoi/{scene.an.pk}/viec/doi-ngay/"
    assert signed_in(scene.nurse).get(act).status_code == 404
    client = signed_in(scene.cdc)
    assert client.post(act, {"quarantine_until": "30/08/2020", "why": ""}).status_code == 422
    past = client.post(act, {"quarantine_until": "01/08/2020", "why": "thử"})
    assert past.status_code == 422
    assert "Ngày mới phải từ 17/08/2020." in past.content.decode()
    assert client.post(act, {"quarantine_until": "30/08/2020", "why": "thêm nguồn lây"}).status_code == 302
    assert Decision.objects.get().why == "thêm nguồn lây"
    assert f"{Plan.objects.get(person=scene.an).quarantine_ends_on:%d/%m}" == "30/08"
    assert "30/08/2020, còn 13 ngày · Chủ nhật 30/08" in client.get(f"/truy-vet/nguoi/{scene.an.pk}/").content.decode()


@pytest.mark.parametrize("typed", ["30/8", "30.8", "30/8/20"])
def test_a_last_day_is_typed_without_its_year(typed: str) -> None:
    scene = an_outbreak()
    days = {"quarantine_until": typed, "why": "thêm nguồn lây"}
    assert signed_in(scene.cdc).post(f"/truy-vet/nguoi/{scene.an.pk}/viec/doi-ngay/", days).status_code == 302
    assert f"{Plan.objects.get(person=scene.an).quarantine_ends_on:%d/%m/%Y}" == "30/08/2020"


def test_a_last_day_of_the_next_year_is_none_of_this_one() -> None:
    with the_moment(datetime(2020, 12, 20, 9, tzinfo=VIETNAM)):
        form = DaysForm({"quarantine_until": "5/1", "why": "thêm nguồn lây"})
        assert form.is_valid()
    assert form.cleaned_data["quarantine_until"] == date(2021, 1, 5)


def test_a_sample_of_a_day_to_come_is_said_with_all_else_that_is_wrong() -> None:
    scene = an_outbreak()
    given = {"taken_on": "20/08/2020", "laboratory": "x" * 121}
    answer = signed_in(scene.cdc).post(f"/truy-vet/nguoi/{scene.an.pk}/viec/lay-mau/", given)
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"taken_on", "laboratory"}


@pytest.mark.parametrize("result_at", ["20/08/2020 8:00", "10/08/2020 8:00"])
def test_a_moment_that_no_result_can_have_is_said_with_the_result_that_is_missing(result_at: str) -> None:
    scene = an_outbreak()
    sample = sampling.take(scene.an, TODAY, by=scene.cdc, at=NOW)
    answer = signed_in(scene.cdc).post(f"/truy-vet/mau/{sample.pk}/", {"result": "", "result_at": result_at})
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"result", "result_at"}


def test_a_case_of_a_person_says_in_one_round_what_is_wrong_and_that_there_is_one() -> None:
    scene = an_outbreak()
    ill = Illness(classification=Classification.SUSPECTED, onset_on=TODAY)
    held = cases.open_case(scene.an, ill, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    given = {"classification": "confirmed", "number": "BN 999", "onset_on": "14/08/2020", "isolated_at": "01/08/2020"}
    answer = signed_in(scene.cdc).post(f"/truy-vet/nguoi/{scene.an.pk}/viec/mo-ca/", given | {"result_at": "hôm qua"})
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"number", "isolated_at", "result_at", "__all__"}
    assert "đang có một ca bệnh chưa kết thúc" in answer.content.decode()
    assert Case.objects.get(person=scene.an) == held


def test_handing_back_lets_the_person_leave_the_commune() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    act = f"/truy-vet/nguoi/{scene.an.pk}/viec/tra-lai/"
    answer = client.post(act, {"why": "không cư trú tại phường", "seen": scene.here.code})
    assert (answer.status_code, answer["Location"]) == (302, "/truy-vet/")
    assert client.get(f"/truy-vet/nguoi/{scene.an.pk}/").status_code == 404


def test_a_positive_sample_opens_a_case() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    taken = client.post(f"/truy-vet/nguoi/{scene.an.pk}/viec/lay-mau/", {"taken_on": "17/08/2020", "laboratory": "CDC"})
    assert taken.status_code == 302
    sample = Sample.objects.get(person=scene.an, taken_on__isnull=False)
    page = f"/truy-vet/nguoi/{scene.an.pk}/"
    assert f'href="/truy-vet/mau/{sample.pk}/"' in client.get(page).content.decode()
    answer = client.post(f"/truy-vet/mau/{sample.pk}/", {"result": SampleResult.POSITIVE}, follow=True)
    assert "ca bệnh được mở" in answer.content.decode()
    assert Case.objects.filter(person=scene.an).exists()


def test_a_withdrawn_meeting_stays_readable_and_counts_no_more() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    met = scene.chi.exposures_taken.get()
    act = f"/truy-vet/tiep-xuc/{met.pk}/rut/?person={scene.chi.pk}"
    assert client.post(act, {"why": ""}).status_code == 422
    assert client.post(act, {"why": "nhầm người"}).status_code == 302
    assert not Standing.objects.filter(person=scene.chi).exists()
    assert "nhầm người" in client.get(f"/truy-vet/nguoi/{scene.chi.pk}/").content.decode()


def test_somebody_of_another_commune_is_not_found() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    for page in ("", "phong-van/", "lien-ket-tu-khai/", "viec/lay-mau/"):
        assert client.get(f"/truy-vet/nguoi/{scene.binh.pk}/{page}").status_code == 404


def test_a_wrong_day_stands_at_the_day() -> None:
    scene = an_outbreak()
    act = f"/truy-vet/nguoi/{scene.an.pk}/viec/doi-ngay/"
    answer = signed_in(scene.cdc).post(act, {"quarantine_until": "01/08/2020", "why": "thử"})
    assert answer.context["form"].errors == {"quarantine_until": ["Ngày mới phải từ 17/08/2020."]}


def test_symptoms_are_read_on_the_record_with_their_times_and_the_name_stays_masked() -> None:
    scene = an_outbreak()
    page = f"/truy-vet/nguoi/{scene.chi.pk}/"
    first = Check.objects.filter(plan__person=scene.chi, day=TODAY).earliest("number")
    followup.check(
        first, Outcome.SYMPTOMS, symptoms=["fever", "cough"], temperature=Decimal("38.5"), by=scene.nurse, at=NOW
    )
    text = signed_in(scene.cdc).get(page).content.decode()
    told = text[text.index('id="suc-khoe"') :]
    assert "sốt, ho · 38,5 °C" in told[: told.index("</ul>")]
    assert "17/08/2020 09:00" in told[: told.index("</ul>")]
    assert "Đỗ Chi" not in text


def test_a_meeting_outside_the_window_says_that_it_does_not_count() -> None:
    scene = an_outbreak()
    early = a_meeting(scene.mai, scene.binh, started_at=NOW - timedelta(days=9))
    exposures.record(early, by=scene.cdc, at=NOW)
    text = signed_in(scene.cdc).get(f"/truy-vet/nguoi/{scene.binh.pk}/").content.decode()
    assert text.count("ngoài thời gian lây, từ 11/08/2020 00:00") == 1
    case = Case.objects.get()
    known = Illness(onset_on=case.onset_on, has_symptoms=True, isolated_at=NOW - timedelta(days=4))
    cases.change(case, known, version=case.version, why="sửa theo phiếu điều tra", by=scene.cdc, at=NOW)
    text = signed_in(scene.cdc).get(f"/truy-vet/nguoi/{scene.binh.pk}/").content.decode()
    assert text.count("ngoài thời gian lây, từ 11/08/2020 00:00 đến 13/08/2020 09:00") == 2


def test_who_gets_a_person_back_reads_why() -> None:
    scene = an_outbreak()
    act = f"/truy-vet/nguoi/{scene.an.pk}/viec/tra-lai/"
    signed_in(scene.nurse).post(act, {"why": "Trần Văn An không cư trú tại phường", "seen": scene.here.code})
    text = signed_in(scene.cdc).get(f"/truy-vet/nguoi/{scene.an.pk}/").content.decode()
    assert f"từ Phường Minh An: {scene.an.pseudonym} không cư trú tại phường" in text


def test_who_is_freed_by_a_negative_in_between_reads_why_and_that_the_order_has_ended() -> None:
    scene = an_outbreak()
    ordering.draft([Plan.objects.get(person=scene.chi)], batch=uuid4(), by=scene.cdc, at=NOW)
    sample = sampling.take(scene.an, TODAY, by=scene.cdc, at=NOW)
    sampling.result(sample, SampleResult.NEGATIVE, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    text = signed_in(scene.nurse).get(f"/truy-vet/nguoi/{scene.chi.pk}/").content.decode()
    assert "17/08/2020: người tiếp xúc ở giữa âm tính" in text
    assert "cần báo cho người này" in text
    assert "cần chấm dứt" not in text
    assert "còn giữ" not in text
    assert "Cách ly đến" not in text
