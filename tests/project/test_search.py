"""Ctrl K finds what its reader may open, and no more."""

import pytest

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import AT, a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import an_assignment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions import indexing
from vungxanh.apps.directives.models import Directive, DirectiveTask, Stage
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.entries import entries_of
from vungxanh.apps.work.actions import indexing as tasks
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


def issued_task(top: Unit) -> DirectiveTask:
    """A task of an issued letter, findable, given to no one yet."""
    directive = a_directive(a_unit(level=Level.DEPARTMENT, parent=top), stage=Stage.ISSUED, number="4248")
    task = a_task(directive, text="Tổ chức tuyên truyền ứng dụng đến từng hộ dân")
    tasks.put(directive)
    return task


def test_a_unit_finds_its_own_duty_under_a_task_and_who_has_no_part_finds_nothing() -> None:
    top = a_province()
    task = issued_task(top)
    commune, other = a_unit(parent=top), a_unit(parent=top)
    duty = an_assignment(commune, task=task)
    [hit] = found(an_officer(Role.OFFICER, commune), "tuyen truyen ho dan")
    assert hit["url"] == f"/nhiem-vu/{duty.pk}/"
    assert "4248/UBND-KGVX" in hit["note"]
    assert not found(an_officer(Role.OFFICER, other), "tuyen truyen ho dan")


def test_who_oversees_many_finds_a_task_once_and_opens_their_list() -> None:
    seeded_calendar()
    top = a_province()
    task = issued_task(top)
    for _ in range(3):
        an_assignment(a_unit(parent=top), task=task)
    clerk = an_officer(Role.CLERK, top)
    [hit] = [hit for hit in found(clerk, "tuyên truyền") if hit["group"] == "Nhiệm vụ"]
    assert hit["note"] == "4248/UBND-KGVX, 3 đơn vị"
    assert hit["url"] == f"/nhiem-vu/danh-sach/?task={task.pk}"
    assert ">3 nhiệm vụ<" in signed_in(clerk).get(hit["url"]).content.decode().replace("\n", "")


def test_the_own_units_duty_is_first_and_more_tasks_than_shown_lead_to_the_list() -> None:
    top = a_province()
    mine, others = issued_task(top), [issued_task(top) for _ in range(15)]
    for task in (mine, *others):
        an_assignment(a_unit(parent=top), task=task)
    duty = an_assignment(top, task=mine)
    hits = found(an_officer(Role.CLERK, top), "tuyên truyền")
    assert len(hits) == 12
    assert hits[0]["url"] == f"/nhiem-vu/{duty.pk}/"
    assert "/nhiem-vu/danh-sach/?q=tuy%C3%AAn+truy%E1%BB%81n" in [hit["url"] for hit in hits]


def test_a_place_is_listed_before_the_bodies_that_bear_its_name_each_with_kind_and_parent() -> None:
    top = a_province()
    centre = a_unit("Trung tâm Y tế Tam Kỳ", level=Level.SERVICE, parent=top)
    town = a_unit("Thành phố Tam Kỳ", level=Level.DISTRICT, parent=top)
    search.index_many(entries_of(Unit.objects.filter(pk__in=[centre.pk, town.pk]), AT))
    hits = found(an_officer(Role.OFFICER, centre), "tam ky")
    assert [hit["label"] for hit in hits] == ["Thành phố Tam Kỳ", "Trung tâm Y tế Tam Kỳ"]
    assert hits[0]["note"] == f"{town.kind}, {top.name}"


def test_a_unit_of_that_name_stands_before_letters_that_mention_it() -> None:
    office = a_unit("Sở Nội vụ", level=Level.DEPARTMENT, parent=a_province())
    indexing.put(a_directive(office, text="Kính gửi: Sở Nội vụ"))
    search.index_many(entries_of(Unit.objects.filter(pk=office.pk), AT))
    assert [hit["group"] for hit in found(an_officer(Role.CLERK, office), "so noi vu")] == ["Đơn vị", "Văn bản"]


def test_many_directives_leave_room_for_units() -> None:
    office = a_unit("Sở Y tế", level=Level.DEPARTMENT, parent=a_province())
    for _ in range(15):
        indexing.put(a_directive(office))
    search.index_many(entries_of(Unit.objects.filter(pk=office.pk), AT))
    labels = [hit["label"] for hit in found(an_officer(Role.OFFICER, office), "Sở Y tế")]
    assert len(labels) == 12
    assert "Sở Y tế" in labels
