"""The list of who stands above every unit: the same rows, found by an index of all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.work import ISSUED_AT, a_scene, an_assignment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.queries import lists
from vungxanh.apps.work.queries.lists import Wanted

pytestmark = pytest.mark.django_db


def asked(officer, wanted):
    """One page of the list, and the statement that read it."""
    with CaptureQueriesContext(connection) as queries:
        page = lists.page(officer, wanted, at=ISSUED_AT, size=200)
    return page.items, queries.captured_queries[-1]["sql"]


def by_index_of_all(sql):
    """Whether the statement lets the planner use the index of all rows."""
    return '"work_assignment"."id" > 0' in sql


@pytest.mark.parametrize("state", ["", State.DOING, State.ACCEPTED])
def test_who_stands_above_every_unit_reads_all_rows_in_order(state):
    scene = a_scene()
    for number, stands in enumerate((State.DOING, State.ACCEPTED, State.CLOSED)):
        an_assignment(scene.communes[number], state=stands)
    top = an_officer(Role.CLERK, a_province())
    items, sql = asked(top, Wanted(state=state or None))
    expected = Assignment.objects.filter(**({"state": state} if state else {}))
    assert items == list(expected.order_by("-is_open", "sort_due_at", "id"))
    assert by_index_of_all(sql)


def test_few_rows_are_never_looked_for_in_the_index_of_all():
    scene = a_scene()
    top = an_officer(Role.CLERK, a_province())
    narrow = (
        Wanted(unit=scene.districts[0]),
        Wanted(directive=scene.directive.pk),
        Wanted(task=scene.task.pk),
        Wanted(words="xa"),
    )
    assert not any(by_index_of_all(asked(top, wanted)[1]) for wanted in narrow)
    for officer in (scene.holder, scene.below, scene.giver):
        assert not by_index_of_all(asked(officer, Wanted())[1])


def test_a_unit_outside_the_tree_keeps_its_own_work():
    scene = a_scene()
    elsewhere = a_unit()
    an_assignment(elsewhere, task=scene.task, assigned_by=elsewhere)
    items, sql = asked(an_officer(Role.CLERK, a_province()), Wanted())
    assert elsewhere not in {row.unit for row in items}
    assert not by_index_of_all(sql)
