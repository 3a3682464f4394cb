"""The steps in an assignment's life."""

from datetime import date, datetime

import pytest

from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.work import DUE_ON, ISSUED_AT, a_scene, an_assignment, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Recurrence, Stage, TaskRole
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.comment import comment
from vungxanh.apps.work.actions.extend import ask_extension, grant, refuse
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.progress import acknowledge, report_done, report_progress
from vungxanh.apps.work.actions.review import accept, accept_many, return_to
from vungxanh.apps.work.actions.transfer import transfer
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.closing import Extent
from vungxanh.apps.work.queries.record import record
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def a_reported(scene):
    """The first district's assignment, at 40 per cent and then reported."""
    row = scene.assignment
    report_progress(row, percent=40, text="Đã họp triển khai.", by=scene.holder, at=later(days=1))
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=2))
    return row


def test_progress_starts_the_work():
    scene = a_scene()
    row = scene.assignment
    report_progress(row, percent=40, text="Đã họp triển khai.", by=scene.holder, at=later(days=1))

    assert (row.state, row.percent, row.version) == (State.DOING, 40, 2)
    entry = row.entries.get()
    assert (entry.kind, entry.percent, entry.by, entry.by_unit) == (
        EntryKind.PROGRESS,
        40,
        scene.holder.user,
        scene.holder.unit,
    )


@pytest.mark.parametrize("percent", [-1, 100, 130])
def test_progress_is_0_to_99(percent):
    scene = a_scene()
    with pytest.raises(Invalid):
        report_progress(scene.assignment, percent=percent, text="", by=scene.holder, at=later(days=1))


def test_reported_and_accepted_are_two_people_s_two_acts():
    scene = a_scene()
    row = a_reported(scene)
    assert (row.state, row.reported_at, row.accepted_at) == (State.REPORTED, later(days=2), None)
    with pytest.raises(NotAllowed):
        accept(row, by=scene.holder, at=later(days=3))

    accept(row, by=scene.giver, at=later(days=3))

    assert (row.state, row.is_open, row.accepted_at) == (State.ACCEPTED, False, later(days=3))


def test_a_report_says_what_was_done():
    scene = a_scene()
    with pytest.raises(Invalid):
        report_done(scene.assignment, text="  ", by=scene.holder, at=later(days=1))


def test_a_return_falls_back_to_the_last_progress_and_clears_the_report():
    scene = a_scene()
    row = a_reported(scene)
    return_to(row, reason="Thiếu số liệu.", by=scene.giver, at=later(days=3))

    assert (row.state, row.percent, row.reported_at, row.returned_at) == (State.DOING, 40, None, later(days=3))


def test_a_return_needs_a_reason():
    scene = a_scene()
    row = a_reported(scene)
    with pytest.raises(Invalid):
        return_to(row, reason=" ", by=scene.giver, at=later(days=3))


def test_an_act_on_a_state_that_moved_on_is_a_conflict():
    scene = a_scene()
    row = a_reported(scene)
    stale = Assignment.objects.select_related("unit", "parent").get(pk=row.pk)
    accept(row, by=scene.giver, at=later(days=3))
    with pytest.raises(Conflict):
        return_to(stale, reason="Thiếu số liệu.", by=scene.giver, at=later(days=3))


def test_accepted_work_takes_no_more_progress():
    scene = a_scene()
    row = a_reported(scene)
    accept(row, by=scene.giver, at=later(days=3))
    with pytest.raises(Conflict):
        report_progress(row, percent=10, text="", by=scene.holder, at=later(days=4))


def test_once_a_performer_is_named_other_officers_do_not_report():
    scene = a_scene()
    row = scene.assignment
    chosen = an_officer(Role.OFFICER, row.unit)
    other = an_officer(Role.OFFICER, row.unit)
    assign_performer(row, performer=chosen.user, by=scene.holder, at=later(hours=1))

    with pytest.raises(NotAllowed):
        report_progress(row, percent=10, text="", by=other, at=later(days=1))
    report_progress(row, percent=10, text="", by=chosen, at=later(days=1))
    report_progress(row, percent=20, text="", by=scene.holder, at=later(days=1))
    assert row.percent == 20


def test_the_performer_works_in_the_unit():
    scene = a_scene()
    with pytest.raises(Invalid):
        assign_performer(scene.assignment, performer=scene.giver.user, by=scene.holder, at=later(hours=1))


def test_a_transfer_moves_the_duty_its_partners_and_what_hangs_below():
    scene = a_scene()
    row = scene.assignment
    to = a_unit(level=Level.DEPARTMENT, parent=a_province())
    partner = an_assignment(task=a_task(a_directive(stage=Stage.ISSUED)))
    Assignment.objects.filter(pk=partner.pk).update(lead=row)

    moved = transfer(row, to=to, reason="Không thuộc thẩm quyền.", by=scene.holder, at=later(days=1))

    assert row.state == State.TRANSFERRED
    assert (moved.unit, moved.transferred_from, moved.due_at, moved.state) == (to, row, row.due_at, State.NOT_STARTED)
    partner.refresh_from_db()
    assert partner.lead == moved


def test_a_unit_that_has_the_task_cannot_receive_it_again():
    scene = a_scene()
    with pytest.raises(Conflict):
        transfer(scene.assignment, to=scene.districts[1], reason="Nhờ làm thay.", by=scene.holder, at=later(days=1))
    assert scene.assignment.state == State.NOT_STARTED


def test_a_recurring_duty_recurs_with_its_new_unit():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    row = scene.assignment
    moved = transfer(row, to=a_unit(parent=a_province()), reason="Đúng địa bàn.", by=scene.holder, at=later(days=1))
    row.refresh_from_db()

    assert (row.recurrence, moved.recurrence) == (Recurrence.NONE, Recurrence.WEEKLY)


