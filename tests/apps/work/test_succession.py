"""Units merge and end; their work goes on with whoever carries it on."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_group, a_province, a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import ISSUED_AT, a_scene, an_assignment, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Recurrence, Stage, TaskRole
from vungxanh.apps.insight.queries.figures import figures
from vungxanh.apps.insight.queries.scope import scope_for
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.actions.refresh import take_effect
from vungxanh.apps.org.events import PostsChanged, UnitsChanged
from vungxanh.apps.org.models import Level, Post
from vungxanh.apps.work import handlers
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.extend import ask_extension
from vungxanh.apps.work.actions.follow import Followed, follow_units
from vungxanh.apps.work.actions.hand_over import hand_over
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.actions.performer import assign_performer
from vungxanh.apps.work.actions.progress import report_done, report_progress
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.actions.review import Below, accept
from vungxanh.apps.work.events import WorkFollowed
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.policies import may_read
from vungxanh.apps.work.queries.inbox import Box, inbox
from vungxanh.apps.work.queries.orphans import by_former
from vungxanh.apps.work.queries.record import record
from vungxanh.apps.work.queries.rollup import rollups
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.clock import day_of
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")
ON = date(2020, 8, 3)
AT = moment(ON)


def followed(at=AT):
    """What following the units does now; a second time it must do nothing."""
    done = follow_units(by=SYSTEM, at=at)
    assert follow_units(by=SYSTEM, at=at + timedelta(minutes=1)) == Followed()
    return done


def handed_down():
    """The scene with the first district's duty in its two communes; the scene and the communes' rows."""
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(days=1))
    return scene, list(Assignment.objects.filter(parent=scene.assignment).order_by("unit_id"))


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

    assert {each.code for each in take_effect(by=SYSTEM, at=AT)} >= {unit.code}
    assert take_effect(by=SYSTEM, at=AT) == []
    assert followed().merged == 1
    row.refresh_from_db()
    assert row.merged_into.unit == scene.districts[1]


def test_of_two_rows_of_one_duty_one_stays_and_the_other_is_readable_and_counted_no_more():
    scene, (first, second) = handed_down()
    heir = scene.communes[1]
    clerk = an_officer(Role.CLERK, heir)
    report_progress(first, percent=60, text="Đã làm hai thôn.", by=scene.below, at=later(days=2))
    changes.merge([scene.communes[0]], heir, on=ON, by=SYSTEM, at=AT)

    assert followed() == Followed(merged=1)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.merged_into, first.unit) == (State.TRANSFERRED, second, scene.communes[0])
    assert (second.state, second.unit) == (State.NOT_STARTED, heir)
    assert rollups([scene.assignment.pk], AT)[scene.assignment.pk].counts.total == 1
    found = record(second.pk, clerk, at=AT)
    assert [row.pk for row in found.merged] == [first.pk]
    assert "60" in found.thread[-1].words
    assert may_read(clerk, first)
    assert record(first.pk, clerk, at=AT).thread[0].text == "Đã làm hai thôn."


def test_figures_neither_count_a_merged_duty_twice_nor_lose_a_done_one():
    scene, (first, second) = handed_down()
    report_done(first, text="Đã xong.", by=scene.below, at=later(days=2))
    accept(first, by=scene.holder, at=later(days=3))
    third = Assignment.objects.get(unit=scene.districts[1])
    cascade(third, by=an_officer(Role.CLERK, scene.districts[1]), at=later(days=1))
    seer = an_officer(Role.CLERK, a_province())
    before = figures(scope_for(seer, scene.directive.pk, at=AT)).total.counts
    changes.merge([scene.communes[0]], scene.communes[1], on=ON, by=SYSTEM, at=AT)
    changes.merge([scene.communes[2]], scene.communes[3], on=ON, by=SYSTEM, at=AT)

    assert followed() == Followed(merged=1)

    after = figures(scope_for(seer, scene.directive.pk, at=AT)).total.counts
    assert (after.total, after.accepted) == (before.total - 1, before.accepted)
    second.refresh_from_db()
    assert second.state == State.NOT_STARTED


def test_what_is_least_done_stays_so_that_nothing_unfinished_passes_for_finished():
    scene, (first, second) = handed_down()
    heirs_clerk = an_officer(Role.CLERK, scene.communes[1])
    report_done(second, text="Đã xong.", by=heirs_clerk, at=later(days=2))
    changes.merge([scene.communes[0]], scene.communes[1], on=ON, by=SYSTEM, at=AT)
    followed()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.unit) == (State.NOT_STARTED, scene.communes[1])
    assert (second.state, second.merged_into) == (State.TRANSFERRED, first)


def test_a_merged_row_settles_its_request_for_more_time():
    scene, (first, _second) = handed_down()
    ask_extension(first, until=date(2020, 8, 20), reason="Mưa lũ.", by=scene.below, at=later(days=2))
    changes.merge([scene.communes[0]], scene.communes[1], on=ON, by=SYSTEM, at=AT)
    followed()
    first.refresh_from_db()
    assert not first.extension_asked
    assert first.extensions.get().granted is False


def test_districts_that_merge_bring_their_communes_rows_along_each_once():
    scene, children = handed_down()
    other = Assignment.objects.get(unit=scene.districts[1])
    cascade(other, units=[scene.communes[2]], by=an_officer(Role.CLERK, scene.districts[1]), at=later(days=1))
    changes.merge([scene.districts[0]], scene.districts[1], on=ON, by=SYSTEM, at=AT)
    assert followed() == Followed(merged=1, regiven=2)
    other.refresh_from_db()
    assert {row.unit for row in other.children.all()} == set(scene.communes[:3])
    assert {row.assigned_by for row in other.children.all()} == {scene.districts[1]}
    clerk = an_officer(Role.CLERK, scene.districts[1])
    report_done(children[0], text="Đã xong.", by=scene.below, at=AT)
    children[0].refresh_from_db()
    accept(children[0], by=clerk, at=AT)


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


def an_orphaned():
    """The scene after its first district ended without an heir."""
    scene = a_scene()
    for commune in scene.communes[:2]:
        changes.move(commune, a_province(), on=ON, by=SYSTEM, at=AT)
    changes.end(scene.districts[0], on=ON, by=SYSTEM, at=AT)
    assert followed() == Followed(orphaned=1)
    return scene


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


def the_reform(districts=6, communes=8, tasks=3):
    """A province whose districts gave everything to their communes: the tasks' rows, all handed down."""
    seeded_calendar()
    top = a_province()
    clerk = an_officer(Role.CLERK, top)
    above = [a_unit(level=Level.DISTRICT, parent=top) for _ in range(districts)]
    below = {unit.pk: [a_unit(parent=unit) for _ in range(communes)] for unit in above}
    directive = a_directive(top, stage=Stage.CONFIRMED)
    group = a_group("districts", "UBND các huyện", levels=["district"])
    for _ in range(tasks):
        a_task(directive, lead=(group,), deadline_on=date(2020, 9, 7))
    issue(directive, by=clerk, at=ISSUED_AT)
    for unit in above:
        rows = list(Assignment.objects.filter(unit=unit).select_related("unit"))
        cascade(rows, by=an_officer(Role.CLERK, unit), at=later(days=1))
    return clerk, above, below, directive


