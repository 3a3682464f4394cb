"""Handing down, copying and what the units below add up to."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.work import a_scene, an_assignment, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.copy import copy_tree
from vungxanh.apps.work.actions.progress import report_done, report_progress
from vungxanh.apps.work.actions.review import accept
from vungxanh.apps.work.models import Assignment, EntryKind, State
from vungxanh.apps.work.queries.rollup import rollups
from vungxanh.apps.work.queries.tree import tree
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.problems import Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_a_district_hands_down_to_all_its_communes_in_one_action():
    scene = a_scene()
    row = scene.assignment
    a_unit(parent=scene.districts[0], level=Level.SERVICE)

    result = cascade(
        row, by=scene.holder, at=later(days=1), instruction="Báo cáo trước thứ Sáu.", due_on=date(2020, 8, 5)
    )

    below = list(row.children.order_by("unit__path"))
    assert (result.made, result.skipped) == (2, 0)
    assert [each.unit for each in below] == list(scene.communes[:2])
    assert {each.due_at for each in below} == {datetime(2020, 8, 5, 17, 0, tzinfo=VIETNAM)}
    assert {each.assigned_by for each in below} == {scene.districts[0]}
    assert scene.assignment.state == State.DOING
    assert row.entries.get().kind == EntryKind.CASCADE


def test_without_a_day_the_parent_s_deadline_holds():
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(days=1))
    assert {each.due_at for each in Assignment.objects.exclude(parent=None)} == {scene.assignment.due_at}


def test_handing_down_twice_skips_and_counts():
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(days=1), units=[scene.communes[0]])

    result = cascade(scene.assignment, by=scene.holder, at=later(days=2))

    assert (result.made, result.skipped) == (1, 1)


def held_by_first(scene, **fields):
    """The scene's first commune has the district's task already, from the department itself."""
    return an_assignment(scene.communes[0], task=scene.task, **fields)


def test_a_unit_that_others_gave_the_task_is_left_out_and_named():
    scene = a_scene()
    held_by_first(scene)

    result = cascade(scene.assignment, by=scene.holder, at=later(days=1))

    assert (result.made, result.skipped, result.held) == (1, 0, (scene.communes[0],))
    assert scene.assignment.children.get().unit == scene.communes[1]


def test_a_unit_chosen_by_name_receives_the_task_a_second_time():
    scene = a_scene()
    held_by_first(scene)
    result = cascade(scene.assignment, units=scene.communes[:2], by=scene.holder, at=later(days=1))
    assert (result.made, result.held) == (2, ())


@pytest.mark.parametrize(
    "fields", [{"role": "inform"}, {"state": State.CLOSED}, {"state": State.TRANSFERRED}, {"number": 2}]
)
def test_what_is_no_present_duty_of_this_turn_does_not_keep_a_unit_out(fields):
    scene = a_scene()
    held_by_first(scene, **fields)
    result = cascade(scene.assignment, by=scene.holder, at=later(days=1))
    assert (result.made, result.held) == (2, ())


def test_a_copied_tree_leaves_out_units_below_that_others_gave_the_task():
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(days=1))
    district = a_unit(level=Level.DISTRICT, parent=a_province())
    free, taken = a_unit(parent=district), a_unit(parent=district)
    an_assignment(taken, task=scene.task)
    copy_tree(scene.assignment, to=[district], by=scene.giver, at=later(days=2))
    assert [row.unit for row in Assignment.objects.filter(parent__unit=district)] == [free]


def test_several_duties_go_down_together():
    scene = a_scene()
    other = an_assignment(scene.districts[0])
    result = cascade([scene.assignment, other], by=scene.holder, at=later(days=1))
    assert result.made == 4


def test_only_units_below_receive():
    scene = a_scene()
    with pytest.raises(Invalid):
        cascade(scene.assignment, by=scene.holder, at=later(days=1), units=[scene.communes[3]])
    with pytest.raises(NotAllowed):
        cascade(scene.assignment, by=an_officer(Role.CLERK, scene.districts[1]), at=later(days=1))


def test_handing_down_costs_the_same_for_many_communes():
    scene = a_scene()
    with CaptureQueriesContext(connection) as few:
        cascade(scene.assignment, by=scene.holder, at=later(days=1))
    for _ in range(60):
        a_unit(parent=scene.districts[1])
    other = Assignment.objects.get(unit=scene.districts[1])
    clerk = an_officer(Role.CLERK, scene.districts[1])
    with CaptureQueriesContext(connection) as many:
        result = cascade(other, by=clerk, at=later(days=1))

    assert result.made == 62
    assert len(many) <= len(few)


def test_the_parent_shows_what_is_done_below():
    scene = a_scene()
    row = scene.assignment
    cascade(row, by=scene.holder, at=later(days=1))
    first, second = row.children.order_by("unit__path")
    report_progress(second, percent=30, text="", by=an_officer(Role.CLERK, scene.communes[1]), at=later(days=2))
    report_done(first, text="Đã xong.", by=scene.below, at=later(days=2))
    accept(first, by=scene.holder, at=later(days=3))

    found = rollups([row.pk], later(days=3))[row.pk]

    assert (found.counts.total, found.counts.accepted, found.counts.doing, found.percent) == (2, 1, 1, 65)
    assert [node.assignment.unit for node in tree(row, scene.giver).below] == list(scene.communes[:2])


def test_a_tree_is_copied_to_other_units_with_their_own_units_below():
    scene = a_scene()
    row = scene.assignment
    cascade(row, by=scene.holder, at=later(days=1), instruction="Đến từng hộ.")
    district = a_unit(level=Level.DISTRICT, parent=a_province())
    communes = {a_unit(parent=district).pk for _ in range(3)}

    result = copy_tree(row, to=[district, scene.districts[1]], by=scene.giver, at=later(days=2))

    assert (result.units, result.skipped, result.made) == (1, 1, 4)
    below = Assignment.objects.filter(parent__unit=district)
    assert {each.unit_id for each in below} == communes
    assert {each.instruction for each in below} == {"Đến từng hộ."}
    assert {each.assigned_by_id for each in below} == {district.pk}


def test_a_province_without_districts_hands_down_to_its_communes():
    province = a_province()
    wards = [a_unit(parent=province, level=Level.COMMUNE) for _ in range(2)]
    a_unit(parent=province, level=Level.DEPARTMENT)
    clerk = an_officer(Role.CLERK, unit=province)
    row = an_assignment(province)

    cascade(row, by=clerk, at=later(days=1))

    assert {each.unit for each in row.children.all()} == set(wards)
