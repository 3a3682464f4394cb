"""Correcting from the pages: a result, a day, a case that is none; and what is told before it is done."""

import re
import secrets
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import Program
from tests.factories.cases import NOW, TODAY, a_cdc_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.cases.actions import cases, sampling
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.forms.cases import IllnessForm
from vungxanh.apps.cases.models import Case, Classification, Derivation, Policy, Sample, SampleResult, Standing
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.clock import VIETNAM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
MOVED = {"classification": "confirmed", "symptoms": "yes", "onset_on": "12/08/2020", "tested_on": "14/08/2020"}
KEPT = MOVED | {"onset_on": "14/08/2020"}


def a_result(scene: Outbreak, found: SampleResult) -> Sample:
    sample = sampling.take(scene.an, TODAY, by=scene.cdc, at=NOW)
    sampling.result(sample, found, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    return sample


def send(client: Client, scene: Outbreak, **given: str) -> Any:
    version = Case.objects.get(pk=scene.case.pk).version
    return client.post(f"/truy-vet/ca-benh/{scene.case.code}/sua/", {**KEPT, "version": str(version), **given})


@pytest.mark.parametrize("found", [SampleResult.NEGATIVE, SampleResult.POSITIVE, SampleResult.UNCLEAR])
def test_a_result_is_corrected_from_the_persons_page(found: SampleResult) -> None:
    scene = an_outbreak()
    sample = a_result(scene, found)
    link = rf'<a href="/truy-vet/mau/{sample.pk}/">Sửa kết quả'
    assert re.search(link, page_of(scene.cdc, f"/truy-vet/nguoi/{scene.an.pk}/"))
    assert "Sửa kết quả" in page_of(scene.cdc, f"/truy-vet/mau/{sample.pk}/")


def test_the_result_that_a_case_rests_on_is_corrected_from_its_page() -> None:
    scene = an_outbreak()
    sample = a_result(scene, SampleResult.POSITIVE)
    page = page_of(scene.cdc, f"/truy-vet/ca-benh/{Case.objects.get(person=scene.an).code}/")
    assert f'<a href="/truy-vet/mau/{sample.pk}/">Sửa kết quả</a>' in page
    assert "/truy-vet/mau/" not in page_of(scene.cdc, f"/truy-vet/ca-benh/{scene.case.code}/")


def test_a_day_that_was_known_is_moved_with_a_reason_that_names_nobody() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    refused = send(client, scene, **MOVED)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["why"]
    assert send(client, scene, **MOVED, why="chồng chị Lê Thị Mai nhớ lại").status_code == 302
    data = Entry.objects.filter(verb="cases.case.change").latest("pk").data
    assert scene.mai.pseudonym in data
    assert "Lê Thị Mai" not in data
    cause = Derivation.objects.latest("pk").cause["vi"]
    assert cause.startswith("ngày khởi phát sớm hơn 2 ngày")
    assert cause.endswith(f": chồng chị {scene.mai.pseudonym} nhớ lại")


def test_what_was_not_known_is_written_down_without_a_reason() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    assert send(client, scene, sampled_on="13/08/2020", isolated_at="16/08/2020 08:00").status_code == 302
    assert send(client, scene, sampled_on="13/08/2020", isolated_at="16/08/2020 08:00").status_code == 302
    assert send(client, scene, sampled_on="13/08/2020").status_code == 422


def test_excluding_tells_first_what_it_does_and_asks_why() -> None:
    scene = an_outbreak()
    client, none = signed_in(scene.cdc), {"classification": "not_a_case"}
    told = send(client, scene, **none)
    assert told.status_code == 422
    assert "3 người thôi theo dõi" in told.content.decode()
    assert list(told.context["form"].errors) == ["why"]
    seen = told.context["form"]["seen"].value()
    assert send(client, scene, **none, seen=seen).status_code == 422
    first = send(client, scene, **none, why="hai mẫu sau âm tính")
    assert first.status_code == 200
    assert Standing.objects.filter(person=scene.an).exists()
    assert send(client, scene, **none, why="hai mẫu sau âm tính", seen="2-0-0-0-not_a_case").status_code == 200
    assert send(client, scene, **none, why="hai mẫu sau âm tính", seen=seen).status_code == 302
    assert not Standing.objects.filter(person=scene.an).exists()
    page = page_of(scene.cdc, f"/truy-vet/ca-benh/{scene.case.code}/")
    assert "vì ca nguồn bị loại trừ: hai mẫu sau âm tính" in page
    assert "có kết quả âm tính" not in page


def test_whom_another_case_holds_does_not_count_as_leaving() -> None:
    scene = an_outbreak()
    known = Illness(onset_on=TODAY - timedelta(days=3), tested_on=TODAY)
    cases.open_case(scene.chi, known, by=scene.cdc, at=NOW, entropy=secrets.token_bytes)
    told = send(signed_in(scene.cdc), scene, classification="suspected", why="chờ mẫu hai")
    assert "1 người thôi theo dõi" in told.content.decode()
    assert told.context["verb"] == "Trở về ca nghi ngờ"


def test_no_onset_beside_no_symptoms_and_no_result_before_its_sample() -> None:
    scene = an_outbreak()
    wrong = {"symptoms": "no", "sampled_on": "14/08/2020", "result_at": "13/08/2020 10:00"}
    refused = send(signed_in(scene.cdc), scene, **wrong)
    assert refused.status_code == 422
    assert {*refused.context["form"].errors} == {"onset_on", "result_at"}


def test_an_isolation_before_anybody_could_be_infected_is_asked_about() -> None:
    scene = an_outbreak()
    client, early = signed_in(scene.cdc), {"isolated_at": "01/08/2020 08:00"}
    asked = send(client, scene, **early)
    assert asked.status_code == 422
    assert "từ 11/08/2020" in asked.context["form"].errors["isolated_at"][0]
    assert send(client, scene, **early, isolated_early="on").status_code == 302
    page = page_of(scene.cdc, f"/truy-vet/ca-benh/{scene.case.code}/")
    assert "không: cách ly từ 01/08/2020" in page
    assert "đến 01/08/2020" not in page
    assert send(client, scene, **early, number="BN 1").status_code == 302


def test_a_new_case_and_a_program_are_asked_alike() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    early = {"classification": "confirmed", "onset_on": "16/08/2020", "isolated_at": "01/08/2020 08:00"}
    who = {"full_name": "Cao Xuân", "birth_year": "1960", "place": str(scene.here.pk)}
    for page, more in (("/truy-vet/ca-benh/mo/", who), (f"/truy-vet/nguoi/{scene.an.pk}/viec/mo-ca/", {})):
        refused = client.post(page, early | more)
        assert refused.status_code == 422
        assert "Nếu đúng vậy, đánh dấu ô bên dưới" in refused.content.decode()
        assert client.post(page, early | more | {"isolated_early": "on"}).status_code == 302
    program = Program(scene.cdc)
    body: dict[str, Any] = {
        "person": scene.binh.pk,
        "onset_on": "2020-08-16",
        "isolated_at": "2020-08-01T08:00:00+07:00",
    }
    assert [each["field"] for each in program.send("cases/cases", **body).json()["errors"]] == ["isolated_at"]
    assert program.send("cases/cases", **body, isolated_early=True).status_code == 200


def test_a_program_says_why() -> None:
    scene = an_outbreak()
    program, path = Program(scene.cdc), f"cases/cases/{scene.case.code}"
    kept = {"has_symptoms": True, "onset_on": "2020-08-14", "tested_on": "2020-08-14"}
    for wrong in ({"onset_on": "2020-08-12"}, {"classification": "not_a_case"}, {"classification": "suspected"}):
        answer = program.send(path, method="put", tag=program.tag(path), **kept | wrong)
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == ["why"]
    told = program.send(path, method="put", tag=program.tag(path), **kept, classification="not_a_case", why="nhầm mẫu")
    assert told.status_code == 200
    assert Case.objects.get(pk=scene.case.pk).classification == Classification.NOT_A_CASE


def test_a_code_takes_keys_from_the_day_the_case_page_names() -> None:
    scene = an_outbreak()
    for row in Policy.objects.all():
        row.rules["lookback_days"] = 5
        row.save()
    client = signed_in(scene.cdc)
    page = page_of(scene.cdc, f"/truy-vet/ca-benh/{scene.case.code}/")
    assert "từ 00:00 09/08/2020" in page or "từ 09/08/2020" in page
    given = {"kind": "voice", "report_type": "test", "onset_on": "14/08/2020", "subject": str(scene.mai.subject)}
    told = client.post("/truy-vet/ma/cap/", given | {"place": scene.here.code})
    assert told.context["since_on"] == date(2020, 8, 9)


def test_what_the_policy_and_other_cases_refuse_is_said_with_all_else_that_is_wrong() -> None:
    scene = an_outbreak()
    by = {"by": scene.cdc, "at": NOW, "entropy": secrets.token_bytes}
    ill = Illness(onset_on=TODAY, number="BN 1000")
    cases.open_case(scene.an, ill, **by)
    wrong = {"number": "BN 1000", "isolated_at": "01/08/2020 8:00", "result_at": "hôm qua"}
    answer = send(signed_in(scene.cdc), scene, **wrong)
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"number", "isolated_at", "result_at"}


