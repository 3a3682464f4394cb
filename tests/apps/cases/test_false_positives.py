"""A positive that was wrong is taken back whatever was corrected of its case meanwhile, and its keys are revoked."""

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from tests.factories import exposure
from tests.factories.api import Program
from tests.factories.cases import NOW, TODAY, a_cdc_officer, a_person, an_exposure, the_policies
from tests.factories.org import a_province
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import cases, merging, sampling
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, CaseState, Classification, Person, Sample, SampleResult, Standing
from vungxanh.apps.exposure.models import LIVE, DayKey, Upload, UploadState
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WRONG = "nhầm mẫu"


@pytest.fixture(autouse=True)
def _in_august_2020(settings: Any) -> None:
    """The pages and the API ask the clock."""
    the_policies()
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


def says(sample: Sample, found: SampleResult, *, why: str = "", at: datetime = NOW) -> Case | None:
    """What the laboratory says."""
    return sampling.result(sample, found, why=why, by=a_cdc_officer(), at=at, entropy=secrets.token_bytes)


def a_positive(person: Person, *, at: datetime = NOW) -> Sample:
    """A sample of today that came back positive."""
    sample = sampling.take(person, TODAY, by=a_cdc_officer(), at=at)
    says(sample, SampleResult.POSITIVE, at=at)
    return sample


def a_proved_case() -> tuple[Case, Sample, Person]:
    """A case that a positive opened, whose keys were handed in, and somebody they met."""
    person, near = a_person(), a_person()
    an_exposure(person, near, started_at=NOW - timedelta(days=1))
    sample = a_positive(person)
    hand_in(person)
    assert Standing.objects.get(person=near).level == 1
    return Case.objects.get(person=person), sample, near


def hand_in(person: Person, *, at: datetime = NOW) -> Upload:
    """Their phone hands its keys in with a code."""
    return exposure.hand_in(exposure.a_code(subject=person.subject, at=at).text, at=at)


def is_let_go(case: Case, near: Person) -> bool:
    """Whether nobody is held by the case any more and no phone is warned by its keys."""
    case.refresh_from_db()
    held = Standing.objects.filter(person__in=[case.person_id, near.pk]).exists()
    warned = Upload.objects.filter(state__in=LIVE).exists()
    return case.classification == Classification.SUSPECTED and not held and not warned


def test_the_hour_of_the_result_was_put_right_before_it_turned_out_wrong() -> None:
    case, sample, near = a_proved_case()
    day_before = NOW - timedelta(days=1)
    known = replace(cases.known_of(case), result_at=day_before, tested_on=day_before.date(), sampled_on=None)
    cases.change(case, known, version=case.version, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW + HOUR)
    says(sample, SampleResult.NEGATIVE, why=WRONG, at=NOW + 2 * HOUR)
    assert is_let_go(case, near)
    assert (case.tested_on, case.result_at, case.proved_by) == (None, None, None)


def test_a_program_reads_a_case_and_sends_it_back_as_it_was() -> None:
    case, sample, near = a_proved_case()
    program, path = Program(a_cdc_officer()), f"cases/cases/{case.code}"
    told = program.get(path).json()
    assert datetime.fromisoformat(told["result_at"]) == NOW
    kept = {name: told[name] for name in Illness.__dataclass_fields__}
    assert program.send(path, method="put", tag=program.tag(path), **kept).status_code == 200
    assert Case.objects.get(pk=case.pk).result_at == NOW
    without = kept | {"result_at": None}
    assert program.send(path, method="put", tag=program.tag(path), **without).status_code == 200
    says(sample, SampleResult.NEGATIVE, why=WRONG, at=NOW + HOUR)
    assert is_let_go(case, near)


def test_a_positive_of_an_illness_that_is_over_proves_no_other() -> None:
    first, sample, _near = a_proved_case()
    by = a_cdc_officer()
    cases.end(first, CaseState.RECOVERED, TODAY, version=first.version, by=by, at=NOW + HOUR)
    again = a_positive(first.person, at=NOW + 2 * HOUR)
    says(again, SampleResult.NEGATIVE, why=WRONG, at=NOW + 3 * HOUR)
    second = Case.objects.exclude(pk=first.pk).get()
    assert second.classification == Classification.SUSPECTED
    first.refresh_from_db()
    assert (first.classification, first.proved_by) == (Classification.CONFIRMED, sample)


