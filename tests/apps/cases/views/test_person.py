"""A person's record: why this level, whose name may be read, the acts and their refusals."""

from collections.abc import Iterator

import pytest

from tests.apps.cases.views.scenes import an_outbreak, the_moment
from tests.factories.web import signed_in
from vungxanh.apps.cases.models import Case, Decision, Opening, Plan, Sample, SampleResult, Standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with the_moment():
        yield


def test_the_record_tells_the_chain_with_its_times() -> None:
    scene = an_outbreak()
    text = signed_in(scene.nurse).get(f"/truy-vet/nguoi/{scene.chi.pk}/").content.decode()
    why = text[text.index('class="why"') : text.index("</ol>", text.index('class="why"'))]
    assert "Vì sao là F2" in text
    assert why.index("Lê Thị Mai") < why.index("Trần Văn An") < why.index(scene.chi.pseudonym)
    assert "14/08/2020 09:00" in why
    assert "13/08/2020 09:00" in why
    assert " mét" not in text


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


def test_handing_back_lets_the_person_leave_the_commune() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    act = f"/truy-vet/nguoi/{scene.an.pk}/viec/tra-lai/"
    answer = client.post(act, {"why": "không cư trú tại phường"})
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
