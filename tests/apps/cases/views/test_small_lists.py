"""Whose counts are hidden gets no list so short that its rows say the count; who takes a list out is written down."""

import json
from datetime import timedelta

import pytest

from tests.factories.api import Program
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from tests.factories.org import an_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions.exporting import export
from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.models import Case, Person, Plan
from vungxanh.apps.cases.queries.lists import TooFew, Wanted
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
HOME = "/truy-vet/"
PEOPLE, CASES = f"{HOME}nguoi/", f"{HOME}ca-benh/"
FEW = "Có dưới 5 người khớp nên không liệt kê từng người"


def a_place_with_three() -> tuple[Officer, Unit, list[Person]]:
    """A leader of a province where three contacts live in one commune and five in another."""
    cdc, here, there = a_cdc_officer(), a_commune(), a_commune()
    case = a_case(a_person(there), by=cdc, at=NOW - timedelta(days=2))
    people = [a_person(place) for place in [here] * 3 + [there] * 5]
    for person in people:
        an_exposure(case.person, person, by=cdc)
    return an_officer(role=Role.LEADER, unit=cdc.unit), here, people[:3]


def test_three_people_of_a_commune_are_not_listed_to_who_is_not_told_their_number() -> None:
    leader, here, three = a_place_with_three()
    for narrowed in (f"?place={here.code}", f"?place={here.code}&level=all", f"?place={here.code}&following=1"):
        text = page_of(leader, PEOPLE + narrowed)
        assert FEW in text
        assert not [person for person in three if person.pseudonym in text]
    assert three[0].pseudonym in page_of(leader, PEOPLE)
    assert three[0].pseudonym in page_of(a_health_officer(here), PEOPLE)


def test_nor_do_they_stand_in_the_day_list_and_its_print() -> None:
    leader, here, three = a_place_with_three()
    assert FEW in page_of(leader, f"{HOME}?place={here.code}")
    assert signed_in(leader).get(f"{HOME}in-trong-ngay/", {"place": here.code}).status_code == 403
    for page in ("", "in-trong-ngay/"):
        assert three[0].full_name in page_of(a_health_officer(here), HOME + page)
    Plan.objects.filter(person=three[0]).update(is_ill=True)
    assert FEW in page_of(leader, f"{HOME}?part=ill")
    for part in ("", "?part=missed", "?part=done"):
        assert FEW not in page_of(leader, HOME + part)
    assert Program(leader).get(f"cases/checks?place={here.code}").status_code == 403


def test_nor_are_they_in_a_file_or_over_the_api() -> None:
    leader, here, _three = a_place_with_three()
    client = signed_in(leader)
    assert client.get(f"{PEOPLE}xuat/", {"place": here.code}).status_code == 403
    assert client.get(f"{CASES}xuat/").status_code == 403
    answer = Program(leader).get(f"cases/people?place={here.code}")
    assert (answer.status_code, FEW in answer.json()["detail"]) == (403, True)
    with pytest.raises(TooFew):
        export(Kind.CONTACTS, Template.OWN, Wanted(place=here), "gửi tỉnh bạn", by=leader, at=NOW)
    assert not Entry.objects.filter(verb__contains="export").exists()
    assert len(Program(leader).get("cases/people?level=1").json()["items"]) == 8


def test_a_single_case_is_not_listed_either_but_is_found_by_its_whole_code() -> None:
    leader, _here, three = a_place_with_three()
    code = Case.objects.get().code
    assert FEW in page_of(leader, CASES)
    assert FEW in page_of(leader, f"{CASES}?q={code[:4]}")
    assert FEW not in page_of(leader, f"{CASES}?q={code}")
    assert code in page_of(leader, f"{CASES}?q={code}")
    assert three[0].pseudonym in page_of(leader, f"{PEOPLE}?q={three[0].pseudonym}")
    assert FEW in page_of(leader, f"{PEOPLE}?q={three[0].pseudonym[:-1]}")


def test_nobody_at_all_is_an_empty_list() -> None:
    leader, here, _three = a_place_with_three()
    text = page_of(leader, f"{PEOPLE}?place={here.code}&level=4")
    assert FEW not in text
    assert "Không có ai khớp" in text


def test_who_takes_a_list_out_is_written_down_with_what_it_was_narrowed_to_and_how_long_it_was() -> None:
    _leader, here, _three = a_place_with_three()
    cdc = Case.objects.get()
    by = a_health_officer(here)
    for address in (f"{PEOPLE}xuat/?level=1&q=0905000001", f"{PEOPLE}xuat/?level=1", f"{CASES}xuat/?format=xlsx"):
        assert signed_in(by).get(address).status_code == 200
    entries = Entry.objects.filter(verb="cases.list.export", actor_key=by.actor_key).order_by("pk")
    told = [json.loads(entry.data) for entry in entries]
    assert [(each["kind"], each["rows"], each["level"], each["words"]) for each in told] == [
        ("contacts", 0, 1, True),
        ("contacts", 3, 1, False),
        ("cases", 0, None, False),
    ]
    assert {each["place"] for each in told} == {here.path}
    assert "0905000001" not in "".join(entry.data for entry in entries)
    assert cdc.path != here.path
