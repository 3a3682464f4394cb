"""A quarantine order ends with the plan that it rests on, by whoever ended the plan."""

import secrets
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.cases import NOW, TODAY, a_case, a_cdc_officer, a_commune, a_person, an_exposure
from vungxanh.apps.cases.actions import cases, followup, ordering
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, Classification, Order, OrderState, Person, Plan
from vungxanh.apps.cases.queries.facts import isolated
from vungxanh.apps.cases.queries.orders import outlasting
from vungxanh.apps.cases.tasks import begin_the_day
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.times import midnight
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db


def an_order(by: Officer, *, until: OrderState = OrderState.DELIVERED) -> tuple[Case, Person, Order]:
    """A contact of a case with a quarantine order that got so far."""
    case, near = a_case(by=by), a_person(a_commune())
    an_exposure(case.person, near, by=by)
    orders = ordering.draft([Plan.objects.get(person=near)], batch=uuid4(), by=by, at=NOW)
    if until != OrderState.DRAFT:
        ordering.issue(orders, 1, "QĐ-UBND", facility="Khu A", by=by, at=NOW)
    if until == OrderState.DELIVERED:
        ordering.deliver(orders, by=by, at=NOW)
    return case, near, Order.objects.get()


def excluded(case: Case, by: Officer, later: timedelta) -> None:
    """The case turns out to be none."""
    current = Case.objects.get(pk=case.pk)
    known = Illness(classification=Classification.NOT_A_CASE, onset_on=current.onset_on)
    cases.change(current, known, version=current.version, why="sửa theo phiếu điều tra", by=by, at=NOW + later)


@pytest.mark.parametrize("state", [OrderState.DRAFT, OrderState.ISSUED, OrderState.DELIVERED])
def test_whoever_frees_a_contact_ends_the_order_in_whatever_state_it_is(state: OrderState) -> None:
    by, later = a_cdc_officer(), timedelta(days=2)
    case, near, _order = an_order(by, until=state)
    excluded(case, by, later)
    order = Order.objects.get()
    assert (order.state, order.over_at) == (OrderState.ENDED, NOW + later)
    assert Entry.objects.get(verb="cases.order.end").actor_key == by.actor_key
    assert not outlasting([Plan.objects.get(person=near)], on=TODAY)


def test_an_order_that_ended_with_its_plan_kept_apart_until_then() -> None:
    by, later = a_cdc_officer(), timedelta(days=2)
    case, near, _order = an_order(by)
    excluded(case, by, later)
    assert [(one.since, one.until) for one in isolated({near.pk})] == [(NOW, NOW + later)]


def test_who_falls_ill_stays_bound_and_the_page_says_so() -> None:
    by = a_cdc_officer()
    _case, near, order = an_order(by)
    cases.open_case(near, Illness(tested_on=TODAY), by=by, at=NOW, entropy=secrets.token_bytes)
    assert Order.objects.get().state == OrderState.DELIVERED
    assert outlasting([Plan.objects.get(person=near)], on=TODAY) == {order.plan_id: order.until_on}


def test_who_is_followed_again_gets_an_order_anew() -> None:
    by = a_cdc_officer()
    case, near, order = an_order(by)
    excluded(case, by, timedelta(hours=1))
    current = Case.objects.get(pk=case.pk)
    known = Illness(classification=Classification.CONFIRMED, onset_on=current.onset_on, tested_on=TODAY)
    cases.change(
        current, known, version=current.version, why="sửa theo phiếu điều tra", by=by, at=NOW + timedelta(hours=2)
    )
    plan = Plan.objects.get(person=near)
    assert plan.ended_on is None
    (again,) = ordering.draft([plan], batch=uuid4(), by=by, at=NOW + timedelta(hours=2))
    assert (again.state, again.until_on) == (OrderState.DRAFT, order.until_on)


def test_a_plan_that_is_over_ends_the_order_that_reaches_further() -> None:
    by = a_cdc_officer()
    _case, near, order = an_order(by)
    plan = Plan.objects.get(person=near)
    Order.objects.update(until_on=plan.ends_on + timedelta(days=9))
    followup.end_what_is_over(by=SystemActor("follow-up"), at=NOW + (plan.ends_on - TODAY) + timedelta(days=1))
    assert Order.objects.get(pk=order.pk).state == OrderState.ENDED
    assert Entry.objects.get(verb="cases.order.end").actor_key == "system:follow-up"


def test_the_day_begins_by_ending_the_orders_of_yesterday_and_no_other(settings: object) -> None:
    by = a_cdc_officer()
    _case, _near, order = an_order(by)
    for days, state in ((0, OrderState.DELIVERED), (1, OrderState.ENDED)):
        begins = midnight(order.until_on + timedelta(days=days)) + timedelta(minutes=10)
        settings.CLOCK_OFFSET = begins - clock.machine_now()  # type: ignore[attr-defined]
        begin_the_day.func()
        assert Order.objects.get().state == state