def test_that_somebody_else_was_faster_is_said_with_all_else_that_is_wrong() -> None:
    scene = an_outbreak()
    answer = send(signed_in(scene.cdc), scene, version="99", result_at="hôm qua")
    assert {*answer.context["form"].errors} == {"result_at", "__all__"}
    assert "Người khác vừa sửa ca bệnh này" in answer.content.decode()


def test_another_case_that_runs_is_said_with_all_else_that_is_wrong() -> None:
    scene = an_outbreak()
    Case.objects.filter(pk=scene.case.pk).update(classification=Classification.NOT_A_CASE)
    by = {"by": scene.cdc, "at": NOW, "entropy": secrets.token_bytes}
    cases.open_case(scene.mai, Illness(onset_on=TODAY), **by)
    answer = send(signed_in(scene.cdc), scene, result_at="hôm qua")
    assert answer.status_code == 422
    assert {*answer.context["form"].errors} == {"result_at", "__all__"}
    assert "một ca bệnh khác chưa kết thúc" in answer.content.decode()


def test_an_isolation_that_stands_already_is_not_asked_about_again() -> None:
    scene = an_outbreak()
    day, apart = date(2020, 8, 14), NOW - timedelta(days=30)
    Case.objects.filter(pk=scene.case.pk).update(onset_on=day, tested_on=day, sampled_on=None, isolated_at=apart)
    isolated = f"{apart.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    assert send(signed_in(scene.cdc), scene, isolated_at=isolated, number="BN 998").status_code == 302


def test_what_a_case_may_be_is_read_in_the_readers_language() -> None:
    officer = a_cdc_officer()
    with override("vi"):
        form = IllnessForm(officer=officer)
        own = [str(label) for _value, label in form.fields["classification"].choices]  # type: ignore[attr-defined]
    with override("en"):
        form = IllnessForm(officer=officer)
        english = [str(label) for _value, label in form.fields["classification"].choices]  # type: ignore[attr-defined]
    assert "Ca xác định" in own
    assert not {*own} & {*english}
