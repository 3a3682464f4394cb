"""What waits for an officer, and the numbers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.work import DUE_ON, a_scene, an_assignment, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Stage, TaskRole
from vungxanh.apps.work.actions.extend import ask_extension
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.actions.review import accept, return_to
from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.queries.inbox import Box, Why, counts, inbox
from vungxanh.apps.work.queries.numbers import Counts, grouped
from vungxanh.kit.paging import BadCursor

pytestmark = pytest.mark.django_db


def counts_of(directive, at):
    """The counts of one directive."""
    ((_key, counts, _mean),) = grouped(Assignment.objects.filter(directive=directive), "directive", at)
    return counts


def reasons(officer, at=None, box=Box.ALL):
    """Unit and reason of every row of the inbox."""
    page = inbox(officer, at=at or later(days=1), box=box)
    return [(item.assignment.unit, item.why) for item in page.items]


def test_a_unit_s_managers_see_what_the_unit_was_given():
    scene = a_scene()
    assert reasons(scene.holder) == [(scene.districts[0], Why.UNIT)]
    assert reasons(scene.giver) == []
    assert reasons(an_officer(Role.OFFICER, scene.districts[0])) == []


def test_a_performer_sees_what_is_theirs():
    scene = a_scene()
    worker = an_officer(Role.OFFICER, scene.districts[0])
    assign_performer(scene.assignment, performer=worker.user, by=scene.holder, at=later(hours=1))
    assert reasons(worker) == [(scene.districts[0], Why.MINE)]
    assert counts(worker, at=later(days=1))[Box.MINE] == 1


def test_a_report_moves_from_the_unit_s_inbox_to_the_giver_s_and_back():
    scene = a_scene()
    row = scene.assignment
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))
    assert reasons(scene.holder) == []
    assert reasons(scene.giver) == [(scene.districts[0], Why.TO_ACCEPT)]

    return_to(row, reason="Thiếu số liệu.", by=scene.giver, at=later(days=2))

    assert reasons(scene.holder) == [(scene.districts[0], Why.RETURNED)]
    assert reasons(scene.giver) == []


def test_a_request_for_time_waits_with_both():
    scene = a_scene()
    ask_extension(scene.assignment, until=date(2020, 8, 14), reason="Mưa lũ.", by=scene.holder, at=later(days=1))
    assert reasons(scene.giver) == [(scene.districts[0], Why.EXTENSION)]
    assert reasons(scene.holder) == [(scene.districts[0], Why.UNIT)]


def test_the_soonest_deadline_comes_first_and_none_last():
    unit = a_unit(parent=a_province())
    clerk = an_officer(Role.CLERK, unit)
    a_scene()
    days = [date(2020, 8, 20), None, date(2020, 8, 4)]
    rows = [an_assignment(unit, due_at=day and moment(day, 17)) for day in days]
    found = [item.assignment for item in inbox(clerk, at=later(days=1)).items]
    assert found == [rows[2], rows[0], rows[1]]


def test_days_left_are_working_days():
    scene = a_scene()
    at = [moment(date(2020, 8, 5)), moment(DUE_ON), moment(date(2020, 8, 11))]
    assert [inbox(scene.holder, at=each).items[0].days_left for each in at] == [2, 0, -2]


def test_pages_cover_every_row_once_forwards_and_backwards():
    scene = a_scene()
    for _ in range(7):
        an_assignment(scene.districts[0], due_at=scene.assignment.due_at)
    for _ in range(5):
        an_assignment(assigned_by=scene.districts[0], state=State.REPORTED)
    found, cursor, last = [], "", None
    while True:
        last = inbox(scene.holder, at=later(days=1), cursor=cursor, size=4)
        found += [item.assignment.pk for item in last.items]
        if not last.next:
            break
        cursor = last.next
    assert len(found) == len(set(found)) == 13
    back = inbox(scene.holder, at=later(days=1), cursor=last.previous, size=4)
    assert [item.assignment.pk for item in back.items] == found[-5:-1]


def test_a_tampered_cursor_is_refused():
    scene = a_scene()
    with pytest.raises(BadCursor):
        inbox(scene.holder, at=later(days=1), cursor="nonsense")


def test_the_inbox_costs_the_same_for_many_rows():
    scene = a_scene()
    inbox(scene.holder, at=later(days=1))  # the calendar is read once a process
    with CaptureQueriesContext(connection) as few:
        inbox(scene.holder, at=later(days=1))
    for _ in range(30):
        an_assignment(scene.districts[0])
    with CaptureQueriesContext(connection) as many:
        inbox(scene.holder, at=later(days=1))
    assert len(many) == len(few)


def test_counts_follow_the_states_and_the_deadline():
    scene = a_scene()
    row = scene.assignment
    at = moment(date(2020, 8, 10))
    assert counts_of(scene.directive, at) == Counts(total=2, not_started=2, late_open=2)

    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))
    accept(row, by=scene.giver, at=later(days=2))

    found = counts_of(scene.directive, at)
    assert found == Counts(total=2, not_started=1, accepted=1, late_open=1, on_time=1)
    assert (found.done, found.late, found.share_done) == (1, 1, 0.5)


def test_a_late_report_is_late_for_ever():
    scene = a_scene()
    row = scene.assignment
    report_done(row, text="Đã xong.", by=scene.holder, at=moment(date(2020, 8, 10)))
    found = counts_of(scene.directive, moment(date(2020, 8, 12)))
    assert (found.late_done, found.on_time, found.late) == (1, 0, 2)


def test_what_is_passed_on_or_for_information_is_not_counted():
    task = a_task(a_directive(stage=Stage.ISSUED))
    an_assignment(task=task, role=TaskRole.INFORM)
    an_assignment(task=task, state=State.TRANSFERRED)
    an_assignment(task=task)
    assert counts_of(task.directive, later()).total == 1
