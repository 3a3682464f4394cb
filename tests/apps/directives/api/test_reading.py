"""Directives over HTTP: handed in, listed, read."""

import pytest

from tests.factories.api import Program, body_of
from tests.factories.directives import LETTER, a_clerk, a_directive, a_task, the_demonstration_province
from tests.factories.org import a_province, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Stage
from vungxanh.apps.org.models import Level

pytestmark = pytest.mark.django_db


def test_a_letter_handed_in_comes_back_in_the_readers_form() -> None:
    program = Program(the_demonstration_province())
    with LETTER.open("rb") as letter:
        answer = program.hand_in("directives", file=letter)
    assert answer.status_code == 201, answer.content
    one = f"directives/{answer.json()['directive']}"
    document = program.get(one).json()
    assert (document["number"], document["symbol"], document["date"]) == ("4248", "UBND-KGVX", "2020-07-28")
    assert len(document["tasks"]) == 14
    assert sum(len(task["lead"]) for task in document["tasks"]) == 25
    assert [len(line["orgs"]) for line in document["addressees"]] == [2, 1, 1, 1]
    start, end = document["tasks"][0]["span"]
    assert document["text"][start:end] == document["tasks"][0]["text"]
    assert document["signature"]["signer"] == "Hồ Quang Bửu"
    assert body_of(program.get(f"{one}/text")).decode() == document["text"]
    assert body_of(program.get(f"{one}/file")) == LETTER.read_bytes()
    with LETTER.open("rb") as letter:
        assert program.hand_in("directives", file=letter).status_code == 409


def test_a_letter_may_be_handed_in_as_text() -> None:
    program = Program(the_demonstration_province())
    answer = program.send("directives/text", text=LETTER.read_text("utf-8"))
    assert answer.status_code == 201, answer.content
    found = program.get(f"directives/receptions/{answer.json()['id']}").json()
    assert (found["state"], found["directive"]) == ("done", answer.json()["directive"])
    assert program.get("directives/receptions").json()["items"] == []


def test_only_the_desk_hands_letters_in() -> None:
    program = Program(an_officer(Role.OFFICER))
    assert program.send("directives/text", text="Số: 1/UBND").status_code == 403
    assert program.get("directives/receptions").status_code == 403


def test_a_reader_who_holds_the_answer_gets_304() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    program = Program(clerk)
    for path in (f"directives/{directive.pk}", "directives", f"directives/{directive.pk}/history"):
        answer = program.get(path)
        again = program.get(path, held=answer["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    held = program.get("directives")["ETag"]
    a_directive(clerk.unit)
    assert program.get("directives", held=held).status_code == 200


def test_the_list_is_paged_by_key_and_narrowed() -> None:
    clerk = a_clerk()
    wanted = {a_directive(clerk.unit).pk for _ in range(5)}
    program = Program(clerk)
    seen: list[int] = []
    cursor = ""
    for _ in range(3):
        page = program.get("directives", size=2, cursor=cursor).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert cursor == ""
    assert len(seen) == 5
    assert set(seen) == wanted
    assert program.get("directives", stage="issued").json()["items"] == []
    assert program.get("directives", stage="lost").status_code == 422


def test_what_another_unit_keeps_is_not_there() -> None:
    directive = a_directive(stage=Stage.CONFIRMED)
    task = a_task(directive)
    stranger = Program(a_clerk(a_unit(level=Level.DEPARTMENT, parent=a_province())))
    one = f"directives/{directive.pk}"
    paths = ("", "/text", "/file", "/coverage", "/edits", "/history", f"/tasks/{task.pk}/cuts")
    assert {stranger.get(f"{one}{path}").status_code for path in paths} == {404}
    acts = ("confirm", "undo", "deadlines", "reopen", f"tasks/{task.pk}/merge")
    assert {stranger.send(f"{one}/{act}", tag=f'"{directive.pk}-1"').status_code for act in acts} == {404}
    assert stranger.get("directives").json()["items"] == []


def test_who_may_read_but_not_review_is_told_so() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    reader = Program(an_officer(Role.OFFICER, clerk.unit))
    assert reader.get(f"directives/{directive.pk}").status_code == 200
    assert reader.send(f"directives/{directive.pk}/undo", tag=f'"{directive.pk}-1"').status_code == 403
