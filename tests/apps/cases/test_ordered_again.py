"""Who is to be kept apart once more gets an order for the days to come, and is not forgotten meanwhile."""

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.factories.cases import NOW, SYSTEM, TODAY, a_case, a_cdc_officer, a_meeting
from tests.factories.cases import a_person as somebody
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import cases, deciding, exposures, followup, ordering, rings
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, Check, Order, OrderState, Outcome, Person, Plan
from vungxanh.apps.cases.queries.orders import falling_short
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.cases.tasks import begin_the_day
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.times import midnight
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db
END = TODAY + timedelta(days=12)
"""The last day of a quarantine for the meeting two days ago."""


def in_quarantine(by: Officer, *, met_before: int = 2) -> tuple[Case, Person]:
    """A contact with a delivered order to the last day of quarantine."""
    case, near = a_case(by=by), somebody()
    exposures.record(a_meeting(case.person, near, started_at=NOW - timedelta(days=met_before)), by=by, at=NOW)
    orders = ordering.draft([plan_of(near)], batch=uuid4(), by=by, at=NOW)
    ordering.issue(orders, 1, "QĐ-UBND", facility="Khu A", by=by, at=NOW)
    ordering.deliver(orders, by=by, at=NOW)
    assert Order.objects.get().until_on == TODAY + timedelta(days=14 - met_before)
    return case, near


def plan_of(person: Person) -> Plan:
    """The person's plan as it is now."""
    return Plan.objects.get(person=person)


def drafted(person: Person, by: Officer, at: datetime) -> tuple[date, date]:
    """From when to when the next order goes."""
    (order,) = ordering.draft([plan_of(person)], batch=uuid4(), by=by, at=at)
    return order.from_on, order.until_on


def mornings_until(day: date, settings: Any) -> None:
    """Each night's work, as the day goes on."""
    for gap in range(1, (day - TODAY).days + 1):
        settings.CLOCK_OFFSET = midnight(TODAY + timedelta(days=gap)) + timedelta(minutes=10) - clock.machine_now()
        begin_the_day.func()


@pytest.mark.parametrize("told_after", [0, 8])
def test_a_meeting_before_the_end_that_is_told_after_it_begins_anew(settings: Any, told_after: int) -> None:
    by = a_cdc_officer()
    _case, near = in_quarantine(by)
    mornings_until(END + timedelta(days=1), settings)
    assert plan_of(near).ended_on == END + timedelta(days=1)
    at = NOW + timedelta(days=13 + told_after)
    settings.CLOCK_OFFSET = at - clock.machine_now()
    second = a_case(by=by, at=at, onset_on=END)
    exposures.record(a_meeting(second.person, near, started_at=NOW + timedelta(days=12)), by=by, at=at)
    plan = plan_of(near)
    assert (plan.ended_on, plan.found_on, plan.starts_on, plan.overdue) == (None, at.date(), at.date(), 0)
    assert drafted(near, by, at) == (at.date(), END + timedelta(days=14))


def test_what_is_drafted_late_does_not_begin_before_it_is_drafted(settings: Any) -> None:
    """The plan goes on past the order, so it is the order alone that is over."""
    by = a_cdc_officer()
    case, near = in_quarantine(by)
    exposures.record(a_meeting(case.person, near, started_at=NOW - timedelta(hours=9)), by=by, at=NOW)
    deciding.change_days(near, quarantine_until=END + timedelta(days=9), why="nhà có người ốm", by=by, at=NOW)
    mornings_until(END + timedelta(days=5), settings)
    assert Order.objects.get().state == OrderState.ENDED
    assert falling_short([plan_of(near)]) == {plan_of(near).pk: END}
    at = NOW + timedelta(days=17)
    assert drafted(near, by, at) == (at.date(), END + timedelta(days=9))


def test_nothing_is_drafted_for_a_quarantine_that_is_over() -> None:
    by = a_cdc_officer()
    _case, near = in_quarantine(by)
    Order.objects.update(until_on=END - timedelta(days=3))
    assert ordering.draft([plan_of(near)], batch=uuid4(), by=by, at=NOW + timedelta(days=13)) == []
    assert len(ordering.draft([plan_of(near)], batch=uuid4(), by=by, at=NOW + timedelta(days=12))) == 1


def test_who_rises_a_level_owes_no_second_check_of_days_that_are_over() -> None:
    by = a_cdc_officer()
    case, near, far = a_case(by=by), somebody(), somebody()
    met = [a_meeting(case.person, near), a_meeting(near, far, started_at=NOW - timedelta(hours=9))]
    exposures.record_many(met, by=by, at=NOW)
    rings.open_ring(case, 2, people_seen=len(foreseen(case, 2, on=NOW).people), by=by, at=NOW)
    later = NOW + timedelta(days=5)
    for row in Check.objects.filter(plan=plan_of(far), day__lt=later.date()):
        followup.note(row, Outcome.WELL, symptoms=(), temperature=None, by=SYSTEM, user_id=None, at=later)
    ill = Illness(onset_on=TODAY + timedelta(days=2), tested_on=later.date())
    cases.open_case(near, ill, by=by, at=later, entropy=secrets.token_bytes)
    plan = plan_of(far)
    assert (plan.level, plan.overdue) == (1, 0)
    assert Check.objects.filter(plan=plan, day=later.date()).count() == 2


def test_an_onset_moved_twice_leaves_a_contact_without_an_order_and_everybody_reminded(settings: Any) -> None:
    by = a_cdc_officer()
    case, near = in_quarantine(by, met_before=4)
    later = NOW + timedelta(hours=1)
    settings.CLOCK_OFFSET = later - clock.machine_now()
    for onset in (TODAY, case.onset_on):
        case = Case.objects.get(pk=case.pk)
        known = replace(cases.known_of(case), onset_on=onset, tested_on=TODAY)
        cases.change(case, known, version=case.version, why="sửa theo phiếu điều tra", by=by, at=later)
    plan = plan_of(near)
    assert (plan.ended_on, Order.objects.get().state) == (None, OrderState.ENDED)
    assert falling_short([plan]) == {plan.pk: TODAY}
    assert reminded(near, by) == [True, True, True]
    drafted(near, by, later)
    assert falling_short([plan]) == {}
    assert reminded(near, by) == [False, False, False]


def reminded(person: Person, by: Officer) -> list[bool]:
    """Whether the person's own page, the day's list and the list of orders say that an order is lacking."""
    client, plan = signed_in(by), plan_of(person)
    said = {
        f"/truy-vet/nguoi/{person.pk}/": f"Quyết định chỉ đến {TODAY:%d/%m/%Y}",
        "/truy-vet/": f"Quyết định cách ly chỉ đến {TODAY:%d/%m/%Y}",
        "/truy-vet/quyet-dinh/": f"cách ly đến {plan.quarantine_ends_on:%d/%m/%Y}",
    }
    return [words in client.get(address).content.decode() for address, words in said.items()]
