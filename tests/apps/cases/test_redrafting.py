"""A draft that no longer says what is derived is not issued; one act brings it up to date or takes it back."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import deciding, ordering
from vungxanh.apps.cases.actions.redrafting import NO_LONGER, bring_up_to_date
from vungxanh.apps.cases.models import Order, OrderState, Person, Plan
from vungxanh.apps.cases.queries.drafts import outdated
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def a_draft(by: Officer, near: Person | None = None) -> tuple[Order, Person]:
    """A draft for a contact, to the last day of quarantine."""
    person = near or a_person(a_commune())
    if near is None:
        an_exposure(a_case(by=by).person, person, by=by)
    plan = Plan.objects.get(person=person)
    (order,) = ordering.draft([plan], batch=uuid4(), facility="Khu A", by=by, at=NOW)
    return order, person


def again(order: Order) -> Order:
    """The row as it is now."""
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize("days", [-4, 6])
def test_a_draft_follows_the_days_before_it_is_issued(days: int) -> None:
    by = a_cdc_officer()
    order, near = a_draft(by)
    ends_on = order.until_on + timedelta(days=days)
    deciding.change_days(near, quarantine_until=ends_on, why="xét lại", by=by, at=NOW)
    with pytest.raises(Conflict, match="1 dự thảo không còn khớp"):
        ordering.issue([order], 1, "QĐ-UBND", by=by, at=NOW)
    assert again(order).state == OrderState.DRAFT
    assert bring_up_to_date([order], by=by, at=NOW) == (1, 0)
    assert bring_up_to_date([order], by=by, at=NOW) == (0, 0)
    ordering.issue([order], 1, "QĐ-UBND", by=by, at=NOW)
    found = again(order)
    assert (found.state, found.from_on, found.until_on) == (OrderState.ISSUED, order.from_on, ends_on)
    assert [entry.verb for entry in history_of(found).order_by("seq")] == [
        "cases.order.draft",
        "cases.order.redraft",
        "cases.order.issue",
    ]


def test_a_draft_follows_the_place_and_forgets_the_facility() -> None:
    by = a_cdc_officer()
    order, near = a_draft(by)
    deciding.set_place(near, "home", why="có con nhỏ", by=by, at=NOW)
    bring_up_to_date([order], by=by, at=NOW)
    assert (again(order).place, again(order).facility) == ("home", "")
    deciding.set_place(near, "facility", why="hết chỗ ở nhà", by=by, at=NOW)
    bring_up_to_date([order], by=by, at=NOW)
    with pytest.raises(Invalid, match="1 quyết định cách ly tập trung chưa ghi cơ sở"):
        ordering.issue([order], 1, "QĐ-UBND", facility="  ", by=by, at=NOW)
    ordering.issue([order], 1, "QĐ-UBND", facility="Khu B", by=by, at=NOW)
    assert (again(order).place, again(order).facility) == ("facility", "Khu B")


def test_a_facility_that_is_written_stays() -> None:
    by = a_cdc_officer()
    order, _near = a_draft(by)
    ordering.issue([order], 1, "QĐ-UBND", facility="Khu B", by=by, at=NOW)
    assert again(order).facility == "Khu A"


def test_a_draft_of_who_is_free_is_taken_back_and_says_why() -> None:
    by = a_cdc_officer()
    order, near = a_draft(by)
    monitored = order.until_on + timedelta(days=7)
    deciding.change_days(near, monitoring_until=monitored, why="theo dõi thêm", by=by, at=NOW)
    deciding.set_place(near, "none", why="đã xét nghiệm", by=by, at=NOW)
    assert outdated([again(order)], on=TODAY) == {order.pk: None}
    assert bring_up_to_date([order], by=by, at=NOW) == (0, 1)
    assert again(order).state == OrderState.REVOKED
    assert json.loads(history_of(order).order_by("-seq")[0].data)["why"] == NO_LONGER


def test_what_an_order_in_force_reaches_is_left_to_it() -> None:
    by = a_cdc_officer()
    first, near = a_draft(by)
    ordering.issue([first], 1, "QĐ-UBND", by=by, at=NOW)
    longer = first.until_on + timedelta(days=7)
    deciding.change_days(near, quarantine_until=longer, why="thêm ca", by=by, at=NOW)
    second, _near = a_draft(by, near)
    assert outdated([again(first), second], on=TODAY) == {}
    deciding.change_days(near, quarantine_until=longer - timedelta(days=2), why="xét lại", by=by, at=NOW)
    assert bring_up_to_date([first, second], by=by, at=NOW) == (1, 0)
    found = again(second)
    assert (found.from_on, found.until_on) == (first.until_on + timedelta(days=1), longer - timedelta(days=2))
    assert again(first).until_on == first.until_on
    deciding.change_days(near, quarantine_until=first.until_on, why="xét lại", by=by, at=NOW)
    assert bring_up_to_date([second], by=by, at=NOW) == (0, 1)


def test_of_two_drafts_each_keeps_its_days() -> None:
    by = a_cdc_officer()
    first, near = a_draft(by)
    deciding.change_days(near, quarantine_until=first.until_on + timedelta(days=7), why="thêm ca", by=by, at=NOW)
    second, _near = a_draft(by, near)
    assert outdated([first, second], on=TODAY) == {}


def test_only_who_issues_brings_drafts_up_to_date() -> None:
    order, near = a_draft(a_cdc_officer())
    with pytest.raises(NotAllowed):
        bring_up_to_date([order], by=a_health_officer(near.commune or a_commune()), at=NOW)
