"""Acts on several assignments at once over HTTP: all or none, each of the version that was read."""

import pytest

from tests.factories.api import Program
from tests.factories.org import a_unit
from tests.factories.work import a_scene, an_assignment, later
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_july_2020(settings):
    settings.CLOCK_OFFSET = later(days=2) - clock.machine_now()


def seen(*rows):
    """The assignments as a program sends them."""
    return [{"id": row.pk, "version": row.version} for row in rows]


def reported():
    """A scene in which one of two districts has reported."""
    scene = a_scene()
    report_done(scene.assignment, text="Đã xong.", by=scene.holder, at=later(hours=1))
    return scene, scene.assignment, Assignment.objects.get(unit=scene.districts[1])


def test_those_that_are_reported_are_accepted_and_the_others_counted():
    scene, done, open_one = reported()
    answer = Program(scene.giver).send("work/assignments/accept", assignments=seen(done, open_one))
    assert (answer.status_code, answer.json()) == (200, {"accepted": 1, "skipped": 1, "open_below": 0})
    assert scene.assignment.state == State.ACCEPTED


def test_one_that_has_moved_on_stops_all_and_is_named():
    scene, done, open_one = reported()
    sent = [{"id": done.pk, "version": done.version}, {"id": open_one.pk, "version": open_one.version + 1}]
    answer = Program(scene.giver).send("work/assignments/accept", assignments=sent)
    assert answer.status_code == 412
    assert [(error["field"], error["row"]) for error in answer.json()["errors"]] == [("assignments", 2)]
    assert scene.assignment.state == State.REPORTED


def test_one_that_may_not_be_read_is_as_if_it_were_not_there():
    scene, done, _open_one = reported()
    sent = seen(done, an_assignment())
    answer = Program(scene.giver).send("work/assignments/accept", assignments=sent)
    assert (answer.status_code, answer.json()["errors"][0]["row"]) == (404, 2)


def test_many_are_returned_or_none():
    scene, done, open_one = reported()
    giver = Program(scene.giver)
    answer = giver.send("work/assignments/return", assignments=seen(done, open_one), reason="Thiếu.")
    assert answer.status_code == 409
    assert scene.assignment.state == State.REPORTED
    answer = giver.send("work/assignments/return", assignments=seen(done), reason="Thiếu.")
    assert answer.json() == {"done": 1}
    assert scene.assignment.state == State.DOING


def test_many_are_given_to_one_person_and_handed_down():
    scene = a_scene()
    holder = Program(scene.holder)
    answer = holder.send(
        "work/assignments/performer", assignments=seen(scene.assignment), username=scene.holder.user.username
    )
    assert answer.json() == {"done": 1}
    answer = holder.send("work/assignments/cascade", assignments=seen(scene.assignment))
    assert answer.json() == {"made": 2, "skipped": 0, "held": []}
    assert Program(scene.giver).send("work/assignments/cascade", assignments=seen(scene.assignment)).status_code == 403


def test_nothing_and_too_many_are_refused():
    scene = a_scene()
    giver = Program(scene.giver)
    assert giver.send("work/assignments/accept", assignments=[]).status_code == 422
    many = [{"id": number, "version": 1} for number in range(1, 202)]
    assert giver.send("work/assignments/accept", assignments=many).status_code == 422
    for number, status in ((2**63 - 1, 404), (2**63, 422), (0, 422), ("x", 422)):
        sent = [{"id": number, "version": 1}]
        assert giver.send("work/assignments/accept", assignments=sent).status_code == status, number


def test_what_an_ended_unit_left_is_listed_and_handed_over():
    scene = a_scene()
    giver, row = Program(scene.giver), scene.assignment
    Assignment.objects.filter(pk=row.pk).update(orphaned_at=later(days=1))
    heir = a_unit(level=Level.DISTRICT, parent=scene.districts[0].parent)
    listed = giver.get("work/orphans").json()["items"]
    assert [(each["id"], each["version"]) for each in listed] == [(row.pk, row.version)]
    assert Program(scene.holder).get("work/orphans").json()["items"] == []

    sent = {"to": heir.code, "reason": "Đơn vị cũ đã kết thúc."}
    assert giver.send("work/assignments/hand-over", assignments=seen(row), **sent).json() == {"done": 1}
    assert Assignment.objects.filter(unit=heir, task=scene.task).exists()
    refused = giver.send("work/assignments/hand-over", assignments=seen(Assignment.objects.get(unit=heir)), **sent)
    assert refused.status_code == 409
