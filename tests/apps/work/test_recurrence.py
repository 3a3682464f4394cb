"""Recurring duties: periods, turns, once each."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.org import a_province, an_officer
from tests.factories.web import signed_in
from tests.factories.work import a_scene, later, moment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import DeadlineOrigin, Recurrence, Stage
from vungxanh.apps.work.actions import tell_many
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.periods import REPEATING, label_of, opened, period
from vungxanh.apps.work.queries.closing import Extent
from vungxanh.core.records.worktime import DayKind, WorkCalendar
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.notices.models import Notice

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


@given(st.sampled_from(REPEATING), DAYS, st.integers(1, 20))
def test_periods_follow_one_another_and_are_due_after_they_open(kind, begun, number):
    this, following = period(kind, number, begun, CALENDAR), period(kind, number + 1, begun, CALENDAR)
    assert this.first <= this.due_on
    assert this.first < following.first
    assert this.due_on < following.due_on or kind == Recurrence.WEEKLY


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
        close_tree(scene.assignment, reason="Không còn cần.", extent=Extent.SERIES, by=scene.giver, at=later(days=1))
        assert recur(by=BY, at=moment(date(2020, 8, 3))) == 1

    def test_closing_a_later_turn_stops_the_series(self):
        scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
        recur(by=BY, at=moment(date(2020, 8, 3)))
        close_tree(
            Assignment.objects.get(series=scene.assignment),
            reason="Không còn cần.",
            extent=Extent.SERIES,
            by=scene.giver,
            at=later(days=8),
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

    def test_a_turn_falls_due_on_the_day_and_hour_the_letter_names_and_says_its_period(self):
        scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None, recurrence_detail="weekday=thu;time=16:00")
        first = scene.assignment
        assert (first.due_at, first.recurrence_detail) == (moment(date(2020, 7, 30), 16), "weekday=thu;time=16:00")
        assert first.period_label == "Tuần 31: 27/07–31/07/2020"
        cascade(first, by=scene.holder, at=later(days=1))

        recur(by=BY, at=moment(date(2020, 8, 3)))

        turn = Assignment.objects.get(series=first)
        assert (turn.due_at, turn.period_label) == (moment(date(2020, 8, 6), 16), "Tuần 32: 03/08–07/08/2020")
        assert {child.period_label for child in turn.children.all()} == {turn.period_label}
        page = signed_in(scene.holder)
        assert "Tuần 32: 03/08–07/08/2020" in page.get("/").content.decode()
        assert "Tuần 32: 03/08–07/08/2020" in page.get("/nhiem-vu/danh-sach/").content.decode()
        assert "Tuần 32: 03/08–07/08/2020" in page.get(f"/nhiem-vu/{turn.pk}/").content.decode()

    def test_turns_go_on_past_the_calendar_and_the_administrator_is_told_once(self):
        scene = a_scene(recurrence=Recurrence.MONTHLY, deadline_on=None)
        administrator = an_officer(Role.ADMINISTRATOR, a_province())
        at = moment(date(2031, 2, 3))
        assert recur(by=BY, at=at) > 0
        last = Assignment.objects.filter(series=scene.assignment).latest("number")
        assert (last.due_at, last.period_label) == (moment(date(2031, 2, 28), 17), "Tháng 2/2031")

        assert tell_many.calendar_ends(at=moment(date(2030, 9, 1))) == 0
        for day in (date(2030, 10, 1), date(2030, 10, 2)):
            tell_many.calendar_ends(at=moment(day))
        assert Notice.objects.get(kind="work.calendar").user == administrator.user


@pytest.mark.parametrize(
    ("kind", "on", "label"),
    [
        (Recurrence.DAILY, date(2020, 8, 3), "Ngày 03/08/2020"),
        (Recurrence.WEEKLY, date(2020, 7, 31), "Tuần 31: 27/07–31/07/2020"),
        (Recurrence.WEEKLY, date(2021, 1, 1), "Tuần 53: 28/12/2020–01/01/2021"),
        (Recurrence.FORTNIGHTLY, date(2020, 8, 9), "Tuần 31–32: 27/07–07/08/2020"),
        (Recurrence.MONTHLY, date(2020, 8, 3), "Tháng 8/2020"),
        (Recurrence.QUARTERLY, date(2020, 8, 3), "Quý III/2020"),
        (Recurrence.HALF_YEARLY, date(2020, 8, 3), "6 tháng cuối năm 2020"),
        (Recurrence.YEARLY, date(2020, 8, 3), "Năm 2020"),
    ],
)
def test_a_period_is_called_by_its_name(kind, on, label):
    assert label_of(kind, on) == label
