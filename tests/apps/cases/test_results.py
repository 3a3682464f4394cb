"""What a laboratory says moves a case: a positive confirms a suspected one, a correction takes that back."""

import secrets
from datetime import timedelta
from typing import Any

import pytest

from tests.factories import exposure
from tests.factories.api import Program
from tests.factories.cases import NOW, TODAY, a_cdc_officer, a_health_officer, a_person, an_exposure, the_policies
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import cases, sampling
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, Classification, Derivation, Person, Sample, SampleResult, Standing
from vungxanh.apps.exposure.models import Upload, UploadState
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=5)


@pytest.fixture(autouse=True)
def _in_august_2020(settings: Any) -> None:
    """The pages and the API ask the clock."""
    the_policies()
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


def a_suspect(**illness: Any) -> tuple[Case, Person]:
    """A suspected case and somebody they met."""
    by, person, near = a_cdc_officer(), a_person(), a_person()
    an_exposure(person, near, by=by, started_at=NOW - timedelta(days=1))
    known = Illness(Classification.SUSPECTED, **illness)
    return cases.open_case(person, known, by=by, at=NOW, entropy=secrets.token_bytes), near


def a_sample(person: Person) -> Sample:
    """A sample taken today, its result not known."""
    return sampling.take(person, TODAY, by=a_cdc_officer(), at=NOW)


def says(sample: Sample, found: SampleResult, *, why: str = "", at: Any = NOW) -> Case | None:
    """What came of a result."""
    return sampling.result(sample, found, why=why, by=a_cdc_officer(), at=at, entropy=secrets.token_bytes)


@pytest.mark.parametrize("sure", [Classification.SUSPECTED, Classification.PROBABLE])
def test_a_positive_confirms_the_case_that_waited_for_it(sure: Classification) -> None:
    case, near = a_suspect()
    if sure == Classification.PROBABLE:
        known = Illness(sure, onset_on=TODAY - timedelta(days=3))
        cases.change(case, known, version=1, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW)
    confirmed = says(a_sample(case.person), SampleResult.POSITIVE)
    assert confirmed == case
    case.refresh_from_db()
    assert (case.classification, case.sampled_on, case.tested_on) == (Classification.CONFIRMED, TODAY, TODAY)
    assert case.result_at == NOW
    assert Case.objects.count() == 1
    assert dict(Standing.objects.values_list("person", "level")) == {case.person_id: 0, near.pk: 1}
    assert Derivation.objects.latest("pk").cause["vi"] == "ca nguồn có kết quả dương tính"
    assert Entry.objects.filter(verb="cases.case.change").exists()


def test_a_positive_of_a_confirmed_case_changes_nothing() -> None:
    case, _near = a_suspect()
    says(a_sample(case.person), SampleResult.POSITIVE)
    assert says(a_sample(case.person), SampleResult.POSITIVE, at=LATER) is None
    assert Case.objects.get().result_at == NOW


def test_a_corrected_positive_needs_a_reason_and_lets_everybody_go() -> None:
    case, near = a_suspect()
    sample = a_sample(case.person)
    says(sample, SampleResult.POSITIVE)
    code = exposure.a_code(by=exposure.a_health_officer(), subject=case.person.subject, at=NOW)
    exposure.hand_in(code.text, at=NOW)
    with pytest.raises(Invalid) as refused:
        says(sample, SampleResult.NEGATIVE, at=LATER)
    assert [error.field for error in refused.value.errors] == ["why"]
    assert Upload.objects.get().state == UploadState.ACCEPTED
    sample = Sample.objects.get(pk=sample.pk)
    assert sample.result == SampleResult.POSITIVE
    said = f"nhầm với mẫu của {case.person.full_name}, 0905 123 456"
    moved = says(sample, SampleResult.NEGATIVE, why=said, at=LATER)
    assert moved is not None
    case.refresh_from_db()
    assert (case.classification, case.tested_on, case.result_at) == (Classification.SUSPECTED, None, None)
    assert not Standing.objects.filter(person__in=[case.person, near]).exists()
    assert Upload.objects.get().state == UploadState.REVOKED
    for verb in ("cases.sample.result", "cases.case.change"):
        told = Entry.objects.filter(verb=verb).latest("seq").data
        assert "nhầm với mẫu của" in told
        assert case.person.full_name not in told
        assert "0905" not in told


def test_a_case_that_another_positive_proves_stays_until_that_is_corrected_too() -> None:
    case, _near = a_suspect()
    first, second = a_sample(case.person), a_sample(case.person)
    says(first, SampleResult.POSITIVE)
    says(second, SampleResult.POSITIVE, at=LATER)
    says(first, SampleResult.UNCLEAR, why="đọc nhầm", at=LATER)
    case.refresh_from_db()
    assert (case.classification, case.result_at) == (Classification.CONFIRMED, LATER)
    says(second, SampleResult.UNCLEAR, why="đọc nhầm", at=LATER + timedelta(hours=1))
    case.refresh_from_db()
    assert case.classification == Classification.SUSPECTED


def test_a_case_known_otherwise_stays_when_a_sample_is_corrected() -> None:
    by, person = a_cdc_officer(), a_person()
    known = Illness(onset_on=TODAY - timedelta(days=3), tested_on=TODAY - timedelta(days=1))
    cases.open_case(person, known, by=by, at=NOW, entropy=secrets.token_bytes)
    sample = a_sample(person)
    says(sample, SampleResult.POSITIVE)
    assert says(sample, SampleResult.NEGATIVE, why="đọc nhầm", at=LATER) is None
    assert Case.objects.get().classification == Classification.CONFIRMED


