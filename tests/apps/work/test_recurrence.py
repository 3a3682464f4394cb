"""Recurring duties: periods, turns, once each."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.work import a_scene, later, moment
from vungxanh.apps.directives.models import DeadlineOrigin, Recurrence, Stage
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.periods import REPEATING, opened, period
from vungxanh.core.records.worktime import DayKind, WorkCalendar
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.clock import VIETNAM

BY = SystemActor("test")
TET = {date(2021, 2, 10 + n): DayKind.HOLIDAY for n in range(7)}
CALENDAR = WorkCalendar(date(2020, 1, 1), date(2030, 12, 31), TET)
DAYS = st.dates(date(2020, 1, 2), date(2021, 6, 1))


def due(kind, number, begun=date(2020, 7, 28)):
    return period(kind, number, begun, CALENDAR).due_on


@pytest.mark.parametrize(
    ("kind", "dues"),
    [
        (Recurrence.DAILY, [date(2020, 7, 29), date(2020, 7, 30), date(2020, 7, 31), date(2020, 8, 3)]),
        (Recurrence.WEEKLY, [date(2020, 7, 31), date(2020, 8, 7), date(2020, 8, 14)]),
        (Recurrence.FORTNIGHTLY, [date(2020, 8, 7), date(2020, 8, 21)]),
        (Recurrence.MONTHLY, [date(2020, 7, 31), date(2020, 8, 31), date(2020, 9, 30)]),
        (Recurrence.QUARTERLY, [date(2020, 9, 30), date(2020, 12, 31)]),
    ],
)
def test_periods_end_on_their_last_working_day(kind, dues):
    assert [due(kind, number + 1) for number in range(len(dues))] == dues


def test_a_duty_given_on_friday_begins_next_week():
    assert due(Recurrence.WEEKLY, 1, begun=date(2020, 7, 31)) == date(2020, 8, 7)


def test_a_week_without_a_working_day_is_due_on_the_next_one():
    holidays = {date(2021, 2, 8 + n): DayKind.HOLIDAY for n in range(5)}
    calendar = WorkCalendar(date(2021, 1, 1), date(2021, 12, 31), holidays)
    assert period(Recurrence.WEEKLY, 2, date(2021, 2, 1), calendar).due_on == date(2021, 2, 15)


@settings(deadline=None)  # a busy machine is no error
@given(st.sampled_from(REPEATING), DAYS, st.integers(1, 20))
def test_periods_follow_one_another_and_are_due_after_they_open(kind, begun, number):
    this, following = period(kind, number, begun, CALENDAR), period(kind, number + 1, begun, CALENDAR)
    assert this.first <= this.due_on
    assert this.first < following.first
    assert this.due_on < following.due_on or kind == Recurrence.WEEKLY


@settings(deadline=None)  # a busy machine is no error
@given(st.sampled_from(REPEATING), DAYS, st.integers(0, 200))
def test_opened_counts_the_periods_that_have_begun(kind, begun, days):
    on = date.fromordinal(begun.toordinal() + days)
    count = opened(kind, begun, on, CALENDAR)
    assert count == 1 or period(kind, count, begun, CALENDAR).first <= on
    assert period(kind, count + 1, begun, CALENDAR).first > on


@pytest.mark.django_db
class TestTurns:
    """Turns in the database."""

    def test_a_turn_is_given_once_when_its_week_opens(self):
        scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
        assert recur(by=BY, at=moment(date(2020, 8, 2))) == 0

        assert recur(by=BY, at=moment(date(2020, 8, 3))) == 2
        assert recur(by=BY, at=moment(date(2020, 8, 4))) == 0

        turn = Assignment.objects.get(series=scene.assignment)
        assert (turn.number, turn.unit, turn.due_at) == (
            2,
            scene.districts[0],
            datetime(2020, 8, 7, 17, tzinfo=VIETNAM),
        )

    def test_a_worker_that_was_away_gives_the_turns_it_missed(self):
        a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
        assert recur(by=BY, at=moment(date(2020, 8, 20))) == 6
        assert sorted(Assignment.objects.exclude(series=None).values_list("number", flat=True)) == [2, 2, 3, 3, 4, 4]

    def test_the_next_turn_repeats_what_was_handed_down(self):
        scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
        cascade(scene.assignment, by=scene.holder, at=later(days=1))

        recur(by=BY, at=moment(date(2020, 8, 10)))

        turns = Assignment.objects.filter(series=scene.assignment).order_by("number")
        assert [turn.children.count() for turn in turns] == [2, 2]
        assert {child.due_at for child in turns[1].children.all()} == {turns[1].due_at}

    def test_a_closed_series_stops(self):
        scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
        close_tree(scene.assignment, reason="Không còn cần.", by=scene.giver, at=later(days=1))
        assert recur(by=BY, at=moment(date(2020, 8, 3))) == 1

    def test_closing_a_later_turn_stops_the_series(self):
        scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
        recur(by=BY, at=moment(date(2020, 8, 3)))
        close_tree(
            Assignment.objects.get(series=scene.assignment), reason="Không còn cần.", by=scene.giver, at=later(days=8)
        )
        recur(by=BY, at=moment(date(2020, 8, 10)))
        assert Assignment.objects.filter(series=scene.assignment).count() == 1

    def test_a_withdrawn_directive_gives_no_turns(self):
        scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
        scene.directive.stage = Stage.WITHDRAWN
        scene.directive.save()
        assert recur(by=BY, at=moment(date(2020, 8, 3))) == 0

    def test_the_letter_s_deadline_ends_the_series(self):
        a_scene(recurrence=Recurrence.WEEKLY, deadline_on=date(2020, 8, 5))
        recur(by=BY, at=moment(date(2020, 8, 20)))
        turns = Assignment.objects.exclude(series=None)
        assert {turn.due_at for turn in turns} == {datetime(2020, 8, 5, 17, tzinfo=VIETNAM)}

    def test_a_deadline_that_only_the_rule_gave_ends_no_series(self):
        scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=date(2020, 8, 5))
        type(scene.task).objects.update(deadline_origin=DeadlineOrigin.RULE)
        recur(by=BY, at=moment(date(2020, 8, 20)))
        assert Assignment.objects.filter(series=scene.assignment).count() == 3
