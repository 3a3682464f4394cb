"""People report while an administrator changes the directory: nobody waits for ever."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.apps.work.test_at_once import at_once
from tests.factories.accounts import a_user
from tests.factories.org import a_province, a_unit
from tests.factories.work import a_scene, later
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions import changes, posts
from vungxanh.apps.org.queries.loops import first_loop
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.progress import report_progress
from vungxanh.apps.work.models import Assignment
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db(transaction=True)
BY = SystemActor("test")
ROUNDS = 12


def test_reports_and_changes_of_the_directory_never_wait_for_each_other() -> None:
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(days=1))
    rows = [Assignment.objects.get(pk=scene.assignment.pk) for _ in range(3)]
    unit, person = scene.districts[0], a_user("Bà B")
    top = a_province()
    other = a_unit(parent=top)

    def reporting(row: Assignment) -> Callable[[], object]:
        def act() -> None:
            for turn in range(ROUNDS):
                at = later(days=2, minutes=turn)
                report_progress(row, percent=10, text=f"Lần {turn}.", by=scene.holder, at=at)

        return act

    def changing() -> None:
        for turn in range(ROUNDS):
            at, on = later(days=2, minutes=turn), day_of(later(days=turn - ROUNDS))
            changes.add_alias(unit, f"Tên khác {turn}", by=BY, at=at)
            changes.rename(unit, f"Huyện Lần {turn}", on=on, by=BY, at=at)
            changes.move(unit, (other, top)[turn % 2], on=on, by=BY, at=at)

    def appointing() -> None:
        for turn in range(ROUNDS):
            at = later(days=2, minutes=turn)
            day = day_of(at) + timedelta(days=2 * turn)
            post = posts.appoint(person, unit, Role.OFFICER, title="", starts_on=day, by=BY, at=at)
            posts.end_post(post, on=day + timedelta(days=1), by=BY, at=at)

    outcomes = at_once(*[reporting(row) for row in rows], changing, appointing)

    assert outcomes == [None] * 5, outcomes


def test_of_two_moves_that_would_close_a_loop_together_one_is_refused() -> None:
    top = a_unit()
    one, other = a_unit(parent=top), a_unit(parent=top)
    at = datetime(2020, 7, 28, 8, tzinfo=UTC)
    on = day_of(at)

    outcomes = at_once(
        lambda: changes.move(one, other, on=on, by=BY, at=at),
        lambda: changes.move(other, one, on=on, by=BY, at=at),
    )

    assert sum(isinstance(each, Invalid) for each in outcomes) == 1, outcomes
    assert first_loop(on) is None
