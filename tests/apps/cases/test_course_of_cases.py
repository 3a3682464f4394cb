"""How a case ends and is taken up again: never before it began, never beside another one."""

import secrets
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.api import Program
from tests.factories.cases import NOW, TODAY, a_case, a_cdc_officer, a_person, an_exposure
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import cases, rings
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, CaseState, Check, Classification, Origin, Outcome, Plan, Standing
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid

pytestmark = pytest.mark.django_db
ONSET = TODAY - timedelta(days=3)
SURE = Illness(onset_on=ONSET)


@pytest.fixture(autouse=True)
def _in_august_2020(settings: Any) -> None:
    """The pages and the API ask the clock."""
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


def an_excluded_case_beside_another() -> Case:
    """A case that was excluded before the same person got another one."""
    case, by = a_case(), a_cdc_officer()
    no = Illness(Classification.NOT_A_CASE, onset_on=ONSET)
    cases.change(case, no, version=1, why="sửa theo phiếu điều tra", by=by, at=NOW)
    cases.open_case(case.person, SURE, by=by, at=NOW, entropy=secrets.token_bytes)
    case.refresh_from_db()
    return case


def test_an_excluded_case_is_not_taken_up_beside_another_active_one() -> None:
    case, by = an_excluded_case_beside_another(), a_cdc_officer()
    with pytest.raises(Conflict):
        cases.change(case, SURE, version=case.version, why="sửa theo phiếu điều tra", by=by, at=NOW)
    program, path = Program(by), f"cases/cases/{case.code}"
    assert program.send(path, method="put", tag=program.tag(path), onset_on=f"{ONSET}").status_code == 409
    form = {"classification": "confirmed", "onset_on": f"{ONSET:%d/%m/%Y}", "version": case.version}
    page = signed_in(by).post(reverse("cases:edit_case", args=[case.code]), form)
    assert page.status_code == 422
    assert "đang có một ca bệnh khác" in page.content.decode()
    case.refresh_from_db()
    assert case.turned_negative


def test_what_is_known_of_an_excluded_case_is_corrected_beside_another() -> None:
    case = an_excluded_case_beside_another()
    no = Illness(Classification.NOT_A_CASE, onset_on=ONSET - timedelta(days=1))
    cases.change(case, no, version=case.version, why="sửa theo phiếu điều tra", by=a_cdc_officer(), at=NOW)
    case.refresh_from_db()
    assert case.onset_on == ONSET - timedelta(days=1)


def test_a_case_that_was_excluded_alone_is_taken_up_again() -> None:
    case, by = a_case(), a_cdc_officer()
    no = Illness(Classification.NOT_A_CASE, onset_on=ONSET)
    case = cases.change(case, no, version=1, why="sửa theo phiếu điều tra", by=by, at=NOW)
    assert not cases.change(case, SURE, version=2, why="sửa theo phiếu điều tra", by=by, at=NOW).turned_negative


@pytest.mark.parametrize("on", [date(1999, 1, 1), ONSET - timedelta(days=1)])
def test_no_case_ends_before_it_began(on: date) -> None:
    case, near, by = a_case(), a_person(), a_cdc_officer()
    an_exposure(case.person, near, by=by)
    with pytest.raises(Invalid) as refused:
        cases.end(case, CaseState.RECOVERED, on, version=1, by=by, at=NOW)
    assert [error.field for error in refused.value.errors] == ["ended_on"]
    assert f"{ONSET:%d/%m/%Y}" in str(refused.value)
    assert Standing.objects.get(person=near).level == 1
    assert cases.end(case, CaseState.RECOVERED, ONSET, version=1, by=by, at=NOW).ended_on == ONSET


def test_a_case_without_any_day_ends_no_sooner_than_it_was_entered() -> None:
    by, suspected = a_cdc_officer(), Illness(Classification.SUSPECTED)
    a_case()  # the policies
    case = cases.open_case(a_person(), suspected, by=by, at=NOW, entropy=secrets.token_bytes)
    with pytest.raises(Invalid):
        cases.end(case, CaseState.CLOSED, TODAY - timedelta(days=1), version=1, by=by, at=NOW)
    assert cases.end(case, CaseState.CLOSED, TODAY, version=1, by=by, at=NOW).ended_on == TODAY


def test_an_ended_case_is_not_moved_behind_its_end() -> None:
    case, by = a_case(), a_cdc_officer()
    case = cases.end(case, CaseState.RECOVERED, ONSET, version=1, by=by, at=NOW)
    with pytest.raises(Invalid) as refused:
        cases.change(
            case,
            Illness(onset_on=ONSET + timedelta(days=1)),
            version=2,
            why="sửa theo phiếu điều tra",
            by=by,
            at=NOW,
        )
    assert [error.field for error in refused.value.errors] == ["onset_on"]


def test_a_case_does_not_end_as_active() -> None:
    case, by = a_case(), a_cdc_officer()
    program, path = Program(by), f"cases/cases/{case.code}"
    told = program.send(f"{path}/end", tag=program.tag(path), state="active", on=f"{TODAY}")
    assert told.status_code == 422
    assert [error["field"] for error in told.json()["errors"]] == ["state"]
    assert "tương lai" not in told.content.decode()


@pytest.mark.parametrize(("state", "level"), [(CaseState.DIED, 0), (CaseState.RECOVERED, 1)])
def test_the_telephone_of_who_died_makes_them_nobody_s_contact(state: CaseState, level: int) -> None:
    by, contact = a_cdc_officer(), a_person()
    over = a_case(by=by, onset_on=TODAY - timedelta(days=14))
    cases.end(over, state, TODAY - timedelta(days=4), version=over.version, by=by, at=NOW)
    source = a_case(by=by)
    an_exposure(source.person, over.person, by=by, origin=Origin.BLE)
    an_exposure(over.person, contact, by=by, origin=Origin.BLE, started_at=NOW - timedelta(days=1))
    rings.open_ring(source, 2, people_seen=level, by=by, at=NOW)
    found = dict(Standing.objects.filter(person__in=[over.person, contact]).values_list("person", "level"))
    assert found == ({over.person_id: 1, contact.pk: 2} if level else {over.person_id: 0})
    assert Plan.objects.filter(person=over.person).exists() == bool(level)


@pytest.mark.parametrize("sure", [Classification.SUSPECTED, Classification.NOT_A_CASE])
def test_who_died_as_no_source_is_on_no_list_and_is_asked_for_no_visit(sure: Classification) -> None:
    by, dead, behind = a_cdc_officer(), a_person(), a_person()
    source, own = a_case(by=by), a_case(dead, by=by, classification=Classification.SUSPECTED)
    an_exposure(source.person, dead, by=by)
    an_exposure(dead, behind, by=by, started_at=NOW - timedelta(days=1))
    rings.open_ring(source, 2, people_seen=1, by=by, at=NOW)
    assert Standing.objects.get(person=dead).level == 1
    cases.end(own, CaseState.DIED, TODAY, version=own.version, by=by, at=NOW)
    if sure is Classification.NOT_A_CASE:
        own.refresh_from_db()
        told = Illness(sure, onset_on=ONSET, tested_on=own.tested_on)
        cases.change(own, told, version=own.version, why="mẫu âm tính", by=by, at=NOW)
    an_exposure(source.person, dead, by=by, started_at=NOW - timedelta(hours=5))
    assert not Standing.objects.filter(person=dead).exists()
    assert Plan.objects.get(person=dead).ended_on == TODAY
    assert not Check.objects.filter(plan__person=dead, outcome=Outcome.DUE).exists()
    assert Standing.objects.get(person=behind).level == 2