def test_an_extension_moves_the_deadline_once_granted():
    scene = a_scene()
    row = scene.assignment
    asked = ask_extension(row, until=date(2020, 8, 14), reason="Mưa lũ.", by=scene.holder, at=later(days=3))
    assert row.extension_asked
    with pytest.raises(Conflict):
        ask_extension(row, until=date(2020, 8, 20), reason="Mưa lũ.", by=scene.holder, at=later(days=3))

    grant(asked, by=scene.giver, at=later(days=4))

    row.refresh_from_db()
    assert not row.extension_asked
    assert row.due_at == row.sort_due_at == datetime(2020, 8, 14, 17, 0, tzinfo=VIETNAM)


def test_a_refused_extension_keeps_the_deadline():
    scene = a_scene()
    row = scene.assignment
    due_at = row.due_at
    asked = ask_extension(row, until=date(2020, 8, 14), reason="Mưa lũ.", by=scene.holder, at=later(days=3))
    refuse(asked, reason="Việc gấp.", by=scene.giver, at=later(days=4))
    row.refresh_from_db()

    assert (row.due_at, row.extension_asked) == (due_at, False)
    with pytest.raises(Conflict):
        grant(asked, by=scene.giver, at=later(days=4))


def test_an_extension_asks_for_a_later_day():
    scene = a_scene()
    with pytest.raises(Invalid):
        ask_extension(scene.assignment, until=DUE_ON, reason="Mưa lũ.", by=scene.holder, at=later(days=3))


def test_a_report_settles_the_request_for_more_time():
    scene = a_scene()
    row = scene.assignment
    asked = ask_extension(row, until=date(2020, 8, 14), reason="Mưa lũ.", by=scene.holder, at=later(days=3))
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=4))
    asked.refresh_from_db()

    assert (asked.granted, row.extension_asked) == (False, False)


def test_what_is_sent_for_information_is_taken_note_of():
    row = an_assignment(role=TaskRole.INFORM)
    clerk = an_officer(Role.CLERK, row.unit)
    with pytest.raises(Conflict):
        report_progress(row, percent=10, text="", by=clerk, at=later(days=1))

    acknowledge(row, by=clerk, at=later(days=1))

    assert row.state == State.CLOSED


def test_a_comment_tells_only_units_that_may_read():
    scene = a_scene()
    stranger = a_unit(level=Level.DEPARTMENT, parent=a_province())
    text = f"Nhờ @{scene.giver.unit.code} cho ý kiến, @{stranger.code} phối hợp."
    entry = comment(scene.assignment, text=text, by=scene.holder, at=later(days=1))

    assert [unit.pk for unit in entry.mentions.all()] == [scene.giver.unit.pk]
    with pytest.raises(NotAllowed):
        comment(scene.assignment, text="Xin chào", by=an_officer(Role.CLERK, stranger), at=later(days=1))


def test_closing_ends_the_whole_tree_and_its_recurrence():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    row = scene.assignment
    child = an_assignment(scene.communes[0], task=scene.task, parent=row)
    done = an_assignment(scene.communes[1], task=scene.task, parent=row, state=State.ACCEPTED)

    assert close_tree(row, reason="Văn bản hết hiệu lực.", extent=Extent.SERIES, by=scene.giver, at=later(days=2)) == 2

    child.refresh_from_db()
    done.refresh_from_db()
    assert (row.state, child.state, done.state) == (State.CLOSED, State.CLOSED, State.ACCEPTED)
    assert scene.assignment.recurrence == Recurrence.NONE
    assert child.entries.get().text == "Văn bản hết hiệu lực."


def test_bulk_accept_takes_what_is_reported_and_skips_the_rest():
    scene = a_scene()
    a_reported(scene)
    rows = list(Assignment.objects.filter(task=scene.task).select_related("parent"))
    foreign = an_assignment(state=State.REPORTED)

    result = accept_many([*rows, foreign], by=scene.giver, at=later(days=3))

    assert (result.accepted, result.skipped) == (1, 2)
    assert scene.assignment.state == State.ACCEPTED
    foreign.refresh_from_db()
    assert foreign.state == State.REPORTED


def test_every_step_is_in_the_audit_log():
    scene = a_scene()
    row = a_reported(scene)
    return_to(row, reason="Thiếu số liệu.", by=scene.giver, at=later(days=3))

    verbs = [entry.verb for entry in history_of(row)]
    assert verbs == ["work.progress", "work.report", "work.return"]


def test_a_stranger_is_not_told_that_the_assignment_exists():
    scene = a_scene()
    stranger = an_officer(Role.LEADER, a_unit(parent=a_province()))
    with pytest.raises(NotFound):
        record(scene.assignment.pk, stranger, at=later(days=1))


def test_a_commune_below_reads_the_source_of_what_it_was_given():
    scene = a_scene()
    child = an_assignment(scene.communes[0], task=scene.task, parent=scene.assignment, assigned_by=scene.districts[0])
    found = record(child.pk, scene.below, at=later(days=1))

    assert found.source.text == scene.directive.text[scene.task.span_start : scene.task.span_end]
    assert found.acts >= {Act.PROGRESS, Act.REPORT, Act.COMMENT}
    assert Act.ACCEPT not in found.acts
    assert record(scene.assignment.pk, scene.below, at=later(days=1)).acts == {Act.COMMENT}


def test_the_acts_offered_are_those_that_succeed():
    scene = a_scene()
    row = a_reported(scene)
    assert record(row.pk, scene.giver, at=later(days=3)).acts == {
        Act.ACCEPT,
        Act.RETURN,
        Act.CLOSE,
        Act.COPY,
        Act.COMMENT,
    }
    assert row.updated_at > ISSUED_AT
