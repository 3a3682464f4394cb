"""Issuing: a confirmed directive becomes assignments."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task, the_demonstration_province, the_letter
from tests.factories.org import a_group, a_province, a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import ISSUED_AT, a_scene, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import LeadMode, Recurrence, Stage, TaskRole
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.preview import preview_issue
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def a_confirmed(communes: int = 3):
    """A department's confirmed directive with one task for all communes, and its clerk."""
    seeded_calendar()
    top = a_province()
    office = a_unit(level=Level.DEPARTMENT, parent=top)
    for _ in range(communes):
        a_unit(parent=top)
    directive = a_directive(office, stage=Stage.CONFIRMED)
    a_task(directive, lead=(a_group(),), deadline_on=date(2020, 8, 7))
    return directive, an_officer(Role.CLERK, office)


def test_the_preview_says_what_a_deadline_on_a_day_off_means():
    directive, clerk = a_confirmed()
    task = directive.tasks.get()
    task.deadline_on = date(2020, 8, 30)
    task.save()

    (shown,) = preview_issue(directive, ISSUED_AT).tasks
    page = signed_in(clerk).get(reverse("work:issue", args=[directive.pk])).content.decode()
    record = signed_in(clerk).get(reverse("directives:record", args=[directive.pk])).content.decode()
    issue(directive, by=clerk, at=ISSUED_AT)

    assert shown.counts_until == date(2020, 8, 31)
    assert "ngày nghỉ, tính đến hết 31/08/2020" in page
    assert "(ngày nghỉ, tính đến hết 31/08/2020)" in record
    assert {row.due_at.astimezone(VIETNAM).date() for row in Assignment.objects.all()} == {shown.counts_until}


def test_a_group_becomes_one_assignment_for_each_member_of_that_date():
    directive, clerk = a_confirmed(communes=3)
    a_unit(parent=a_province(), starts_on=date(2021, 1, 1))
    a_unit(parent=a_province(), ends_on=date(2020, 1, 1))

    issued = issue(directive, by=clerk, at=ISSUED_AT)

    assert issued.assignments == issued.leads == issued.units == 3
    assert {row.role for row in Assignment.objects.all()} == {TaskRole.LEAD}
    directive.refresh_from_db()
    assert directive.stage == Stage.ISSUED


def test_the_deadline_is_the_closing_hour_of_the_working_day():
    directive, clerk = a_confirmed()
    directive.tasks.update(deadline_on=date(2020, 8, 8))  # a Saturday

    issue(directive, by=clerk, at=ISSUED_AT)

    assert {row.due_at for row in Assignment.objects.all()} == {datetime(2020, 8, 10, 17, 0, tzinfo=VIETNAM)}


def test_a_task_without_deadline_stays_without_one():
    directive, clerk = a_confirmed()
    directive.tasks.update(deadline_on=None)

    issue(directive, by=clerk, at=ISSUED_AT)

    assert not Assignment.objects.exclude(due_at=None).exists()


def test_a_recurring_task_is_due_at_the_end_of_its_first_period():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)

    assert scene.assignment.due_at == datetime(2020, 7, 31, 17, 0, tzinfo=VIETNAM)
    assert scene.assignment.recurrence == Recurrence.WEEKLY


def test_co_operating_units_point_to_the_only_lead():
    directive, clerk = a_confirmed()
    lead, partner, informed = (a_unit(level=Level.DEPARTMENT) for _ in range(3))
    task = a_task(directive, lead=(lead,), cooperate=(partner,), inform=(informed,), deadline_on=date(2020, 8, 7))

    issue(directive, by=clerk, at=ISSUED_AT)

    row = Assignment.objects.get(task=task, role=TaskRole.LEAD)
    assert {each.unit for each in row.partners.all()} == {partner, informed}
    assert Assignment.objects.get(unit=informed).due_at is None


def test_among_joint_leads_partners_belong_to_the_task_and_to_no_one_lead():
    directive, clerk = a_confirmed()
    one, two, partner = (a_unit(level=Level.DEPARTMENT) for _ in range(3))
    task = a_task(directive, lead=(one, two), cooperate=(partner,), lead_mode=LeadMode.JOINT)

    issue(directive, by=clerk, at=ISSUED_AT)

    assert Assignment.objects.filter(task=task, role=TaskRole.LEAD).count() == 2
    assert Assignment.objects.get(unit=partner).lead is None


def test_a_unit_named_twice_under_a_task_plays_its_heavier_part_once():
    directive, clerk = a_confirmed()
    commune = a_unit(parent=a_province())
    task = a_task(directive, lead=(commune,), cooperate=(a_group("all"),))

    issue(directive, by=clerk, at=ISSUED_AT)

    assert Assignment.objects.get(task=task, unit=commune).role == TaskRole.LEAD


def test_the_issuing_unit_receives_its_own_task_only_when_named():
    directive, clerk = a_confirmed()
    departments = a_group("departments", "Các Sở", levels=["department"])
    other = a_unit(level=Level.DEPARTMENT, parent=a_province())
    by_group = a_task(directive, lead=(departments,))
    by_name = a_task(directive, lead=(directive.unit,))

    issue(directive, by=clerk, at=ISSUED_AT)

    assert [row.unit for row in Assignment.objects.filter(task=by_group)] == [other]
    assert Assignment.objects.get(task=by_name).unit == directive.unit


