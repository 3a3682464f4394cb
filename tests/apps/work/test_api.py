"""The work API."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.files import picture_bytes
from tests.factories.web import signed_in
from tests.factories.work import a_scene, an_assignment, later
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db
BASE = "/api/v1/work"


@pytest.fixture(autouse=True)
def _in_july_2020(settings):
    """The API asks the clock; these letters live in 2020, two days after issue."""
    settings.CLOCK_OFFSET = later(days=2) - clock.machine_now()


def post(client, path, **body):
    """Post JSON."""
    return client.post(f"{BASE}{path}", json.dumps(body), content_type="application/json")


def test_the_inbox_says_why_and_until_when():
    scene = a_scene()
    answer = signed_in(scene.holder).get(f"{BASE}/inbox")

    assert answer.status_code == 200, answer.content
    row = answer.json()["items"][0]
    assert (row["unit"]["code"], row["why"], row["days_left"]) == (scene.districts[0].code, "unit", 6)
    assert answer.json()["counts"]["all"] == 1


def test_a_record_has_an_entity_tag_that_follows_its_version():
    scene = a_scene()
    client = signed_in(scene.holder)
    path = f"{BASE}/assignments/{scene.assignment.pk}"
    answer = client.get(path)
    tag = answer["ETag"]

    assert answer.json()["source"]["text"]
    assert "report" in answer.json()["acts"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    client.post(f"{path}/progress", {"percent": "20", "text": "Đang làm"})
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    stale = client.post(f"{path}/progress", {"percent": "30"}, headers={"If-Match": tag})
    assert (stale.status_code, stale["Content-Type"]) == (412, "application/problem+json")


def test_a_report_carries_evidence():
    scene = a_scene()
    photo = SimpleUploadedFile("loa.jpg", picture_bytes(), "image/jpeg")
    path = f"{BASE}/assignments/{scene.assignment.pk}/report"
    answer = signed_in(scene.holder).post(path, {"text": "Đã xong.", "files": [photo]})

    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["percent"]) == ("reported", 100)
    assert answer.json()["thread"][0]["files"] == ["loa.jpg"]


def test_a_refused_file_changes_nothing():
    scene = a_scene()
    path = f"{BASE}/assignments/{scene.assignment.pk}/report"
    bad = SimpleUploadedFile("a.exe", b"MZ" + bytes(200), "application/octet-stream")
    answer = signed_in(scene.holder).post(path, {"text": "Đã xong.", "files": [bad]})

    assert 400 <= answer.status_code < 500
    assert scene.assignment.state == State.NOT_STARTED


def test_accept_return_and_the_other_acts():
    scene = a_scene()
    row = scene.assignment
    giver, holder = signed_in(scene.giver), signed_in(scene.holder)
    one = f"/assignments/{row.pk}"
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))

    assert post(giver, f"{one}/return", reason="Thiếu số liệu.").json()["state"] == "doing"
    asked = post(holder, f"{one}/extension", until="2020-08-14", reason="Mưa lũ.")
    assert asked.json()["extension"]["reason"] == "Mưa lũ."
    assert post(giver, f"{one}/extension/grant", text="").json()["extension"] is None
    assert Assignment.objects.get(pk=row.pk).due_at.date() == date(2020, 8, 14)
    assert post(holder, f"{one}/cascade").json() == {"made": 2, "skipped": 0}
    assert post(holder, f"{one}/comment", text="Đề nghị sớm.").status_code == 200
    assert post(holder, f"{one}/performer", username=scene.holder.user.username, text="").status_code == 200
    assert post(giver, f"{one}/close", reason="Hết hiệu lực.").json()["state"] == "closed"
    assert post(giver, f"{one}/accept", text="").status_code == 409


def test_who_may_not_is_told_and_who_may_not_read_is_not():
    scene = a_scene()
    row = scene.assignment
    assert post(signed_in(scene.below), f"/assignments/{row.pk}/accept").status_code == 404
    assert post(signed_in(scene.holder), f"/assignments/{row.pk}/accept").status_code == 403
    foreign = an_assignment()
    assert signed_in(scene.holder).get(f"{BASE}/assignments/{foreign.pk}").status_code == 404


def test_issuing_is_previewed_and_happens_once():
    scene = a_scene()
    path = f"/directives/{scene.directive.pk}/issue"
    client = signed_in(scene.giver)
    preview = client.get(f"{BASE}{path}")

    assert preview.json()["assignments"] == 2
    assert post(client, path).status_code == 409
    assert signed_in(scene.holder).get(f"{BASE}{path}").status_code == 404
