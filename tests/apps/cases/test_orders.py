"""Quarantine orders for many, each with one number."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.accounts import a_user
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import ordering, rings
from vungxanh.apps.cases.models import Order, OrderState, Plan
from vungxanh.apps.org.models import Unit
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
    ordering.issue(orders[:2], 123, "QĐ-UBND", by=leader, at=NOW)
    assert sorted(Order.objects.exclude(number="").values_list("number", flat=True)) == ["123/QĐ-UBND", "124/QĐ-UBND"]
    with pytest.raises(Invalid):
        ordering.issue(orders[2:], 124, "QĐ-UBND", by=leader, at=NOW)
    with pytest.raises(Conflict):
        ordering.issue(orders[:1], 200, "QĐ-UBND", by=leader, at=NOW)


def test_a_delivered_order_keeps_its_person_from_exposing_others() -> None:
    commune, by = a_commune(), a_cdc_officer()
    case, near, far = a_case(by=by), a_person(commune), a_person()
    an_exposure(case.person, near, by=by)
    an_exposure(near, far, by=by, started_at=NOW - timedelta(hours=1))
    rings.open_ring(case, 2, people_seen=1, by=by, at=NOW)
    orders = ordering.draft([Plan.objects.get(person=near)], batch=uuid4(), by=by, at=NOW - timedelta(hours=3))
    ordering.issue(orders, 1, "QĐ-UBND", by=by, at=NOW - timedelta(hours=3))
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
