"""Ctrl K finds what its reader may open, and no more."""

from datetime import date

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
from vungxanh.project.pages import PAGES, open_to
from vungxanh.project.search import MOST

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
    mine, others = issued_task(top), [issued_task(top) for _ in range(MOST + 3)]
    for task in (mine, *others):
        an_assignment(a_unit(parent=top), task=task)
    duty = an_assignment(top, task=mine)
    hits = found(an_officer(Role.CLERK, top), "tuyên truyền")
    assert len(hits) == MOST
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
    assert len(labels) == MOST
    assert "Sở Y tế" in labels


def put_units(*units: Unit) -> None:
    search.index_many(entries_of(Unit.objects.filter(pk__in=[unit.pk for unit in units]), AT))


@pytest.mark.parametrize("query", ["dien ban", "điện bàn", "thi xa dien ban", "dien ba"])
def test_a_unit_named_with_or_without_its_kind_is_first_before_tasks_and_letters(query: str) -> None:
    top = a_province()
    town = a_unit("Thị xã Điện Bàn", kind="thị xã", level=Level.DISTRICT, parent=top)
    centre = a_unit("Trung tâm Y tế thị xã Điện Bàn", kind="trung tâm y tế", level=Level.SERVICE, parent=top)
    put_units(centre, town)
    directive = a_directive(town, stage=Stage.ISSUED, text="Kính gửi: UBND thị xã Điện Bàn", subject="Điện Bàn")
    indexing.put(directive)
    a_task(directive, text="Thị xã Điện Bàn tuyên truyền ứng dụng đến từng hộ")
    tasks.put(directive)
    an_assignment(town, task=directive.tasks.get())
    hits = found(an_officer(Role.CLERK, town), query)
    assert [hit["label"] for hit in hits[:2]] == ["Thị xã Điện Bàn", "Trung tâm Y tế thị xã Điện Bàn"]
    assert {hit["group"] for hit in hits} == {"Đơn vị", "Nhiệm vụ", "Văn bản"}


def pages_found(officer: Officer, query: str) -> list[str]:
    return [hit["url"] for hit in found(officer, query) if hit["group"] == "Đi đến"]


@pytest.mark.parametrize(
    ("query", "url"),
    [("nhom", "/danh-ba/nhom/"), ("lich", "/danh-ba/lich/"), ("so lieu", "/so-lieu/"), ("Số liệu", "/so-lieu/")],
)
def test_a_page_is_found_by_its_name_with_or_without_marks(query: str, url: str) -> None:
    assert url in pages_found(an_officer(Role.ADMINISTRATOR, a_province()), query)


def test_a_page_typed_with_other_marks_is_another_word() -> None:
    assert not pages_found(an_officer(Role.ADMINISTRATOR, a_province()), "lích")


def test_a_page_is_found_by_its_vietnamese_name_in_english_too() -> None:
    client = signed_in(an_officer(Role.OFFICER))
    client.cookies["django_language"] = "en"
    for query in ("nhiem vu", "tasks"):
        assert "/nhiem-vu/" in [hit["url"] for hit in client.get("/tim", {"q": query}).json()["results"]]


@pytest.mark.parametrize("role", list(Role))
def test_the_pages_found_are_those_that_open(role: Role) -> None:
    seeded_calendar()
    officer = an_officer(role, a_province())
    client = signed_in(officer)
    offered = {page.url for page in open_to(officer)}
    for page in PAGES:
        status = client.get(page.url).status_code
        assert (status in {200, 302}) == (page.url in offered), (page.url, status)


def people_found(officer: Officer, query: str) -> list[dict[str, str]]:
    return [hit for hit in found(officer, query) if hit["group"] == "Người"]


def test_a_person_is_found_by_any_word_of_the_name_with_post_and_unit() -> None:
    commune = a_unit("Xã Đại Sơn", parent=a_province())
    an_officer(Role.LEADER, commune, name="Lê Thị Đào", title="Chủ tịch")
    an_officer(Role.CLERK, commune, name="Đào Thị Lê")
    reader = an_officer(Role.OFFICER)
    for query in ("le thi dao", "Lê Thị Đào", "lê thị"):
        first = people_found(reader, query)[0]
        assert first["label"] == "Lê Thị Đào"
        assert first["note"] == "Chủ tịch, Xã Đại Sơn"
        assert first["url"] == f"/danh-ba/don-vi/{commune.code}/"
    assert {hit["label"] for hit in people_found(reader, "dao")} == {"Lê Thị Đào", "Đào Thị Lê"}
    assert not people_found(reader, "đao")


def test_a_person_is_found_once_while_they_hold_a_post_and_never_by_their_user_name() -> None:
    left = an_officer(Role.OFFICER, name="Phan Văn Rời", ends_on=date(2015, 1, 1))
    two = an_officer(Role.OFFICER, name="Phan Văn Hai")
    an_officer(Role.CLERK, user=two.user)
    reader = an_officer(Role.OFFICER, name="Võ Đọc")
    assert [hit["label"] for hit in people_found(reader, "phan van")] == ["Phan Văn Hai"]
    assert not people_found(reader, left.user.username)


def test_an_administrator_is_led_to_the_account_they_keep() -> None:
    top = a_province()
    person = an_officer(Role.CLERK, a_unit(parent=top), name="Phan Thị Văn Thư")
    url = f"/tai-khoan/nguoi-dung/{person.user.pk}/"
    assert people_found(an_officer(Role.ADMINISTRATOR, top), "phan thi")[0]["url"] == url
    assert people_found(an_officer(Role.ADMINISTRATOR), "phan thi")[0]["url"] != url


def test_each_kind_that_finds_anything_is_shown_and_the_best_kind_first() -> None:
    top = a_province()
    unit = a_unit("Xã Lịch", kind="xã", parent=top)
    put_units(unit, *(a_unit(f"Xã Nhà Lịch {n}", kind="xã", parent=top) for n in range(20)))
    an_officer(Role.CLERK, unit, name="Trần Lịch")
    hits = found(an_officer(Role.ADMINISTRATOR, top), "lich")
    assert len(hits) == MOST
    assert hits[0]["label"] == "Xã Lịch"
    assert {hit["group"] for hit in hits} == {"Đơn vị", "Đi đến", "Người"}
