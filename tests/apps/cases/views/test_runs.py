"""A run of deriving names everybody whom it changed, a page at a time, to who works for their place."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.accounts import a_user
from tests.factories.api import Program
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person
from tests.factories.org import a_province, an_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import exposures
from vungxanh.apps.cases.models import Case, Derivation
from vungxanh.apps.cases.views.runs import PAGE_SIZE
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def a_run(by: Officer, *places: Unit) -> tuple[Case, Derivation]:
    """One run that adds a contact in each of these places."""
    case = a_case(by=by)
    people = [a_person(place, name=f"Người Số {number}") for number, place in enumerate(places)]
    start = NOW - timedelta(hours=30)
    met = [exposures.Met(case.person, one, start, start + timedelta(hours=1)) for one in people]
    exposures.record_many(met, by=by, at=NOW)
    return case, Derivation.objects.latest("pk")


def test_a_run_of_more_people_than_a_page_is_read_to_its_end() -> None:
    by = a_cdc_officer()
    commune = a_commune()
    case, run = a_run(by, *[commune] * (PAGE_SIZE + 3))
    client, path = signed_in(by), f"/truy-vet/tinh-lai/{run.pk}/"
    assert path in client.get(f"/truy-vet/ca-benh/{case.code}/").content.decode()
    first = client.get(path)
    assert "53 người được thêm vào danh sách" in first.content.decode()
    assert len(first.context["lines"]) == PAGE_SIZE
    second = client.get(path + first.context["next_url"])
    assert [line["face"].name for line in second.context["lines"]] == [f"Người Số {n}" for n in (50, 51, 52)]
    assert second.context["next_url"] == ""
    assert "F1" in second.context["lines"][0]["told"]


def test_a_place_reads_its_own_people_only_and_another_nothing() -> None:
    by, here, there = a_cdc_officer(), a_commune(), a_commune()
    _case, run = a_run(by, here, there, there)
    client = signed_in(a_health_officer(here))
    assert [line["face"].name for line in client.get(f"/truy-vet/tinh-lai/{run.pk}/").context["lines"]] == [
        "Người Số 0"
    ]
    elsewhere = signed_in(a_health_officer(a_commune()))
    assert elsewhere.get(f"/truy-vet/tinh-lai/{run.pk}/").status_code == 404


def test_a_run_that_changed_nobody_says_so() -> None:
    by = a_cdc_officer()
    case, run = a_run(by)
    client = signed_in(by)
    run = Derivation.objects.create(
        policy=run.policy, cause=run.cause, by=run.by, at=NOW, counts={}, sentences=[{"vi": "Không ai thay đổi."}]
    )
    run.cases.add(case)
    assert "Không ai trong địa bàn thay đổi" in client.get(f"/truy-vet/tinh-lai/{run.pk}/").content.decode()


def test_the_api_gives_the_same_by_cursor() -> None:
    by, commune = a_cdc_officer(), a_commune()
    _case, run = a_run(by, *[commune] * 5)
    program, names, cursor = Program(by), [], ""
    assert program.get(f"cases/derivations/{run.pk}").json()["counts"] == {"added": 5}
    while True:
        page: dict[str, Any] = program.get(f"cases/derivations/{run.pk}/changes", cursor=cursor, size=2).json()
        names += [row["person"]["name"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    assert names == [f"Người Số {number}" for number in range(5)]
    assert Program(a_health_officer(a_commune())).get(f"cases/derivations/{run.pk}/changes").status_code == 404


def test_a_place_is_told_of_its_own_people_and_not_how_many_elsewhere() -> None:
    by, here, there = a_cdc_officer(), a_commune(), a_commune()
    case, run = a_run(by, here, *[there] * 7)
    nurse = a_health_officer(here)
    page = page_of(nurse, f"/truy-vet/tinh-lai/{run.pk}/")
    assert "1 người được thêm vào danh sách" in page
    assert "8 người" not in page
    told = Program(nurse).get(f"cases/derivations/{run.pk}").json()
    assert told["counts"] == {"added": 1}
    assert told["sentences"][0]["en"].startswith("1 person is added to the list because ")
    assert "8 người được thêm vào danh sách" in page_of(by, f"/truy-vet/ca-benh/{case.code}/")


def test_the_place_of_a_case_is_not_told_how_many_others_changed() -> None:
    by, here, there = a_cdc_officer(), a_commune(), a_commune()
    ill = a_case(a_person(here), by=by)
    start = NOW - timedelta(hours=30)
    met = [exposures.Met(ill.person, a_person(there), start, start + timedelta(hours=1)) for _each in range(6)]
    exposures.record_many(met, by=by, at=NOW)
    run, nurse = Derivation.objects.latest("pk"), a_health_officer(here)
    assert "6 người" in page_of(by, f"/truy-vet/ca-benh/{ill.code}/")
    for path in (f"ca-benh/{ill.code}/", f"tinh-lai/{run.pk}/"):
        assert "6 người" not in page_of(nurse, f"/truy-vet/{path}")
    told = Program(nurse).get(f"cases/derivations/{run.pk}").json()
    assert (told["counts"], told["sentences"]) == ({}, [])


def test_who_reads_no_identities_is_told_no_small_number_of_a_run() -> None:
    by, commune = a_cdc_officer(), a_commune()
    _case, few = a_run(by, commune)
    _case, many = a_run(by, *[commune] * 5)
    leader = an_officer(Role.LEADER, a_province(), user=a_user())
    assert "Dưới 5 người được thêm vào danh sách" in page_of(leader, f"/truy-vet/tinh-lai/{few.pk}/")
    assert "5 người được thêm vào danh sách" in page_of(leader, f"/truy-vet/tinh-lai/{many.pk}/")
    program = Program(leader)
    told = program.get(f"cases/derivations/{few.pk}").json()
    assert told["counts"] == {"added": None}
    assert told["sentences"][0]["en"].startswith("Fewer than 5 people are added to the list because ")
    assert program.get(f"cases/derivations/{many.pk}").json()["counts"] == {"added": 5}