def test_a_result_said_twice_keeps_its_moment() -> None:
    case, _near = a_suspect()
    sample = a_sample(case.person)
    for at in (NOW, LATER):
        says(sample, SampleResult.POSITIVE, at=at)
    says(sample, SampleResult.NEGATIVE, why="đọc nhầm", at=LATER)
    assert Case.objects.get().classification == Classification.SUSPECTED


def test_the_page_tells_what_became_of_the_case() -> None:
    case, _near = a_suspect()
    client, sample = signed_in(a_health_officer(case.person.commune)), a_sample(case.person)  # type: ignore[arg-type]
    path = f"/truy-vet/mau/{sample.pk}/"
    told = client.post(path, {"result": "positive"}, follow=True).content.decode()
    assert "Đã ghi kết quả; ca nghi ngờ được xác định." in told
    assert "ca bệnh được mở" not in told
    assert "trở về" not in told
    assert "Sửa kết quả dương tính" in client.get(path).content.decode()
    assert client.get(path).content.decode().count("không bắt buộc") == 1  # when it came, never why
    assert client.post(path, {"result": "negative", "why": " "}).status_code == 422
    assert Case.objects.get().classification == Classification.CONFIRMED
    version = client.get(path).context["form"]["version"].value()
    corrected = {"result": "negative", "why": "đọc nhầm", "version": version}
    corrected["seen"] = client.post(path, corrected).context["form"]["seen"].value()
    told = client.post(path, corrected, follow=True).content.decode()
    assert "Đã sửa kết quả; ca bệnh trở về ca nghi ngờ." in told


def test_a_program_corrects_a_positive_with_its_reason() -> None:
    case, _near = a_suspect()
    program, sample = Program(a_cdc_officer()), a_sample(case.person)
    path = f"cases/samples/{sample.pk}/result"
    assert program.send(path, result="positive").json()["case"] == case.code
    assert program.send(path, result="negative").status_code == 422
    assert program.send(path, result="negative", why="đọc nhầm").json()["case"] == case.code
    assert program.get(f"cases/cases/{case.code}").json()["classification"] == "suspected"


def test_who_has_no_symptoms_infects_from_before_the_sample_whenever_the_result_is_written_down() -> None:
    by, ill = a_cdc_officer(), a_person()
    near, before = a_person(), a_person()
    an_exposure(ill, near, by=by, started_at=NOW - timedelta(days=9))
    an_exposure(ill, before, by=by, started_at=NOW - timedelta(days=30))
    sample = sampling.take(ill, TODAY - timedelta(days=8), by=by, at=NOW)
    says(sample, SampleResult.POSITIVE)
    assert dict(Standing.objects.values_list("person", "level")) == {ill.pk: 0, near.pk: 1}


def test_the_same_of_a_case_that_is_opened_by_hand() -> None:
    by, ill, near = a_cdc_officer(), a_person(), a_person()
    an_exposure(ill, near, by=by, started_at=NOW - timedelta(days=9))
    known = Illness(sampled_on=TODAY - timedelta(days=8), tested_on=TODAY)
    cases.open_case(ill, known, by=by, at=NOW, entropy=secrets.token_bytes)
    assert Standing.objects.get(person=near).level == 1


def test_a_result_has_its_own_moment_which_is_that_of_the_case() -> None:
    by, ill = a_cdc_officer(), a_person()
    sample = sampling.take(ill, TODAY - timedelta(days=3), by=by, at=NOW)
    url = f"/truy-vet/mau/{sample.pk}/"
    web = signed_in(by)
    assert f"{NOW:%d/%m/%Y}" in web.get(url).content.decode()
    for wrong in ("18/08/2020 09:00", "13/08/2020 23:59"):
        page = web.post(url, {"result": "positive", "result_at": wrong})
        assert (page.status_code, Case.objects.count()) == (422, 0)
    web.post(url, {"result": "positive", "result_at": "15/08/2020 18:30"})
    case, told = Case.objects.get(), NOW.replace(day=15, hour=18, minute=30)
    assert (case.sampled_on, case.tested_on, case.result_at) == (sample.taken_on, told.date(), told)
    assert Sample.objects.get().result_at == told
    assert "kết quả 15/08/2020 18:30" in web.get(f"/truy-vet/nguoi/{ill.pk}/").content.decode()


def test_a_program_says_when_a_result_came() -> None:
    by, ill = a_cdc_officer(), a_person()
    sample = sampling.take(ill, TODAY - timedelta(days=3), by=by, at=NOW)
    told = (NOW - timedelta(days=1)).isoformat()
    assert Program(by).send(f"cases/samples/{sample.pk}/result", result="negative", result_at=told).status_code == 200
    assert Sample.objects.get().result_at == NOW - timedelta(days=1)


def test_a_positive_confirms_by_the_day_of_its_own_sample() -> None:
    case, _near = a_suspect(sampled_on=TODAY - timedelta(days=9))
    says(a_sample(case.person), SampleResult.POSITIVE)
    case.refresh_from_db()
    assert (case.sampled_on, case.tested_on) == (TODAY, TODAY)


def test_the_day_of_a_sample_that_proved_nothing_opens_no_window_later() -> None:
    case, _near = a_suspect()
    sample = sampling.take(case.person, TODAY - timedelta(days=9), by=a_cdc_officer(), at=NOW)
    says(sample, SampleResult.POSITIVE)
    says(sample, SampleResult.NEGATIVE, why="đọc nhầm", at=LATER)
    case.refresh_from_db()
    assert (case.sampled_on, case.tested_on) == (None, None)
