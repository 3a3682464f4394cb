"""What each run of deriving changed stays readable on the page of every case it touched."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories.cases import NOW, TODAY, a_case, a_cdc_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import cases, rings
from vungxanh.apps.cases.models import Case, Classification, Derivation, Person
from vungxanh.apps.cases.queries.files import case_file
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.org.officers import Officer

pytestmark = pytest.mark.django_db


def told(by: Officer, case: Case) -> list[str]:
    """The newest first."""
    return [run.sentences[0]["vi"] for run in case_file(by, case).derivations]


def a_ring_of_two(by: Officer) -> tuple[Case, Person]:
    ill, near, far = a_person(), a_person(), a_person()
    case = a_case(ill, by=by)
    an_exposure(ill, near, by=by, started_at=NOW - timedelta(days=4))
    an_exposure(near, far, by=by)
    rings.open_ring(case, 2, people_seen=len(foreseen(case, 2, on=NOW).people), by=by, at=NOW)
    return case, near


def change(case: Case, by: Officer, **what: object) -> None:
    current = Case.objects.get(pk=case.pk)
    known = replace(cases.known_of(current), **what)
    cases.change(current, known, version=current.version, why="sửa theo phiếu điều tra", by=by, at=NOW)


def test_a_change_that_frees_everybody_stays_on_the_page_of_its_case() -> None:
    by = a_cdc_officer()
    case, _near = a_ring_of_two(by)
    change(case, by, onset_on=TODAY, tested_on=TODAY)
    said = told(by, case)
    assert said[0].startswith("2 người ra khỏi danh sách vì ngày khởi phát muộn hơn 3 ngày")
    assert "vì mở vòng F2" in said[1]
    assert len(said) == 4


def test_an_excluded_case_still_shows_all_its_runs() -> None:
    by = a_cdc_officer()
    case, _near = a_ring_of_two(by)
    change(case, by, classification=Classification.NOT_A_CASE)
    said = told(by, case)
    assert said[0] == "3 người ra khỏi danh sách vì ca nguồn bị loại trừ: sửa theo phiếu điều tra."
    assert len(said) == 4


def test_a_change_that_changes_nobody_says_so() -> None:
    by = a_cdc_officer()
    case, _near = a_ring_of_two(by)
    many = Derivation.objects.count()
    change(case, by, number="BN 999")
    assert told(by, case)[0] == "Không ai thay đổi vì thông tin ca nguồn được sửa: sửa theo phiếu điều tra."
    assert Derivation.objects.count() == many + 1


def test_a_run_stands_with_every_case_that_reached_whom_it_changed_and_with_no_other() -> None:
    by = a_cdc_officer()
    case, near = a_ring_of_two(by)
    other, stranger = a_case(by=by), a_case(by=by)
    an_exposure(other.person, near, by=by)
    assert "vì tiếp xúc được thêm" in told(by, case)[0]
    change(other, by, classification=Classification.NOT_A_CASE)
    assert "ca nguồn bị loại trừ" in told(by, case)[0]
    assert len(told(by, stranger)) == 1
