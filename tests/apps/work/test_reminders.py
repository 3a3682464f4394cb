"""Reminders up the ladder, silent once the unit has reported; notices of new work, one a person."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.tasks import run_pending
from tests.factories.work import DUE_ON, a_scene, an_assignment, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Stage
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.extend import ask_extension, grant
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.actions.remind import remind
from vungxanh.apps.work.actions.review import return_to
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.reminders import Recipient, is_rung, recipients
from vungxanh.kit.notices.models import Notice


def test_the_ladder_has_rungs_before_on_and_after_the_day():
    assert [left for left in range(6, -22, -1) if is_rung(left)] == [3, 1, 0, -1, -3, -5, -10, -15, -20]


def test_the_ladder_climbs_from_performer_to_head_to_chief_of_office():
    assert recipients(3) == {Recipient.PERFORMER}
    assert recipients(1) == recipients(-1) == {Recipient.PERFORMER, Recipient.HEAD}
    assert recipients(-3) == set(Recipient)


def heard(user, kind="work.reminder"):
    """The notices of a kind that stand for the person."""
    return Notice.objects.filter(user=user, kind=kind, withdrawn_at=None)


@pytest.mark.django_db
class TestReminders:
    """Reminders in the database; the deadline is Friday 7 August 2020."""

    def test_three_working_days_before_the_unit_s_managers_hear(self):
        scene = a_scene()
        remind(at=moment(date(2020, 8, 3), 6))
        assert not heard(scene.holder.user).exists()
        remind(at=moment(date(2020, 8, 4), 6))
        assert heard(scene.holder.user).get().due_at == scene.assignment.due_at

    def test_a_named_performer_hears_instead_of_the_managers(self):
        scene = a_scene()
        worker = an_officer(Role.OFFICER, scene.districts[0])
        assign_performer(scene.assignment, performer=worker.user, by=scene.holder, at=later(hours=1))
        remind(at=moment(date(2020, 8, 4), 6))

        assert heard(worker.user).exists()
        assert not heard(scene.holder.user).exists()

    def test_nobody_hears_on_a_day_off(self):
        a_scene()
        assert remind(at=moment(date(2020, 8, 8), 6)) == 0

    def test_running_twice_tells_once(self):
        scene = a_scene()
        for _ in range(2):
            remind(at=moment(DUE_ON, 6))
        assert heard(scene.holder.user).count() == 1

    def test_the_giver_s_chief_of_office_hears_once_a_letter_when_it_is_late(self):
        scene = a_scene()
        chief = an_officer(Role.CHIEF_OF_OFFICE, scene.giver.unit)
        head = an_officer(Role.LEADER, scene.districts[0])
        remind(at=moment(date(2020, 8, 12), 6))

        assert heard(chief.user, "work.late").get().subject.startswith("2 ")
        assert heard(head.user).exists()

    def test_a_unit_that_has_reported_hears_nothing_more(self):
        scene = a_scene()
        remind(at=moment(date(2020, 8, 4), 6))
        report_done(scene.assignment, text="Đã xong.", by=scene.holder, at=moment(date(2020, 8, 4), 7))
        run_pending()

        assert not heard(scene.holder.user).exists()
        remind(at=moment(DUE_ON, 6))
        assert not heard(scene.holder.user).exists()

    def test_more_time_moves_the_ladder(self):
        scene = a_scene()
        asked = ask_extension(
            scene.assignment, until=date(2020, 8, 14), reason="Mưa lũ.", by=scene.holder, at=later(days=1)
        )
        grant(asked, by=scene.giver, at=later(days=2))
        remind(at=moment(DUE_ON, 6))
        assert not heard(scene.holder.user).exists()

    def test_reminding_many_costs_no_more_queries(self):
        scene = a_scene()
        with CaptureQueriesContext(connection) as few:
            remind(at=moment(date(2020, 8, 4), 6))
        due_at = scene.assignment.due_at
        for _ in range(40):
            an_assignment(an_officer(Role.CLERK).unit, task=scene.task, due_at=due_at)
        with CaptureQueriesContext(connection) as many:
            assert remind(at=moment(DUE_ON, 6)) >= 41
        assert len(many) <= len(few)


@pytest.mark.django_db
class TestNews:
    """What people are told when something happens."""

    def test_a_directive_tells_each_person_once_with_the_count(self):
        scene = a_scene()
        run_pending()
        assert heard(scene.holder.user, "work.issued").get().subject.endswith("giao 1 nhiệm vụ")
        run_pending()
        assert heard(scene.holder.user, "work.issued").count() == 1
        assert not heard(scene.below.user, "work.issued").exists()

    def test_what_is_handed_down_is_one_notice_a_person(self):
        scene = a_scene()
        other = an_assignment(scene.districts[0], task=a_task(a_directive(stage=Stage.ISSUED)))
        cascade([scene.assignment, other], by=scene.holder, at=later(days=1))
        run_pending()
        assert "2 nhiệm vụ" in heard(scene.below.user, "work.given").get().subject

    def test_a_report_tells_the_giver_until_it_is_answered(self):
        scene = a_scene()
        row = scene.assignment
        report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))
        run_pending()
        assert heard(scene.giver.user, "work.report").exists()

        return_to(row, reason="Thiếu số liệu.", by=scene.giver, at=later(days=2))
        run_pending()

        assert not heard(scene.giver.user, "work.report").exists()
        assert heard(scene.holder.user, "work.return").get().body == "Thiếu số liệu."

    def test_a_unit_without_people_is_no_error(self):
        scene = a_scene()
        empty = Assignment.objects.get(unit=scene.districts[1])
        a_unit(parent=a_province())
        run_pending()
        assert remind(at=moment(DUE_ON, 6)) >= 1
        assert empty.is_open
