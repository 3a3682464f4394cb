"""Work whose unit ended without an heir waits for its giver, or for the unit above."""

from datetime import date

import pytest

from tests.apps.work.succession import AT, ON, SYSTEM, an_orphaned, followed, handed_down
from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import a_scene, an_assignment, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Recurrence, Stage
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.follow import Followed
from vungxanh.apps.work.actions.hand_over import hand_over
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.actions.review import accept
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.queries.inbox import Box, inbox
from vungxanh.apps.work.queries.orphans import by_former
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_work_without_an_heir_waits_for_its_giver_who_says_who_goes_on():
    scene = an_orphaned()
    row, to = scene.assignment, scene.communes[0]
    [group] = by_former(scene.giver)
    assert (group.former, [each.pk for each in group.rows]) == (scene.districts[0], [row.pk])
    with pytest.raises(NotAllowed):
        hand_over(row, to=to, reason="Đúng địa bàn.", by=scene.below, at=AT)
    with pytest.raises(Invalid):
        hand_over(row, to=scene.giver.unit, reason="Đúng địa bàn.", by=scene.giver, at=AT)
    with pytest.raises(Invalid):
        hand_over(row, to=scene.districts[0], reason="Đúng địa bàn.", by=scene.giver, at=AT)

    assert hand_over(row, to=to, reason="Đúng địa bàn.", by=scene.giver, at=AT) == 1

    assert (row.unit_id, row.orphaned_at, row.state) == (to.pk, None, State.NOT_STARTED)
    assert row.entries.last().kind == EntryKind.TRANSFER
    assert by_former(scene.giver) == []
    with pytest.raises(Conflict):
        hand_over(row, to=to, reason="Đúng địa bàn.", by=scene.giver, at=AT)
    assert followed() == Followed()


def test_orphans_handed_to_a_unit_that_has_the_duty_become_one_with_it():
    scene = an_orphaned()
    row, other = scene.assignment, Assignment.objects.get(unit=scene.districts[1])
    hand_over([row], to=scene.districts[1], reason="Cùng việc.", by=scene.giver, at=AT)
    assert (row.state, row.merged_into_id) == (State.TRANSFERRED, other.pk)


def test_the_giver_sees_and_hands_over_on_a_page():
    scene = an_orphaned()
    client = signed_in(scene.giver)
    assert "không còn nơi thực hiện" in client.get("/").content.decode()
    page = client.get("/nhiem-vu/khong-con-noi-thuc-hien/").content.decode()
    assert scene.districts[0].name in page
    sent = {"former": scene.districts[0].code, "to": scene.communes[0].pk, "reason": "Đúng địa bàn."}
    assert client.post("/nhiem-vu/khong-con-noi-thuc-hien/", {**sent, "reason": ""}).status_code == 422
    assert client.post("/nhiem-vu/khong-con-noi-thuc-hien/", sent).status_code == 302
    assert scene.task.assignments.get(unit=scene.communes[0]).is_open
    assert (
        signed_in(an_officer(Role.OFFICER, scene.giver.unit)).get("/nhiem-vu/khong-con-noi-thuc-hien/").status_code
        == 403
    )


def test_a_division_leaves_the_choice_to_the_giver():
    scene = a_scene()
    for commune in scene.communes[:2]:
        changes.move(commune, a_province(), on=ON, by=SYSTEM, at=AT)
    changes.end(scene.districts[0], on=ON, by=SYSTEM, at=AT, successors=scene.communes[:2])
    assert followed() == Followed(orphaned=1)
    [group] = by_former(scene.giver)
    assert list(group.successors) == list(scene.communes[:2])


def test_what_an_ended_unit_gave_is_answered_by_the_unit_above_it():
    scene, (first, _second) = handed_down()
    for commune in scene.communes[:2]:
        changes.move(commune, a_province(), on=ON, by=SYSTEM, at=AT)
    changes.end(scene.districts[0], on=ON, by=SYSTEM, at=AT)
    assert followed() == Followed(orphaned=1, regiven=2)
    report_done(first, text="Đã xong.", by=scene.below, at=AT)
    top = an_officer(Role.CLERK, a_province())
    assert [item.assignment for item in inbox(top, at=AT, box=Box.TO_ACCEPT).items] == [first]
    accept(first, by=top, at=AT)


def test_no_turn_goes_to_an_ended_unit_and_the_idle_series_waits_for_its_giver():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    row = scene.assignment
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))
    accept(row, by=scene.giver, at=later(days=2))
    for commune in scene.communes[:2]:
        changes.move(commune, a_province(), on=date(2020, 8, 1), by=SYSTEM, at=moment(date(2020, 8, 1)))
    changes.end(scene.districts[0], on=date(2020, 8, 1), by=SYSTEM, at=moment(date(2020, 8, 1)))
    assert followed(moment(date(2020, 8, 1))) == Followed(orphaned=1)
    assert recur(by=SYSTEM, at=AT) == 1
    row.refresh_from_db()
    hand_over(row, to=scene.communes[0], reason="Đúng địa bàn.", by=scene.giver, at=AT)
    assert row.state == State.ACCEPTED
    assert recur(by=SYSTEM, at=AT) == 1
    assert Assignment.objects.get(series=row).unit == scene.communes[0]


def test_what_a_unit_gave_itself_waits_in_the_inbox_of_the_unit_above():
    top = a_province()
    seeded_calendar()
    office = a_unit(level=Level.DEPARTMENT, parent=top)
    row = an_assignment(office, task=a_task(a_directive(office, stage=Stage.ISSUED)), state=State.REPORTED)
    other = an_assignment(office, task=a_task(a_directive(office, stage=Stage.ISSUED)), assigned_by=top)
    clerk = an_officer(Role.CLERK, top)
    assert [item.assignment.pk for item in inbox(clerk, at=AT, box=Box.TO_ACCEPT).items] == [row.pk]
    assert other.pk not in [item.assignment.pk for item in inbox(clerk, at=AT).items]
    assert inbox(an_officer(Role.CLERK, office), at=AT, box=Box.TO_ACCEPT).items == []


def test_an_orphan_that_its_giver_closes_waits_no_more():
    scene = an_orphaned()
    row = scene.assignment
    close_tree(row, reason="Không còn cần.", by=scene.giver, at=AT)
    assert by_former(scene.giver) == []
    with pytest.raises(Conflict):
        hand_over(row, to=scene.communes[0], reason="Đúng địa bàn.", by=scene.giver, at=AT)
