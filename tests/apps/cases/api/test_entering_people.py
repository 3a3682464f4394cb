"""Over HTTP too nobody is written down twice without a question."""

from typing import Any

import pytest

from tests.factories.accounts import a_user
from tests.factories.api import Program
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import rings
from vungxanh.apps.cases.models import Person
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db
AN = {"full_name": "Trần Văn An", "phone": "0905000002", "birth_year": 1980}


@pytest.fixture(autouse=True)
def _in_august_2020(settings: Any) -> None:
    """The API asks the clock."""
    settings.CLOCK_OFFSET = NOW - clock.machine_now()


def test_who_may_be_known_is_refused_with_whom_it_may_be_and_nothing_is_written() -> None:
    by = a_cdc_officer()
    an = a_case(a_person(name="Trần Văn An", phone="0905000002", birth_year=1980), by=by).person
    before = Person.objects.count()
    answer = Program(by).send("cases/people", **AN)
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    told = answer.json()
    assert told["type"] == "/problems/may-be-known"
    (candidate,) = told["candidates"]
    assert (candidate["person"]["id"], candidate["person"]["name"]) == (an.pk, "Trần Văn An")
    assert "cùng số điện thoại" in [reason["vi"] for reason in candidate["reasons"]]
    assert Person.objects.count() == before


def test_the_same_person_keeps_the_record_and_its_gaps_are_filled() -> None:
    by = a_cdc_officer()
    an = a_case(a_person(name="Trần Văn An", phone="0905000002", birth_year=1980), by=by).person
    before = Person.objects.count()
    answer = Program(by).send("cases/people", **AN, citizen_id="049080000001", same=an.pk)
    assert (answer.status_code, answer.json()["id"], answer.json()["citizen_id"]) == (200, an.pk, "049080000001")
    an.refresh_from_db()
    assert (an.citizen_id, Person.objects.count()) == ("049080000001", before)


def test_somebody_else_is_said_of_every_record_that_is_listed_now() -> None:
    by = a_cdc_officer()
    keys = [a_person(name="Trần Văn An", birth_year=1980).pk for _twice in range(2)]
    program, before = Program(by), Person.objects.count()
    assert program.send("cases/people", **AN, others=keys[:1]).status_code == 409
    made = program.send("cases/people", **AN, others=keys)
    assert made.status_code == 200
    assert Person.objects.count() == before + 1
    assert program.get(f"cases/people/{made.json()['id']}/duplicates").json() == []


def test_a_record_that_is_not_listed_is_no_answer() -> None:
    by = a_cdc_officer()
    stranger = a_person(name="Hồ Dũng", phone="0905777666")
    answer = Program(by).send("cases/people", **AN, same=stranger.pk)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "same")
    assert not Person.objects.filter(birth_year=1980).exists()


def test_a_candidate_beyond_f1_stays_a_pseudonym_and_why_is_not_told() -> None:
    by = a_cdc_officer()
    case, near, far = a_case(by=by), a_person(), a_person(name="Trần Văn An", phone="0905000002", birth_year=1980)
    an_exposure(case.person, near, by=by)
    an_exposure(near, far, by=by)
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    (candidate,) = Program(by).send("cases/people", **AN).json()["candidates"]
    assert (candidate["person"]["name"], candidate["score"], candidate["reasons"]) == ("", None, [])


def test_who_may_enter_nobody_or_tells_nonsense_learns_of_nobody() -> None:
    commune = a_commune()
    a_person(commune, name="Trần Văn An", phone="0905000002", birth_year=1980)
    leader = an_officer(role=Role.LEADER, unit=commune, user=a_user())
    assert Program(leader).send("cases/people", **AN).status_code == 403
    assert Program(a_health_officer(commune)).send("cases/people", **AN | {"phone": "12"}).status_code == 422


def named_to(by: Officer) -> list[tuple[str, str]]:
    """Which records were named to an officer, and by what, as the audit log has it."""
    entries = Entry.objects.filter(verb__startswith="cases.identity.", actor_key=by.actor_key).order_by("seq")
    return [(entry.verb, entry.object_id) for entry in entries]


def test_whom_a_typed_number_finds_has_it_in_their_history() -> None:
    by = a_cdc_officer()
    far = a_person(name="Phạm Thị Dừa", phone="0905000002", citizen_id="049080000001")
    program, typed = Program(by), {"full_name": "Ai Đó", "citizen_id": "049080000001"}
    assert program.send("cases/people", **typed).status_code == 409
    assert named_to(by) == [("cases.identity.search", str(far.pk))]
    assert "049080000001" not in Entry.objects.latest("seq").data
    assert program.send("cases/people", **typed, others=[far.pk]).status_code == 200
    assert len(named_to(by)) == 1


def test_whom_a_typed_name_finds_has_it_in_their_history_too() -> None:
    by = a_cdc_officer()
    an = a_person(name="Trần Văn An", birth_year=1980)
    assert Program(by).send("cases/people", full_name="Trần Văn An", birth_year=1980).status_code == 409
    assert named_to(by) == [("cases.identity.alike", str(an.pk))]
