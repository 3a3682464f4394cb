"""Lists, numbers and records of work over HTTP: the same figures as the pages."""

import csv
import io

import pytest

from tests.factories.api import Program, body_of
from tests.factories.org import an_officer
from tests.factories.work import a_scene, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.comment import comment
from vungxanh.apps.work.actions.progress import report_progress
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_july_2020(settings):
    settings.CLOCK_OFFSET = later(days=2) - clock.machine_now()


def test_the_inbox_says_why_and_until_when():
    scene = a_scene()
    answer = Program(scene.holder).get("work/inbox")

    assert answer.status_code == 200, answer.content
    row = answer.json()["items"][0]
    assert (row["unit"]["code"], row["why"], row["days_left"]) == (scene.districts[0].code, "unit", 6)
    assert answer.json()["counts"]["all"] == 1


def test_my_numbers_are_those_of_the_boxes_and_the_own_unit():
    scene = a_scene()
    report_progress(scene.assignment, percent=20, text="", by=scene.holder, at=later(hours=1))
    numbers = Program(scene.holder).get("work/numbers").json()
    assert (numbers["boxes"]["unit"], numbers["unit"]["total"], numbers["unit"]["doing"]) == (1, 1, 1)
    followed = Program(scene.giver).get("work/followed").json()["items"]
    assert {row["unit"]["code"] for row in followed} == {unit.code for unit in scene.districts}


def test_the_list_takes_the_filters_of_its_page():
    scene = a_scene()
    report_progress(scene.assignment, percent=20, text="", by=scene.holder, at=later(hours=1))
    giver, first = Program(scene.giver), scene.districts[0].code

    def codes(**query):
        answer = giver.get("work/assignments", **query)
        assert answer.status_code == 200, answer.content
        return {row["unit"]["code"] for row in answer.json()["items"]}

    both = {unit.code for unit in scene.districts}
    assert codes() == codes(directive=scene.directive.pk) == codes(given="true") == both
    assert codes(unit=first) == codes(state="doing") == {first}
    assert codes(late="true") == codes(role="inform") == codes(task=scene.task.pk + 1) == set()
    assert giver.get("work/assignments", total="true").json()["total"] == 2
    assert giver.get("work/assignments").json()["total"] is None
    assert giver.get("work/assignments", state="lost").status_code == 422
    assert giver.get("work/assignments", unit="khong-co").status_code == 404


def test_the_list_is_paged_and_kept_to_the_readers_unit():
    scene = a_scene()
    giver = Program(scene.giver)
    first = giver.get("work/assignments", size=1).json()
    second = giver.get("work/assignments", size=1, cursor=first["next"]).json()
    assert second["next"] == ""
    assert len({row["id"] for row in first["items"] + second["items"]}) == 2
    assert len(Program(scene.holder).get("work/assignments").json()["items"]) == 1
    assert Program(an_officer(Role.CLERK)).get("work/assignments").json()["items"] == []


def test_the_board_adds_up_and_is_exported():
    scene = a_scene()
    giver = Program(scene.giver)
    board = giver.get("work/board", directive=scene.directive.pk).json()
    assert board["total"]["total"] == sum(row["counts"]["total"] for row in board["rows"]) == 2
    rows = list(csv.DictReader(io.StringIO(body_of(giver.get("work/board.csv")).decode("utf-8-sig"))))
    assert [row["Mã đơn vị"] for row in rows] == [row["unit"]["code"] for row in board["rows"]]
    rows = list(csv.DictReader(io.StringIO(body_of(giver.get("work/assignments.csv")).decode("utf-8-sig"))))
    assert {row["Mã đơn vị"] for row in rows} == {unit.code for unit in scene.districts}
    assert body_of(giver.get("work/assignments.xlsx")).startswith(b"PK")
    assert giver.get("work/board.pdf").status_code == 422


def test_a_record_has_an_entity_tag_that_follows_all_it_shows():
    scene = a_scene()
    giver, path = Program(scene.giver), f"work/assignments/{scene.assignment.pk}"
    answer = giver.get(path)
    assert answer.json()["source"]["text"]
    assert [row["unit"]["code"] for row in answer.json()["partners"]] == [scene.districts[1].code]
    assert giver.get(path, held=answer["ETag"]).status_code == 304

    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    handed_down = giver.get(path)
    below = scene.assignment.children.get(unit=scene.communes[0])
    report_progress(below, percent=40, text="", by=scene.below, at=later(hours=2))
    again = giver.get(path, held=handed_down["ETag"])
    assert (again.status_code, again.json()["below"]["percent"]) == (200, 20)
    # The version is still that of the record itself: what a commune did is no reason to refuse the district's giver.
    sent = giver.send(f"{path}/close", tag=handed_down["ETag"], reason="Hết hiệu lực.")
    assert sent.status_code == 200, sent.content


def test_lists_say_when_nothing_changed():
    scene = a_scene()
    holder = Program(scene.holder)
    paths = ("work/inbox", "work/numbers", "work/assignments", "work/board", "work/people")
    held = {path: holder.tag(path) for path in paths}
    assert {holder.get(path, held=tag).status_code for path, tag in held.items()} == {304}
    report_progress(scene.assignment, percent=20, text="", by=scene.holder, at=later(hours=1))
    changed = {path for path, tag in held.items() if holder.get(path, held=tag).status_code == 200}
    assert changed == {"work/inbox", "work/numbers", "work/assignments", "work/board"}


def test_the_tree_the_thread_and_the_history_of_an_assignment():
    scene = a_scene()
    holder, path = Program(scene.holder), f"work/assignments/{scene.assignment.pk}"
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    for number in range(3):
        comment(scene.assignment, text=f"Lần {number}", by=scene.holder, at=later(hours=2 + number))

    tree = holder.get(f"{path}/tree").json()
    assert [node["unit"]["code"] for node in tree["below"]] == [unit.code for unit in scene.communes[:2]]
    first = holder.get(f"{path}/thread", size=2).json()
    second = holder.get(f"{path}/thread", size=2, cursor=first["next"]).json()
    assert [entry["kind"] for entry in first["items"] + second["items"]] == ["cascade", *["comment"] * 3]
    history = holder.get(f"{path}/history").json()["items"]
    assert [entry["verb"] for entry in history] == [*["work.comment"] * 3, "work.cascade"]


def test_only_managers_see_whom_they_may_name():
    scene = a_scene()
    plain = an_officer(Role.OFFICER, scene.districts[0])
    assert Program(plain).get("work/people").status_code == 403
