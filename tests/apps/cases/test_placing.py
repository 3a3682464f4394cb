"""Where somebody stays apart on a day is one truth, on every list, in the API and on their own page."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories.api import Program
from tests.factories.cases import NOW, SYSTEM, TODAY, a_case, a_cdc_officer, a_commune, a_health_officer, a_meeting
from tests.factories.cases import a_person as somebody
from tests.factories.tasks import run_pending
from vungxanh.apps.cases.actions import exposures, rings
from vungxanh.apps.cases.actions.placing import move_places
from vungxanh.apps.cases.models import Person, Plan, Standing
from vungxanh.apps.cases.queries import days
from vungxanh.apps.cases.queries.lists import Wanted, people
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.cases.tasks import begin_the_day
from vungxanh.apps.cases.views.lines import check_lines, lines_of
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.times import midnight
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db

FOUND = datetime(2021, 7, 20, 9, 0, tzinfo=VIETNAM)
"""While decision 5599 is in force: 14 days in a facility, 14 more of monitoring."""
EXPOSED = FOUND.date() - timedelta(days=1)
AT_HOME = "không phải cách ly"


def the_night_before(day: int, settings: Any) -> datetime:
    """The nightly tasks ran as that day after the exposure began; the morning of it."""
    at = midnight(EXPOSED + timedelta(days=day)) + timedelta(minutes=10)
    settings.CLOCK_OFFSET = at - clock.machine_now()
    begin_the_day.func()
    return at


def a_contact_of_5599() -> Person:
    near, by = somebody(a_commune()), a_cdc_officer()
    case = a_case(by=by, at=FOUND, onset_on=FOUND.date() - timedelta(days=2))
    exposures.record(a_meeting(case.person, near, started_at=FOUND - timedelta(days=1)), by=by, at=FOUND)
    return near


def test_lists_and_person_agree_on_each_day_of_decision_5599(settings: Any) -> None:
    near = a_contact_of_5599()
    carer = a_health_officer(near.commune)  # type: ignore[arg-type]
    for day, place in ((14, "cách ly tập trung"), (15, AT_HOME), (18, AT_HOME)):
        at = the_night_before(day, settings)
        today = at.date()
        (row,) = people(carer, Wanted()).items
        (line,) = lines_of(carer, [row], at=at, today=today)
        due = check_lines(carer, days.printed(carer, today, most=1).checks, at=at, today=today)
        assert (str(line.place), str(due[0].line.place)) == (place, place)
        own = standing_json.from_json(Standing.objects.get(person=near).detail).place_on(today)
        assert Plan.objects.get(person=near).place == own.value


def test_a_place_that_moved_is_told_once_and_stands_in_the_audit_log(settings: Any) -> None:
    near = a_contact_of_5599()
    carer = a_health_officer(near.commune)  # type: ignore[arg-type]
    for day in (14, 15, 15, 16):
        the_night_before(day, settings)
        run_pending()
    told = Notice.objects.get(kind="cases.place")
    assert (told.user_id, told.subject) == (carer.user.pk, "1 người hết hạn ở nơi cách ly hiện nay")
    assert Entry.objects.filter(verb="cases.plan.place").count() == 1


def test_a_stricter_term_that_is_over_leaves_the_other() -> None:
    by = a_cdc_officer()
    near = somebody()
    first, other, between = a_case(by=by), a_case(by=by), somebody()
    exposures.record(a_meeting(first.person, near, started_at=NOW - timedelta(days=4)), by=by, at=NOW)
    exposures.record_many(
        [
            a_meeting(other.person, between, started_at=NOW - timedelta(days=2)),
            a_meeting(between, near, started_at=NOW - timedelta(hours=9)),
        ],
        by=by,
        at=NOW,
    )
    rings.open_ring(other, 2, people_seen=len(foreseen(other, 2, on=NOW).people), by=by, at=NOW)
    standing = standing_json.from_json(Standing.objects.get(person=near).detail)
    days_on = [TODAY + timedelta(days=day) for day in range(20)]
    named = [standing.place_on(day).value for day in days_on]
    assert {"facility", "home", "none"} == set(named)
    kept = []
    for day in days_on:
        move_places(by=SYSTEM, at=midnight(day))
        kept.append(Plan.objects.get(person=near).place)
    assert kept == named


def test_nights_that_were_missed_are_made_up_for() -> None:
    near = a_contact_of_5599()
    at = midnight(EXPOSED + timedelta(days=21))
    assert move_places(by=SYSTEM, at=at) == 1
    assert Plan.objects.get(person=near).place == "none"
    assert move_places(by=SYSTEM, at=at) == 0


def test_the_api_says_so_too(settings: Any) -> None:
    near = a_contact_of_5599()
    program = Program(a_cdc_officer())
    the_night_before(18, settings)
    assert program.get(f"cases/people/{near.pk}").json()["plan"]["place"] == "none"