def test_of_two_cases_that_were_one_illness_each_positive_proves_it() -> None:
    a_province()
    kept, twin = a_person(), a_person()
    first, second = a_positive(kept), a_positive(twin, at=NOW + HOUR)
    for person in (kept, twin):
        person.refresh_from_db()
    merging.merge(kept, twin, versions=(kept.version, twin.version), by=a_cdc_officer(), at=NOW + 2 * HOUR)
    own = Case.objects.get(person=kept, state=CaseState.ACTIVE)
    says(Sample.objects.get(pk=first.pk), SampleResult.NEGATIVE, why=WRONG, at=NOW + 3 * HOUR)
    own.refresh_from_db()
    assert (own.classification, own.proved_by) == (Classification.CONFIRMED, second)
    says(Sample.objects.get(pk=second.pk), SampleResult.NEGATIVE, why=WRONG, at=NOW + 4 * HOUR)
    own.refresh_from_db()
    assert own.classification == Classification.SUSPECTED


def test_a_case_confirmed_by_hand_after_its_positive_was_taken_back_rests_on_it_no_more() -> None:
    case, sample, _near = a_proved_case()
    for at, sure in ((1, Classification.SUSPECTED), (3, Classification.CONFIRMED)):
        case.refresh_from_db()
        known = replace(cases.known_of(case), classification=sure, onset_on=TODAY - timedelta(days=2))
        cases.change(
            case, known, version=case.version, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW + at * HOUR
        )
        if sure == Classification.SUSPECTED:
            says(sample, SampleResult.NEGATIVE, why=WRONG, at=NOW + 2 * HOUR)
    says(sample, SampleResult.POSITIVE, at=NOW + 4 * HOUR)
    assert says(sample, SampleResult.NEGATIVE, why=WRONG, at=NOW + 5 * HOUR) is None
    case.refresh_from_db()
    assert case.classification == Classification.CONFIRMED


def test_rows_from_before_are_linked_by_the_moment_they_shared() -> None:
    case, sample, _near = a_proved_case()
    other = a_positive(a_person(), at=NOW + HOUR)
    lone = Case.objects.get(person=other.person)
    minute = NOW + timedelta(seconds=40)
    Sample.objects.filter(pk=sample.pk).update(result_at=minute)
    for row, moment in ((case, NOW), (lone, NOW - HOUR)):
        Case.objects.filter(pk=row.pk).update(proved_by=None, result_at=moment)
    import_module("vungxanh.apps.cases.migrations.0004_proved_by").link(apps, None)
    assert Case.objects.get(pk=case.pk).proved_by == sample
    assert Case.objects.get(pk=lone.pk).proved_by is None


def test_who_is_only_suspected_again_by_the_case_form_has_their_keys_revoked() -> None:
    case, _sample, near = a_proved_case()
    assert exposure.a_batch(at=NOW + HOUR)
    case.refresh_from_db()
    doubted = replace(cases.known_of(case), classification=Classification.SUSPECTED)
    cases.change(
        case, doubted, version=case.version, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW + 2 * HOUR
    )
    assert is_let_go(case, near)
    batch = exposure.a_batch(at=NOW + 8 * HOUR)
    out = DayKey.objects.filter(batch__isnull=False)
    assert out.exists()
    assert batch
    assert set(out.values_list("revoked_in", flat=True)) == {batch.pk}


def test_who_is_confirmed_again_hands_in_anew() -> None:
    case, _sample, near = a_proved_case()
    for at, sure in ((1, Classification.SUSPECTED), (2, Classification.CONFIRMED)):
        case.refresh_from_db()
        known = replace(cases.known_of(case), classification=sure, tested_on=TODAY)
        cases.change(
            case, known, version=case.version, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW + at * HOUR
        )
    assert Standing.objects.get(person=near).level == 1
    assert hand_in(case.person, at=NOW + 3 * HOUR).state == UploadState.ACCEPTED


@pytest.mark.parametrize("sure", [Classification.SUSPECTED, Classification.CONFIRMED])
def test_a_correction_that_doubts_nothing_leaves_the_keys(sure: Classification) -> None:
    person, by = a_person(), a_cdc_officer()
    known = Illness(sure, onset_on=TODAY - timedelta(days=2))
    case = cases.open_case(person, known, by=by, at=NOW, entropy=secrets.token_bytes)
    upload = hand_in(person)
    cases.change(
        case,
        replace(known, has_symptoms=True),
        version=case.version,
        why="sửa theo phiếu điều tra",
        by=by,
        at=NOW + HOUR,
    )
    upload.refresh_from_db()
    assert upload.state == UploadState.ACCEPTED


def test_the_page_of_a_case_lets_go_too() -> None:
    case, _sample, near = a_proved_case()
    page = f"/truy-vet/ca-benh/{case.code}/sua/"
    told = {"classification": "suspected", "version": str(case.version), "why": WRONG}
    client = signed_in(a_cdc_officer())
    warned = re.search(r'name="seen" value="([^"]+)"', client.post(page, told).content.decode())
    assert warned
    assert not is_let_go(case, near)
    assert client.post(page, told | {"seen": warned[1]}).status_code == 302
    assert is_let_go(case, near)