def test_issuing_twice_is_a_conflict_and_makes_nothing():
    directive, clerk = a_confirmed()
    issue(directive, by=clerk, at=ISSUED_AT)
    with pytest.raises(Conflict):
        issue(directive, by=clerk, at=later(minutes=1))
    assert Assignment.objects.count() == 3


def test_a_draft_cannot_be_issued():
    directive, clerk = a_confirmed()
    directive.stage = Stage.DRAFT
    directive.save()
    with pytest.raises(Conflict):
        issue(directive, by=clerk, at=ISSUED_AT)


def test_a_directive_that_reaches_nobody_is_not_issued():
    directive, clerk = a_confirmed(communes=0)
    with pytest.raises(Invalid):
        issue(directive, by=clerk, at=ISSUED_AT)
    directive.refresh_from_db()
    assert directive.stage == Stage.CONFIRMED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.TECHNICIAN, Role.ADMINISTRATOR])
def test_only_managers_of_the_holding_unit_issue(role):
    directive, _clerk = a_confirmed()
    with pytest.raises(NotAllowed):
        issue(directive, by=an_officer(role, directive.unit), at=ISSUED_AT)
    with pytest.raises(NotAllowed):
        issue(directive, by=an_officer(Role.CLERK), at=ISSUED_AT)


def test_the_audit_entry_counts_by_unit_and_seals_the_list():
    directive, clerk = a_confirmed()
    issue(directive, by=clerk, at=ISSUED_AT)

    entry = history_of(directive).get(verb="work.issue")

    assert entry.details["assignments"] == 3
    assert sum(entry.details["units"].values()) == 3
    assert len(entry.details["sha256"]) == 64


def test_the_preview_counts_what_issuing_makes():
    directive, clerk = a_confirmed()
    lonely = a_unit(level=Level.ENTERPRISE, parent=a_province())
    a_task(directive, lead=(lonely,), recurrence=Recurrence.UNSET)

    preview = preview_issue(directive, ISSUED_AT)
    issued = issue(directive, by=clerk, at=ISSUED_AT)

    assert (preview.assignments, preview.units) == (issued.assignments, issued.units)
    assert (Level.COMMUNE, 3, 3) in preview.levels
    assert lonely in [each.unit for each in preview.unreached]
    assert preview.without_deadline == 1
    assert [task.recurrence for task in preview.period_unset] == [Recurrence.UNSET]


def test_the_number_of_queries_does_not_grow_with_the_units():
    seeded_calendar()
    directive, clerk = a_confirmed(communes=2)
    with CaptureQueriesContext(connection) as few:
        issue(directive, by=clerk, at=ISSUED_AT)
    for _ in range(120):
        a_unit(parent=a_province())
    again = a_directive(directive.unit, stage=Stage.CONFIRMED)
    a_task(again, lead=(directive.tasks.get().parties.get().group,), deadline_on=date(2020, 8, 7))
    with CaptureQueriesContext(connection) as many:
        issued = issue(again, by=clerk, at=ISSUED_AT)

    assert issued.assignments == 122
    assert len(many) <= len(few)


@pytest.mark.slow
def test_letter_4248_becomes_more_than_1300_assignments():
    seeded_calendar()
    clerk = the_demonstration_province()
    letter = the_letter(clerk)
    letter.stage, letter.confirmed_by, letter.confirmed_at = Stage.CONFIRMED, clerk.user, ISSUED_AT
    letter.save()

    with CaptureQueriesContext(connection) as queries:
        issued = issue(letter, by=clerk, at=ISSUED_AT)

    assert issued.assignments >= 1300
    assert len(queries) <= 45
    assert Assignment.objects.filter(directive=letter, unit__level=Level.COMMUNE).count() >= 241 * 4


def test_a_deadline_that_has_passed_is_named_before_issuing_and_not_issued_unasked():
    directive, clerk = a_confirmed()
    directive.tasks.update(deadline_on=date(2020, 7, 27))
    (late,) = preview_issue(directive, ISSUED_AT).past_due
    assert late.due_at == datetime(2020, 7, 27, 17, 0, tzinfo=VIETNAM)
    with pytest.raises(Conflict) as refused:
        issue(directive, by=clerk, at=ISSUED_AT)
    assert "hạn 27/07/2020 đã qua" in str(refused.value.errors[0].message)
    assert not Assignment.objects.exists()

    directive.refresh_from_db()
    assert issue(directive, by=clerk, at=ISSUED_AT, past_due_confirmed=True).assignments == 3


def test_the_last_day_counts_until_its_closing_hour():
    directive, _clerk = a_confirmed()
    directive.tasks.update(deadline_on=date(2020, 7, 28))
    assert not preview_issue(directive, ISSUED_AT).past_due
    assert preview_issue(directive, ISSUED_AT.replace(hour=17, minute=1)).past_due


def test_a_recurring_task_whose_last_day_has_passed_is_late_too_and_one_that_goes_on_is_not():
    directive, _clerk = a_confirmed()
    directive.tasks.update(deadline_on=date(2020, 7, 20), recurrence=Recurrence.WEEKLY)
    assert preview_issue(directive, ISSUED_AT).past_due
    directive.tasks.update(deadline_on=None)
    assert not preview_issue(directive, ISSUED_AT).past_due
