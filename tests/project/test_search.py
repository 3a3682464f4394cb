"""Ctrl K finds what its reader may open, and no more."""

import pytest

from tests.factories.directives import AT, a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import an_assignment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions import indexing
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.entries import entries_of
from vungxanh.kit import search

pytestmark = pytest.mark.django_db


def found(officer: Officer, query: str = "4248") -> list[dict[str, str]]:
    answer = signed_in(officer).get("/tim", {"q": query})
    assert answer.status_code == 200
    return answer.json()["results"]


def letter(stage: Stage) -> Directive:
    office = a_unit(level=Level.DEPARTMENT, parent=a_province())
    directive = a_directive(office, stage=stage, number="4248")
    indexing.put(directive)
    return directive


def test_a_district_that_holds_a_duty_finds_the_letter_of_another_unit() -> None:
    directive = letter(Stage.ISSUED)
    district, other = (a_unit(level=Level.DISTRICT, parent=a_province()) for _ in range(2))
    an_assignment(district, task=a_task(directive))
    assert [hit["label"] for hit in found(an_officer(Role.OFFICER, district))] == [str(directive)]
    assert not found(an_officer(Role.OFFICER, other))


def test_a_draft_of_a_unit_below_is_not_found_by_whom_its_page_refuses() -> None:
    directive = letter(Stage.DRAFT)
    officer = an_officer(Role.OFFICER, a_province())
    assert signed_in(officer).get(f"/van-ban-chi-dao/{directive.pk}").status_code == 404
    assert not found(officer)
    assert found(an_officer(Role.CLERK, directive.unit))


def test_the_note_is_written_in_the_readers_language() -> None:
    directive = letter(Stage.ISSUED)
    client = signed_in(an_officer(Role.CLERK, directive.unit))
    for language, note in (("vi", "28/07/2020"), ("en", "28 Jul 2020")):
        client.cookies["django_language"] = language
        assert [hit["note"] for hit in client.get("/tim", {"q": "4248"}).json()["results"]] == [note]


def test_many_directives_leave_room_for_units() -> None:
    office = a_unit("Sở Y tế", level=Level.DEPARTMENT, parent=a_province())
    for _ in range(15):
        indexing.put(a_directive(office))
    search.index_many(entries_of(Unit.objects.filter(pk=office.pk), AT))
    labels = [hit["label"] for hit in found(an_officer(Role.OFFICER, office), "Sở Y tế")]
    assert len(labels) == 12
    assert "Sở Y tế" in labels
