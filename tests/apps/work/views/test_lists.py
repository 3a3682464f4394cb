"""The board and the lists behind its counts."""

from collections.abc import Iterator

import pytest

from tests.apps.work.views.scenes import text_of
from tests.factories.clock import the_clock_at
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import Scene, a_scene, an_assignment, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Stage, TaskRole
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with the_clock_at(later(days=20)):
        yield


def a_busy_scene() -> Scene:
    """Rows in every state, below and beside, late and in time, some of a unit elsewhere."""
    scene = a_scene()
    elsewhere = a_unit(level=Level.SERVICE)
    for number, state in enumerate(State):
        task = a_task(a_directive(scene.giver.unit, stage=Stage.ISSUED))
        due_at = later(days=30 if number % 2 else 3)
        top = an_assignment(scene.districts[0], task=task, state=state, due_at=due_at)
        for commune in scene.communes[:2]:
            an_assignment(commune, task=task, parent=top, state=state, due_at=due_at, assigned_by=scene.districts[0])
        an_assignment(elsewhere, task=task, state=state, due_at=due_at, assigned_by=scene.districts[0])
        an_assignment(scene.communes[3], task=task, state=state, role=TaskRole.INFORM)
    return scene


def readers(scene: Scene) -> list[Officer]:
    """The province, the department that gave, a district, a commune."""
    top = scene.districts[0].parent
    return [an_officer(Role.LEADER, top), scene.giver, scene.holder, scene.below]


@pytest.mark.parametrize("counting", ["", "?below=0"])
def test_every_count_of_the_board_opens_a_list_of_as_many(counting: str) -> None:
    scene = a_busy_scene()
    for reader in readers(scene):
        client = signed_in(reader)
        groups = client.get(f"/nhiem-vu/{counting}").context["groups"]
        cells = [cell for group in groups for shown in group.rows for cell in shown.cells if cell.count]
        assert cells
        for cell in cells:
            assert client.get(cell.url).context["total"] == cell.count, (reader.unit, cell.url)


def test_the_sums_of_the_board_are_the_whole_lists() -> None:
    scene = a_busy_scene()
    for reader in readers(scene):
        client = signed_in(reader)
        context = client.get("/nhiem-vu/").context
        for place, cell in enumerate(context["total"]):
            rows = [shown.cells[place].count for group in context["groups"] for shown in group.rows]
            assert sum(rows) == cell.count
            assert client.get(cell.url).context["total"] == cell.count


def test_the_board_narrowed_to_one_letter_opens_lists_of_that_letter() -> None:
    scene = a_busy_scene()
    client = signed_in(scene.giver)
    context = client.get(f"/nhiem-vu/?directive={scene.directive.pk}").context
    assert context["total"][0].count == 2
    assert client.get(context["total"][0].url).context["total"] == 2


def test_a_reader_sees_neither_the_rows_nor_the_counts_of_others() -> None:
    scene = a_busy_scene()
    stranger = signed_in(an_officer(Role.LEADER))
    assert stranger.get("/nhiem-vu/").context["groups"] == []
    assert stranger.get(f"/nhiem-vu/danh-sach/?unit={scene.districts[0].code}&below=1").context["total"] == 0
    commune = signed_in(scene.below).get("/nhiem-vu/danh-sach/").context
    assert {line.assignment.unit for line in commune["lines"]} == {scene.communes[0]}


@pytest.mark.parametrize("words", ["huong dan", "HƯỚNG DẪN", "ubnd-kgvx tuyen truyen", "{unit}"])
def test_the_list_is_searched_without_accents(words: str) -> None:
    scene = a_scene()
    client = signed_in(scene.giver)
    found = client.get("/nhiem-vu/danh-sach/", {"q": words.format(unit=scene.districts[0].name)}).context
    assert found["total"] >= 1
    assert client.get("/nhiem-vu/danh-sach/", {"q": words + " khongcotunay"}).context["total"] == 0


def test_for_information_is_listed_only_when_asked_for() -> None:
    scene = a_busy_scene()
    client = signed_in(an_officer(Role.CLERK, scene.communes[3]))
    assert client.get("/nhiem-vu/danh-sach/").context["total"] == 0
    assert client.get("/nhiem-vu/danh-sach/?role=inform").context["total"] == len(State) - 1


@pytest.mark.parametrize(
    "query",
    ["state=x", "role=%00", "directive=9999999999999999999999", "directive=-1", "late=9", "q=%00%25_'", "below=1"],
)
def test_a_strange_filter_is_as_if_not_given(query: str) -> None:
    scene = a_scene()
    text_of(signed_in(scene.giver), f"/nhiem-vu/danh-sach/?{query}")
    text_of(signed_in(scene.giver), f"/nhiem-vu/?{query}")


def test_an_unknown_unit_is_told() -> None:
    scene = a_scene()
    assert "khong-co" in text_of(signed_in(scene.giver), "/nhiem-vu/danh-sach/?unit=khong-co", 404)


def test_exports_hold_the_same_rows_as_the_pages() -> None:
    scene = a_busy_scene()
    client = signed_in(scene.holder)
    total = client.get("/nhiem-vu/danh-sach/?late=1").context["total"]
    lines = b"".join(client.get("/nhiem-vu/danh-sach/xuat/?late=1&format=csv")).decode().strip().splitlines()
    assert len(lines) == total + 1
    board = b"".join(client.get("/nhiem-vu/xuat/?format=csv")).decode().strip().splitlines()
    rows = sum(len(group.rows) for group in client.get("/nhiem-vu/").context["groups"])
    assert len(board) == rows + 1
    for url in ("/nhiem-vu/danh-sach/xuat/?format=xlsx", "/nhiem-vu/xuat/?format=xlsx"):
        assert b"".join(client.get(url)).startswith(b"PK")


def test_pages_of_the_list_follow_each_other() -> None:
    scene = a_scene()
    for _number in range(60):
        an_assignment(scene.communes[0], task=a_task(scene.directive), due_at=later(days=1))
    client = signed_in(scene.below)
    first = client.get("/nhiem-vu/danh-sach/").context
    second = client.get("/nhiem-vu/danh-sach/" + first["next_url"]).context
    assert (len(first["lines"]), len(second["lines"])) == (50, 10)
    assert client.get("/nhiem-vu/danh-sach/?cursor=x").status_code == 422
