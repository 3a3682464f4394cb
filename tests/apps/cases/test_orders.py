"""Quarantine orders for many, each with one number."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.accounts import a_user
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import ordering, rings
from vungxanh.apps.cases.models import Order, OrderState, Person, Plan, Standing
from vungxanh.apps.cases.queries.windows import outside
from vungxanh.apps.cases.views.void import told_void
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.times import midnight
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def plans_in(commune: Unit, count: int = 3) -> list[Plan]:
    """Contacts of one case, all of one commune."""
    by = a_cdc_officer()
    case = a_case(by=by)
    for number in range(count):
        an_exposure(case.person, a_person(commune), by=by, started_at=NOW - timedelta(hours=40 + number))
    return list(Plan.objects.order_by("pk"))


def test_one_act_drafts_an_order_for_each_and_a_second_adds_none() -> None:
    commune = a_commune()
    plans = plans_in(commune)
    leader = an_officer(role=Role.LEADER, unit=commune, user=a_user())
    assert len(ordering.draft(plans, batch=uuid4(), facility="Trường Quân sự", by=leader, at=NOW)) == 3
    assert ordering.draft(plans, batch=uuid4(), by=leader, at=NOW) == []
    assert set(Order.objects.values_list("place", "facility")) == {("facility", "Trường Quân sự")}


def test_numbers_run_on_and_none_is_used_twice() -> None:
    commune = a_commune()
    leader = an_officer(role=Role.LEADER, unit=commune, user=a_user())
    orders = ordering.draft(plans_in(commune), batch=uuid4(), by=leader, at=NOW)
    ordering.issue(orders[:2], 123, "QĐ-UBND", facility="Khu A", by=leader, at=NOW)
    assert sorted(Order.objects.exclude(number="").values_list("number", flat=True)) == ["123/QĐ-UBND", "124/QĐ-UBND"]
    with pytest.raises(Invalid):
        ordering.issue(orders[2:], 124, "QĐ-UBND", facility="Khu A", by=leader, at=NOW)
    with pytest.raises(Conflict):
        ordering.issue(orders[:1], 200, "QĐ-UBND", facility="Khu A", by=leader, at=NOW)


def test_a_delivered_order_keeps_its_person_from_exposing_others() -> None:
    commune, by = a_commune(), a_cdc_officer()
    case, near, far = a_case(by=by), a_person(commune), a_person()
    an_exposure(case.person, near, by=by)
    an_exposure(near, far, by=by, started_at=NOW - timedelta(hours=1))
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    orders = ordering.draft([Plan.objects.get(person=near)], batch=uuid4(), by=by, at=NOW - timedelta(hours=3))
    ordering.issue(orders, 1, "QĐ-UBND", facility="Khu A", by=by, at=NOW - timedelta(hours=3))
    ordering.deliver(orders, by=a_health_officer(commune), at=NOW - timedelta(hours=2))
    assert Order.objects.get().state == OrderState.DELIVERED
    assert Plan.objects.get(person=far).ended_on is not None


def test_a_commune_health_officer_issues_none_and_revoking_needs_a_reason() -> None:
    commune = a_commune()
    plans = plans_in(commune, 1)
    with pytest.raises(NotAllowed):
        ordering.draft(plans, batch=uuid4(), by=a_health_officer(commune), at=NOW)
    leader = an_officer(role=Role.LEADER, unit=commune, user=a_user())
    orders = ordering.draft(plans, batch=uuid4(), by=leader, at=NOW)
    with pytest.raises(Invalid):
        ordering.revoke(orders, why="", by=leader, at=NOW)
    ordering.revoke(orders, why="âm tính hai lần", by=leader, at=NOW)
    assert Order.objects.get().state == OrderState.REVOKED


def ordered(person: Person, by: Officer) -> Order:
    """A quarantine order of a contact, delivered at once."""
    orders = ordering.draft([Plan.objects.get(person=person)], batch=uuid4(), by=by, at=NOW)
    ordering.issue(orders, 1, "QĐ-UBND", facility="Khu A", by=by, at=NOW)
    ordering.deliver(orders, by=by, at=NOW)
    return Order.objects.get(pk=orders[0].pk)


def level(person: Person) -> int | None:
    """The level somebody has now."""
    return Standing.objects.filter(person=person).values_list("level", flat=True).first()


def test_an_order_that_is_over_keeps_nobody_apart_any_more() -> None:
    by, later = a_cdc_officer(), NOW + timedelta(days=34)
    case, near = a_case(by=by), a_person(a_commune())
    an_exposure(case.person, near, by=by)
    order = ordered(near, by)
    before, within, after = (a_person() for _ in range(3))
    for person, met_at in ((before, NOW - timedelta(hours=3)), (within, NOW + timedelta(days=2)), (after, later)):
        an_exposure(near, person, by=by, at=later + timedelta(days=1), started_at=met_at)
    rings.open_ring(case, 2, people_seen=2, by=by, at=later + timedelta(days=1))
    assert (level(before), level(within), level(after)) == (2, None, 2)
    a_case(near, by=by, at=later + timedelta(days=1), onset_on=later.date())
    assert level(after) == 1
    assert ordering.end_what_is_over(by=SystemActor("follow-up"), at=midnight(order.until_on)) == 0
    assert ordering.end_what_is_over(by=SystemActor("follow-up"), at=midnight(order.until_on) + timedelta(days=1)) == 1
    assert Order.objects.get(pk=order.pk).state == OrderState.ENDED


def test_a_revoked_order_kept_apart_until_it_was_revoked() -> None:
    by = a_cdc_officer()
    case, near, within, after = a_case(by=by), a_person(a_commune()), a_person(), a_person()
    an_exposure(case.person, near, by=by)
    revoked_at = NOW + timedelta(days=2)
    ordering.revoke([ordered(near, by)], why="nhầm người", by=by, at=revoked_at)
    for person, met_at in ((within, NOW + timedelta(days=1)), (after, revoked_at)):
        an_exposure(near, person, by=by, at=revoked_at + timedelta(days=1), started_at=met_at)
    rings.open_ring(case, 2, people_seen=1, by=by, at=revoked_at + timedelta(days=1))
    assert (level(within), level(after)) == (None, 2)


@pytest.mark.parametrize(("place", "levels"), [("home", (1, None)), ("facility", (None, None))])
def test_at_home_the_household_stays_a_contact_and_every_other_meeting_is_told(
    place: str, levels: tuple[int | None, int | None]
) -> None:
    by, later = a_cdc_officer(), NOW + timedelta(days=5)
    case, near, mother, guest = a_case(by=by), a_person(a_commune()), a_person(), a_person()
    an_exposure(case.person, near, by=by)
    order = ordered(near, by)
    Order.objects.filter(pk=order.pk).update(place=place)
    day_before = later - timedelta(days=1)
    home = an_exposure(near, mother, by=by, at=later, started_at=day_before, setting="household")
    visit = an_exposure(near, guest, by=by, at=later, started_at=day_before)
    a_case(near, by=by, at=later, onset_on=later.date())
    assert (level(mother), level(guest)) == levels
    told = outside([home, visit], later.date())
    assert (home.pk in told, visit.pk in told) == (levels[0] is None, True)
    over = midnight(order.until_on + timedelta(days=1))
    assert (told[visit.pk].is_apart, told[visit.pk].since, told[visit.pk].until) == (True, NOW, over)
    assert "cách ly" in next(iter(told_void([visit], later)))
