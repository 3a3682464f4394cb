"""Units merge and end; their work goes on with whoever carries it on."""

from datetime import date

import pytest

from tests.apps.work.succession import AT, ON, SYSTEM, followed
from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.work import ISSUED_AT, a_scene, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Recurrence, Stage
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.actions.refresh import take_effect
from vungxanh.apps.org.events import PostsChanged, UnitsChanged
from vungxanh.apps.org.models import Level, Post
from vungxanh.apps.work import handlers
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.follow import Followed, follow_units
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.progress import report_done, report_progress
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.actions.review import Below, accept
from vungxanh.apps.work.events import WorkFollowed
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.policies import may_read
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_open_work_goes_on_with_the_heir_as_it_stands():
    scene = a_scene()
    row, heir = scene.assignment, scene.districts[1]
    Assignment.objects.filter(unit=heir).delete()
    report_progress(row, percent=40, text="Đã họp.", by=scene.holder, at=later(days=1))
    changes.merge([scene.districts[0]], heir, on=ON, by=SYSTEM, at=AT)

    assert followed() == Followed(moved=1)

    row.refresh_from_db()
    assert (row.unit, row.state, row.percent, row.version) == (heir, State.DOING, 40, 3)
    assert [entry.kind for entry in row.entries.all()] == [EntryKind.PROGRESS, EntryKind.SUCCESSION]
    assert scene.districts[0].name in row.entries.last().words
    assert "work.follow" in [entry.verb for entry in history_of(row)]


def test_the_event_of_a_merger_brings_the_work_and_tells_heir_and_giver_once():
    scene = a_scene()
    Assignment.objects.filter(unit=scene.districts[1]).delete()
    heirs_clerk = an_officer(Role.CLERK, scene.districts[1])
    changes.merge([scene.districts[0]], scene.districts[1], on=ON, by=SYSTEM, at=AT)
    event = UnitsChanged((scene.districts[0].code, scene.districts[1].code), ON, AT)
    for _ in range(2):
        handlers.follow(event)
        handlers.tell_of_succession(WorkFollowed((Assignment.objects.get().pk,), (), (), (), (), AT))
    told = Notice.objects.filter(kind="work.followed")
    people = set(Post.objects.filter(unit=scene.districts[1]).values_list("user", flat=True))
    assert heirs_clerk.user.pk in people
    assert set(told.values_list("user", flat=True)) == people | {scene.giver.user.pk}
    assert told.count() == len(people) + 1


def test_before_its_day_an_end_that_lies_ahead_changes_nothing():
    scene = a_scene()
    row, unit = scene.assignment, scene.districts[0]
    changes.merge([unit], scene.districts[1], on=ON, by=SYSTEM, at=later(days=1))
    unit.refresh_from_db()
    assert unit.ended_on is None
    assert follow_units(by=SYSTEM, at=later(days=2)) == Followed()
    heirs_clerk = an_officer(Role.CLERK, scene.districts[1])
    assert not may_read(heirs_clerk, row)

    assert {each.code for each in take_effect(by=SYSTEM, at=AT)} >= {unit.code}
    assert take_effect(by=SYSTEM, at=AT) == []
    assert followed().merged == 1
    row.refresh_from_db()
    assert row.merged_into.unit == scene.districts[1]
    assert may_read(heirs_clerk, row)


def test_partners_and_performers_go_along():
    seeded_calendar()
    office = a_unit(level=Level.DEPARTMENT, parent=a_province())
    lead, heir, partner = (a_unit(level=Level.DISTRICT, parent=a_province()) for _ in range(3))
    directive = a_directive(office, stage=Stage.CONFIRMED)
    a_task(directive, lead=(lead,), cooperate=(partner,), deadline_on=date(2020, 8, 7))
    issue(directive, by=an_officer(Role.CLERK, office), at=ISSUED_AT)
    clerk, stays = an_officer(Role.CLERK, lead), an_officer(Role.OFFICER, lead)
    row = Assignment.objects.get(unit=lead)
    assign_performer(row, performer=stays.user, by=clerk, at=later(days=1))
    changes.merge([lead], heir, on=ON, by=SYSTEM, at=AT)
    followed()
    row.refresh_from_db()
    assert (row.unit, row.performer) == (heir, stays.user)
    assert Assignment.objects.get(unit=partner).lead == row


def test_a_performer_who_does_not_come_along_is_released():
    scene = a_scene()
    Assignment.objects.filter(unit=scene.districts[1]).delete()
    person = an_officer(Role.OFFICER, scene.districts[0])
    row = scene.assignment
    assign_performer(row, performer=person.user, by=scene.holder, at=later(days=1))
    changes.end(scene.communes[0], on=ON, by=SYSTEM, at=AT, successors=[scene.communes[2]])
    changes.end(scene.communes[1], on=ON, by=SYSTEM, at=AT, successors=[scene.communes[2]])
    changes.end(scene.districts[0], on=ON, by=SYSTEM, at=AT, successors=[scene.districts[1]])
    followed()
    row.refresh_from_db()
    assert (row.unit, row.performer) == (scene.districts[1], None)


def test_people_who_leave_the_unit_leave_their_work():
    scene = a_scene()
    person = an_officer(Role.OFFICER, scene.districts[0])
    row = scene.assignment
    assign_performer(row, performer=person.user, by=scene.holder, at=later(days=1))
    Post.objects.filter(user=person.user).update(ends_on=ON)
    for _ in range(2):
        handlers.release(PostsChanged(scene.districts[0].pk, (person.user.pk,), AT))
    row.refresh_from_db()
    assert (row.performer, row.version) == (None, 3)
    assert row.entries.filter(kind=EntryKind.PERFORMER).count() == 2


def test_mergers_of_mergers_lead_to_the_unit_that_stands():
    scene = a_scene()
    Assignment.objects.filter(unit=scene.districts[1]).delete()
    last = a_unit(level=Level.DISTRICT, parent=a_province())
    changes.merge([scene.districts[0]], scene.districts[1], on=ON, by=SYSTEM, at=AT)
    changes.merge([scene.districts[1]], last, on=date(2020, 8, 4), by=SYSTEM, at=later(days=9))
    followed(later(days=9))
    assert Assignment.objects.get(task=scene.task).unit == last


def test_a_series_goes_on_with_the_heir_once():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    cascade(scene.assignment, by=scene.holder, at=later(days=1))
    row = scene.assignment
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=2))
    accept(row, below=Below.KEEP, by=scene.giver, at=later(days=2, hours=1))
    changes.merge([scene.communes[0]], scene.communes[1], on=date(2020, 8, 1), by=SYSTEM, at=moment(date(2020, 8, 1)))
    changes.merge([scene.districts[0]], scene.districts[1], on=date(2020, 8, 1), by=SYSTEM, at=moment(date(2020, 8, 1)))
    followed(moment(date(2020, 8, 1)))

    recur(by=SYSTEM, at=AT)

    turns = Assignment.objects.filter(number=2, parent=None)
    assert [turn.unit for turn in turns] == [scene.districts[1]]
    assert recur(by=SYSTEM, at=moment(date(2020, 8, 10))) == 1
