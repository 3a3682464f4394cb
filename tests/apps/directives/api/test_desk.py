"""The review desk over HTTP: every act needs the version that was read."""

from typing import Any

import pytest

from tests.factories.api import Program
from tests.factories.directives import a_clerk, a_directive, a_task
from tests.factories.org import a_unit
from vungxanh.apps.directives.models import Directive, Stage, TaskParty, TaskRole

pytestmark = pytest.mark.django_db


class Desk:
    """A directive under review, and the program of its clerk, which always sends the version it read last."""

    def __init__(self, **fields: Any) -> None:
        self.clerk = a_clerk()
        self.directive: Directive = a_directive(self.clerk.unit, **fields)
        self.program = Program(self.clerk)
        self.path = f"directives/{self.directive.pk}"

    def do(self, act: str, *, method: str = "post", **body: Any) -> Any:
        tag = self.program.tag(self.path)
        return self.program.send(f"{self.path}{act}", tag=tag, method=method, **body)


def test_a_change_needs_the_version_it_was_made_on() -> None:
    desk = Desk()
    first = desk.program.tag(desk.path)
    assert desk.program.send(desk.path, method="patch", subject="Mới").status_code == 428
    assert desk.program.send(desk.path, method="patch", tag="*", subject="Mới").status_code == 428
    done = desk.program.send(desk.path, method="patch", tag=first, subject="Mới")
    assert (done.status_code, done["ETag"]) == (200, desk.program.tag(desk.path))
    assert done["ETag"] != first
    stale = desk.program.send(desk.path, method="patch", tag=first, subject="Cũ")
    assert (stale.status_code, stale["Content-Type"]) == (412, "application/problem+json")
    assert desk.clerk.user.full_name in stale.json()["detail"], "it says who was first"
    desk.directive.refresh_from_db()
    assert desk.directive.subject == "Mới"


def test_the_tag_of_another_directive_is_refused() -> None:
    desk = Desk()
    other = a_directive(desk.clerk.unit)
    tag = desk.program.tag(f"directives/{other.pk}")
    assert desk.program.send(f"{desk.path}/undo", tag=tag).status_code == 412


def test_a_compressing_proxy_may_weaken_the_tag() -> None:
    desk = Desk()
    tag = desk.program.tag(desk.path)
    assert desk.program.get(desk.path, held=f"W/{tag}").status_code == 304
    assert desk.program.send(desk.path, method="patch", tag=f"W/{tag}", subject="Mới").status_code == 200


def test_a_task_is_changed_and_the_letter_confirmed() -> None:
    desk = Desk()
    task, unit = a_task(desk.directive), a_unit(code="SYT")
    blocked = desk.do("/confirm")
    assert blocked.status_code == 422
    assert blocked.json()["errors"][0]["field"] == f"task-{task.pk}"
    one = f"/tasks/{task.pk}"
    assert desk.do(one, method="patch", add=[{"role": "lead", "code": unit.code}]).status_code == 200
    assert desk.do(one, method="patch", text="x", deadline="2020-09-01").status_code == 422
    assert desk.do(one, method="patch", deadline="2020-09-01").json()["tasks"][0]["deadline"]["date"] == "2020-09-01"
    weekly = desk.do(one, method="patch", recurrence="weekly", moment="thứ Sáu").json()["tasks"][0]
    assert (weekly["recurrence"], weekly["moment"]) == ("weekly", "thứ Sáu")
    assert weekly["recurrence_detail"] == TaskParty.objects.get().task.recurrence_detail != ""
    assert desk.do("/confirm").json()["stage"] == Stage.CONFIRMED
    assert desk.do("/confirm").status_code == 409
    assert desk.do("/reopen").json()["stage"] == Stage.DRAFT
    assert desk.do("/withdraw", reason=" ").status_code == 422
    assert desk.do("/withdraw", reason="Ban hành nhầm").json()["stage"] == Stage.WITHDRAWN
    assert desk.program.get(f"{desk.path}/history").json()["items"][0]["note"] == "Ban hành nhầm"


def test_a_refusal_names_the_field_that_was_sent() -> None:
    desk = Desk()
    task = a_task(desk.directive)
    early = desk.do(f"/tasks/{task.pk}", method="patch", deadline="2020-01-01")
    assert [error["field"] for error in early.json()["errors"]] == ["deadline"]
    outside = desk.do("/tasks", start=0, end=100_000)
    assert [error["field"] for error in outside.json()["errors"]] == ["start"]


def test_tasks_without_a_deadline_are_confirmed_when_the_body_says_so() -> None:
    desk = Desk()
    a_task(desk.directive, lead=(a_unit(),))
    asked = desk.do("/confirm")
    assert asked.status_code == 422
    assert [error["field"] for error in asked.json()["errors"]] == ["without_deadline_confirmed"]
    assert desk.do("/confirm", without_deadline_confirmed=True).json()["stage"] == Stage.CONFIRMED


def test_tasks_are_added_split_merged_removed_and_brought_back() -> None:
    desk = Desk()
    text = desk.directive.text
    start, end = text.index("Đề nghị"), text.index("\nNơi nhận")
    added = desk.do("/tasks", start=start, end=end)
    assert [task["text"] for task in added.json()["tasks"]] == [text[start:end]]
    one = f"/tasks/{added.json()['tasks'][0]['id']}"
    cuts = desk.program.get(f"{desk.path}{one}/cuts").json()
    assert len(desk.do(f"{one}/split", offset=cuts[0]["offset"]).json()["tasks"]) == 2
    assert len(desk.do(f"{one}/merge").json()["tasks"]) == 1
    assert desk.do(one, method="delete").json()["tasks"] == []
    assert len(desk.do("/undo").json()["tasks"]) == 1
    edits = desk.program.get(f"{desk.path}/edits", size=2).json()
    assert [edit["verb"] for edit in edits["items"]] == ["undo", "remove_task"]
    assert [edit["undone"] for edit in edits["items"]] == [False, True]
    assert edits["next"]


def test_a_name_as_written_is_resolved() -> None:
    desk = Desk()
    task, unit = a_task(desk.directive), a_unit(code="SCT")
    TaskParty.objects.create(task=task, role=TaskRole.LEAD, text="Sở lạ")
    path = f"/tasks/{task.pk}"
    done = desk.do(path, method="patch", replace=[{"party": "Sở lạ", "code": unit.code}])
    assert done.json()["tasks"][0]["lead"] == [{"text": "Sở lạ", "name": unit.name, "code": unit.code}]
    wrong = desk.do(path, method="patch", replace=[{"party": unit.code, "code": "khong-co"}])
    assert (wrong.status_code, wrong.json()["errors"][0]["row"]) == (422, 1)


def test_a_passage_is_marked_as_explanation_and_unmarked() -> None:
    desk = Desk()
    assert desk.do("/explain", start=2, end=9).json()["explained"] == [[2, 9]]
    assert desk.do("/explain", start=2, end=9).json()["explained"] == []
    assert desk.do("/explain", start=2, end=2**31 - 1).status_code == 422


def test_coverage_says_what_is_left() -> None:
    desk = Desk()
    found = desk.program.get(f"{desk.path}/coverage").json()
    assert ("no-tasks", "blocking") in {(item["kind"], item["level"]) for item in found["items"]}