def reformed(above, below):
    """The reform of 2025: communes merge by fours into one of them, under the province; districts end."""
    for unit in above:
        communes = below[unit.pk]
        for start in range(0, len(communes), 4):
            first, *others = communes[start : start + 4]
            changes.move(first, a_province(), on=ON, by=SYSTEM, at=AT)
            changes.merge(others, first, on=ON, by=SYSTEM, at=AT)
        changes.end(unit, on=ON, by=SYSTEM, at=AT)


def test_a_reform_of_the_province_loses_and_doubles_nothing_in_a_bounded_number_of_queries():
    clerk, above, below, directive = the_reform()
    reformed(above, below)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        done = follow_units(by=SYSTEM, at=AT)
    assert done == Followed(merged=6 * 6 * 3, orphaned=6 * 3, regiven=6 * 8 * 3)
    assert len(queries) < 80, len(queries)
    assert follow_units(by=SYSTEM, at=AT) == Followed()
    open_rows = Assignment.objects.filter(is_open=True)
    standing = open_rows.filter(unit__ended_on=None)
    assert standing.count() == 6 * 2 * 3
    assert standing.values("task", "unit").distinct().count() == standing.count()
    assert {row.assigned_by for row in standing.select_related("assigned_by")} == {a_province()}
    counts = figures(scope_for(clerk, directive.pk, at=AT)).total.counts
    assert counts.total == 6 * 2 * 3 + 6 * 3
    assert sum(len(group.rows) for group in by_former(clerk)) == 6 * 3


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


def test_informed_and_leading_rows_of_one_unit_leave_the_leading_one():
    seeded_calendar()
    office = a_unit(level=Level.DEPARTMENT, parent=a_province())
    lead, informed = (a_unit(level=Level.DISTRICT, parent=a_province()) for _ in range(2))
    directive = a_directive(office, stage=Stage.CONFIRMED)
    a_task(directive, lead=(lead,), inform=(informed,), deadline_on=date(2020, 8, 7))
    issue(directive, by=an_officer(Role.CLERK, office), at=ISSUED_AT)
    changes.merge([lead], informed, on=ON, by=SYSTEM, at=AT)
    assert followed() == Followed(moved=1, merged=1)
    row = Assignment.objects.get(is_open=True)
    assert (row.unit, row.role, row.lead) == (informed, TaskRole.LEAD, None)
    assert day_of(row.due_at) == date(2020, 8, 7)


def test_an_orphan_that_its_giver_closes_waits_no_more():
    scene = an_orphaned()
    row = scene.assignment
    close_tree(row, reason="Không còn cần.", by=scene.giver, at=AT)
    assert by_former(scene.giver) == []
    with pytest.raises(Conflict):
        hand_over(row, to=scene.communes[0], reason="Đúng địa bàn.", by=scene.giver, at=AT)
