"""Two rows of one duty become one when their units do; nothing is lost or counted twice."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.work.succession import AT, ON, SYSTEM, followed, handed_down
from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_group, a_province, a_unit, an_officer
from tests.factories.work import ISSUED_AT, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Stage, TaskRole
from vungxanh.apps.insight.queries.figures import figures
from vungxanh.apps.insight.queries.scope import scope_for
from vungxanh.apps.org.actions import changes
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.extend import ask_extension
from vungxanh.apps.work.actions.follow import Followed, follow_units
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.actions.progress import report_done, report_progress
from vungxanh.apps.work.actions.review import accept
from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.policies import may_read
from vungxanh.apps.work.queries.orphans import by_former
from vungxanh.apps.work.queries.record import record
from vungxanh.apps.work.queries.rollup import rollups
from vungxanh.kit.clock import day_of

pytestmark = pytest.mark.django_db


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
    with CaptureQueriesContext(connection) as queries:
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
