"""Directives over HTTP."""

import json

import pytest
from django.test import Client

from tests.factories.directives import LETTER, a_clerk, a_directive, a_task, the_demonstration_province
from tests.factories.org import a_unit
from tests.factories.web import signed_in
from vungxanh.apps.directives.models import Stage

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/directives"


def patch(client: Client, url: str, body: object, tag: str = "") -> object:
    headers = {"If-Match": tag} if tag else {}
    return client.patch(url, json.dumps(body), content_type="application/json", headers=headers)


def test_a_letter_handed_in_comes_back_in_the_readers_form() -> None:
    client = signed_in(the_demonstration_province())
    with LETTER.open("rb") as letter:
        answer = client.post(ROOT, {"file": letter})
    assert answer.status_code == 201, answer.content
    answer = client.get(f"{ROOT}/{answer.json()['directive']}")
    document = answer.json()
    assert (document["number"], document["symbol"], document["date"]) == ("4248", "UBND-KGVX", "2020-07-28")
    assert len(document["tasks"]) == 14
    assert sum(len(task["lead"]) for task in document["tasks"]) == 25
    assert [len(line["orgs"]) for line in document["addressees"]] == [2, 1, 1, 1]
    start, end = document["tasks"][0]["span"]
    assert document["text"][start:end] == document["tasks"][0]["text"]
    assert document["signature"]["signer"] == "Hồ Quang Bửu"
    with LETTER.open("rb") as letter:
        assert client.post(ROOT, {"file": letter}).status_code == 409


def test_a_reader_who_holds_the_version_gets_304() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    client = signed_in(clerk)
    answer = client.get(f"{ROOT}/{directive.pk}")
    assert answer["ETag"] == '"1"'
    assert client.get(f"{ROOT}/{directive.pk}", headers={"If-None-Match": '"1"'}).status_code == 304


def test_a_change_needs_the_version_it_was_made_on() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    client = signed_in(clerk)
    url = f"{ROOT}/{directive.pk}"
    assert patch(client, url, {"subject": "Mới"}).status_code == 428  # type: ignore[attr-defined]
    done = patch(client, url, {"subject": "Mới"}, '"1"')
    assert (done.status_code, done["ETag"]) == (200, '"2"')  # type: ignore[attr-defined,index]
    assert patch(client, url, {"subject": "Cũ"}, '"1"').status_code == 412  # type: ignore[attr-defined]
    directive.refresh_from_db()
    assert directive.subject == "Mới"


def test_a_task_is_changed_and_the_letter_confirmed() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive)
    unit = a_unit(code="SYT")
    client = signed_in(clerk)
    url = f"{ROOT}/{directive.pk}"
    blocked = client.post(f"{url}/confirm", headers={"If-Match": '"1"'})
    assert blocked.status_code == 422
    assert blocked.json()["errors"][0]["field"] == f"task-{task.pk}"
    change = {"add": [{"role": "lead", "code": unit.code}]}
    assert patch(client, f"{url}/tasks/{task.pk}", change, '"1"').status_code == 200  # type: ignore[attr-defined]
    both = {"text": "x", "deadline": "2020-09-01"}
    assert patch(client, f"{url}/tasks/{task.pk}", both, '"2"').status_code == 422  # type: ignore[attr-defined]
    assert client.post(f"{url}/confirm", headers={"If-Match": '"2"'}).json()["stage"] == Stage.CONFIRMED
    assert client.post(f"{url}/confirm", headers={"If-Match": '"3"'}).status_code == 409


def test_the_list_is_paged_by_key() -> None:
    clerk = a_clerk()
    wanted = {a_directive(clerk.unit).pk for _ in range(5)}
    client = signed_in(clerk)
    seen: list[int] = []
    cursor = ""
    for _ in range(3):
        page = client.get(ROOT, {"size": 2, "cursor": cursor}).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert cursor == ""
    assert len(seen) == 5
    assert set(seen) == wanted
