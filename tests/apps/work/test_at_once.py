"""Two people, or two workers, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from tests.factories.work import a_scene, later, moment
from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.org.actions import changes
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.follow import follow_units
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.actions.review import accept, return_to
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, State
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import Conflict

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads of their own that start together; what each gave or raised."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            gate.wait(10)
            return act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_acceptance_and_return_one_wins_and_the_other_is_told():
    scene = a_scene()
    row = scene.assignment
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))
    rows = [Assignment.objects.select_related("parent").get(pk=row.pk) for _ in range(2)]

    outcomes = at_once(
        lambda: accept(rows[0], by=scene.giver, at=later(days=2)),
        lambda: return_to(rows[1], reason="Thiếu số liệu.", by=scene.giver, at=later(days=2)),
    )

    assert sorted(isinstance(outcome, Conflict) for outcome in outcomes) == [False, True], outcomes
    row.refresh_from_db()
    accepted = isinstance(outcomes[1], Conflict)
    assert row.state == (State.ACCEPTED if accepted else State.DOING)
    answers = Entry.objects.filter(kind__in=[EntryKind.ACCEPT, EntryKind.RETURN])
    assert answers.get().kind == (EntryKind.ACCEPT if accepted else EntryKind.RETURN)


def test_two_workers_give_one_turn():
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    at = moment(date(2020, 8, 3))

    made = at_once(*[lambda: recur(by=SystemActor("test"), at=at)] * 2)

    assert sorted(made) == [0, 2], made
    assert Assignment.objects.filter(series=scene.assignment).count() == 1


def test_handing_down_twice_at_once_gives_each_commune_one():
    scene = a_scene()
    rows = [scene.assignment, scene.assignment]

    outcomes = at_once(
        *[lambda row=row: cascade(row, by=scene.holder, at=later(days=1)) for row in rows]  # type: ignore[misc]
    )

    assert sum(getattr(outcome, "made", 0) for outcome in outcomes) == 2, outcomes
    assert Assignment.objects.filter(parent=rows[0]).count() == 2


def test_of_two_who_issue_at_once_one_is_told():
    scene = a_scene()
    Entry.objects.all().delete()
    Assignment.objects.all().delete()
    type(scene.directive).objects.update(stage="confirmed", issued_at=None)
    copies = [type(scene.directive).objects.get(), type(scene.directive).objects.get()]

    outcomes = at_once(*[lambda each=each: issue(each, by=scene.giver, at=later(hours=1)) for each in copies])  # type: ignore[misc]

    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1, outcomes
    assert Assignment.objects.count() == 2


def test_two_workers_follow_a_merger_once():
    scene = a_scene()
    on = date(2020, 8, 3)
    changes.merge([scene.districts[0]], scene.districts[1], on=on, by=SystemActor("test"), at=moment(on))

    done = at_once(*[lambda: follow_units(by=SystemActor("test"), at=moment(on))] * 2)

    assert sorted(each.merged for each in done) == [0, 1], done
    assert Entry.objects.filter(kind=EntryKind.SUCCESSION).count() == 2
