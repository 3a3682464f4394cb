"""When periodic tasks are due, and that each due minute spawns once."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.tasks.sample_tasks import quarterly
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.tasks.cron import MINUTE, Every, parse
from vungxanh.kit.tasks.housekeeping import delete_what_expired
from vungxanh.kit.tasks.models import Tick
from vungxanh.kit.tasks.schedule import names, periodic, tick

LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)


def vietnam(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]


def spawned() -> int:
    return DBTaskResult.objects.filter(task_path=quarterly.module_path).count()


@pytest.mark.parametrize(
    ("expression", "until", "due"),
    [
        ("*/15 7-20 * * *", vietnam(2020, 7, 28, 15, 4), vietnam(2020, 7, 28, 15, 0)),
        ("*/15 7-20 * * *", vietnam(2020, 7, 29, 3, 0), vietnam(2020, 7, 28, 20, 45)),
        ("30 8 * * 1", vietnam(2020, 7, 28, 8, 0), vietnam(2020, 7, 27, 8, 30)),
        ("30 8 * * 7", vietnam(2020, 7, 28, 8, 0), vietnam(2020, 7, 26, 8, 30)),
        ("0 0 29 2 *", vietnam(2023, 7, 28, 8, 0), vietnam(2020, 2, 29, 0, 0)),
        ("0 6 1 * 1", vietnam(2020, 7, 31, 0, 0), vietnam(2020, 7, 27, 6, 0)),
        ("5,35 */6 * 1-3 *", vietnam(2020, 7, 28, 8, 0), vietnam(2020, 3, 31, 18, 35)),
    ],
)
def test_the_latest_due_minute_is_found(expression: str, until: datetime, due: datetime) -> None:
    assert parse(expression).latest(LONG_AGO, until) == due


@given(st.integers(0, 5_000_000), st.integers(0, 59), st.integers(0, 23))
def test_a_daily_minute_is_never_more_than_a_day_back(after: int, minute: int, hour: int) -> None:
    until = LONG_AGO + after * MINUTE
    due = parse(f"{minute} {hour} * * *").latest(until - timedelta(days=3), until)
    assert due is not None
    assert timedelta(0) <= until - due < timedelta(days=1)
    assert (due.astimezone(VIETNAM).hour, due.astimezone(VIETNAM).minute) == (hour, minute)


def test_nothing_is_due_that_was_due_before() -> None:
    due = vietnam(2020, 7, 28, 15, 0)
    assert parse("0 15 * * *").latest(due, due + timedelta(hours=5)) is None
    assert Every(5).latest(due, due + 4 * MINUTE) is None
    assert Every(5).latest(due, due + 5 * MINUTE) == due + 5 * MINUTE


def test_a_day_that_never_comes_is_not_searched_for_ever() -> None:
    assert parse("0 0 31 2 *").latest(datetime(1, 1, 2, tzinfo=UTC), vietnam(2020, 7, 28)) is None


@pytest.mark.parametrize(
    "wrong", ["* * * *", "60 * * * *", "* 24 * * *", "x * * * *", "5-1 * * * *", "*/0 * * * *", "* * 0 * *"]
)
def test_a_wrong_expression_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"field|outside"):
        parse(wrong)


@pytest.mark.parametrize("every", [timedelta(seconds=30), timedelta(seconds=90), timedelta(0)])
def test_an_interval_is_whole_minutes(every: timedelta) -> None:
    with pytest.raises(ValueError, match="minutes"):
        periodic(every=every)


@pytest.mark.django_db
def test_a_due_minute_spawns_once() -> None:
    due = vietnam(2020, 7, 28, 8, 15)
    for moment in (due - 2 * MINUTE, due, due + timedelta(seconds=20), due + MINUTE):
        tick(moment)
    assert spawned() == 1


@pytest.mark.django_db
def test_minutes_missed_are_caught_up_once() -> None:
    tick(vietnam(2020, 7, 25, 8, 1))
    tick(vietnam(2020, 7, 28, 3, 0))
    assert spawned() == 1
    assert Tick.objects.filter(name=quarterly.module_path).latest("minute").minute == vietnam(2020, 7, 27, 20, 45)


@pytest.mark.django_db
def test_a_task_seen_for_the_first_time_is_not_caught_up() -> None:
    tick(vietnam(2020, 7, 28, 8, 1))
    assert spawned() == 0


@pytest.mark.django_db
def test_cleaning_forgets_old_ticks_but_keeps_the_latest() -> None:
    tick(vietnam(2020, 7, 1, 8, 0))
    tick(vietnam(2020, 7, 28, 8, 0))
    delete_what_expired.call()
    assert Tick.objects.filter(name=quarterly.module_path).count() == 1


def test_known_periodic_tasks_are_listed_by_path() -> None:
    assert quarterly.module_path in names()
