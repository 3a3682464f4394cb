"""Follow-up over HTTP: a day's checks, samples, orders (/cases/checks, /cases/orders)."""

import secrets
import uuid
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from vungxanh.apps.cases.actions import followup, ordering, sampling
from vungxanh.apps.cases.actions.redrafting import bring_up_to_date
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.asked import unit_of
from vungxanh.apps.cases.api.bodies import (
    CheckIn,
    DraftIn,
    OrderFilters,
    OrderNumbersIn,
    OrdersIn,
    ResultIn,
    RevokeIn,
    SampleIn,
)
from vungxanh.apps.cases.api.schemas import CheckOut, OrderOut, SampleOut
from vungxanh.apps.cases.models import Order, Plan, Sample, SampleResult
from vungxanh.apps.cases.policies import must_follow_up, must_see, not_here
from vungxanh.apps.cases.queries import days, orders, records
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned, versioned_after_the_first
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Code, Cursor, PageOut, PageSize

router = Router(tags=["cases"])


@router.get("/checks", response=PageOut[CheckOut], summary="Việc theo dõi trong ngày / checks of a day")
@guarded_by(days.checks_of)
def list_checks(
    request: HttpRequest,
    part: days.Part = days.Part.DUE,
    day: date | None = None,
    place: Code = "",
    cursor: Cursor = "",
    size: PageSize = 40,
) -> shown.Shown:
    """Whom to follow up on a day (today when none is said), what was missed before it, or what was done."""
    officer, at = officer_of(request), clock.now()
    unit = unit_of(place) if place else None
    found = days.checks_of(officer, day or clock.day_of(at), part, place=unit, cursor=cursor, size=size)
    eyes = shown.Eyes(officer, [row.plan.person for row in found.items], at)
    return shown.page(found, lambda row: shown.check(row, eyes))


@router.post("/checks/{int:pk}", response=CheckOut, summary="Ghi kết quả theo dõi / write a check down")
@guarded_by(followup.check)
@versioned
def post_check(request: HttpRequest, response: HttpResponse, pk: int, body: CheckIn) -> shown.Shown:
    """What came of one check, made on what was read of it: `If-Match` is `"id-version"` as the list gives them."""
    officer, at = officer_of(request), clock.now()
    row = days.check_of(officer, pk)
    must_follow_up(officer, row)
    with transaction.atomic():
        now = followup.held(row)
        etags.must_hold(request, now)
        followup.check(row, **body.dict(), seen=now.version, by=officer, at=at)
    done = days.check_of(officer, pk)
    etags.tag(response, done)
    return shown.check(done, shown.Eyes(officer, [done.plan.person], at))


@router.post("/people/{int:pk}/samples", response=SampleOut, summary="Lấy mẫu / take a sample")
@guarded_by(sampling.take)
def take_sample(request: HttpRequest, response: HttpResponse, pk: int, body: SampleIn) -> shown.Shown:
    """A sample was taken: the earliest that is due, or one beside the plan."""
    officer = officer_of(request)
    person = records.person_of(officer, pk)
    taken = sampling.take(person, body.taken_on, laboratory=body.laboratory, by=officer, at=clock.now())
    etags.tag(response, taken)
    return shown.sample(taken)


@router.post("/samples/{int:pk}/result", response=SampleOut, summary="Kết quả xét nghiệm / result")
@guarded_by(sampling.result)
@versioned_after_the_first
def post_result(request: HttpRequest, response: HttpResponse, pk: int, body: ResultIn) -> shown.Shown:
    """What the laboratory says: a positive opens or confirms a case, a positive corrected leaves it suspected.

    Another result than the one that is written needs `If-Match`, `"id-version"` as answers give it, or its reason: 409.
    """
    officer = officer_of(request)
    sample = Sample.objects.select_related("person").filter(pk=pk).first()
    if sample is None:
        raise not_here()
    must_see(officer, sample.person)
    found = SampleResult(body.result)
    seen, at = _seen(request, sample, body), clock.now()
    moved = sampling.result(
        sample, found, found_at=body.result_at, why=body.why, seen=seen, by=officer, at=at, entropy=secrets.token_bytes
    )
    sample.refresh_from_db()
    etags.tag(response, sample)
    return shown.sample(sample, moved)


def _seen(request: HttpRequest, sample: Sample, body: ResultIn) -> str:
    """The version that the caller knows of: who names none knows of a result only where they say why it is wrong."""
    if "If-Match" in request.headers:
        etags.must_hold(request, sample)
    elif not body.why.strip() and (sample.result != SampleResult.POSITIVE or body.result == "positive"):
        return Sample(pk=sample.pk).version
    return sample.version


@router.get("/orders", response=PageOut[OrderOut], summary="Quyết định cách ly / orders")
@guarded_by(orders.orders_of)
def list_orders(
    request: HttpRequest, filters: Query[OrderFilters], cursor: Cursor = "", size: PageSize = 50
) -> shown.Shown:
    """The orders of the caller's place, the newest first."""
    officer = officer_of(request)
    found = orders.orders_of(officer, state=filters.state, cursor=cursor, size=size)
    eyes = shown.Eyes(officer, [row.plan.person for row in found.items], clock.now())
    return shown.page(found, lambda row: shown.order(row, eyes))


@router.post("/orders", response=list[OrderOut], summary="Dự thảo hàng loạt / draft orders")
@guarded_by(ordering.draft)
def draft_orders(request: HttpRequest, body: DraftIn) -> list[shown.Shown]:
    """An order for each plan that asks for quarantine and has none; the others are left out."""
    officer = officer_of(request)
    orders.must_be_here(officer, Plan, body.plans)
    plans = orders.plans_by_key(officer, body.plans)
    made = ordering.draft(plans, batch=uuid.uuid4(), facility=body.facility, by=officer, at=clock.now())
    return _shown(request, made)


@router.post("/orders/issue", response=list[OrderOut], summary="Ban hành / issue orders")
@guarded_by(ordering.issue)
def issue_orders(request: HttpRequest, body: OrderNumbersIn) -> list[shown.Shown]:
    """Number drafts in a row and issue them; 409 while any says otherwise than is asked now."""
    officer = officer_of(request)
    found = _named(officer, body)
    first, suffix, facility = body.first_number, body.suffix, body.facility
    return _shown(request, ordering.issue(found, first, suffix, facility=facility, by=officer, at=clock.now()))


@router.post("/orders/refresh", response=list[OrderOut], summary="Cập nhật dự thảo / bring drafts up to date")
@guarded_by(bring_up_to_date)
def refresh_orders(request: HttpRequest, body: OrdersIn) -> list[shown.Shown]:
    """Drafts that no longer say what is asked get its days and place, or are taken back where nothing is asked."""
    officer = officer_of(request)
    found = _named(officer, body)
    bring_up_to_date(found, by=officer, at=clock.now())
    return _shown(request, found)


@router.post("/orders/deliver", response=list[OrderOut], summary="Đã giao / orders were delivered")
@guarded_by(ordering.deliver)
def deliver_orders(request: HttpRequest, body: OrdersIn) -> list[shown.Shown]:
    """The people have them: from now on they are counted as kept apart."""
    officer = officer_of(request)
    found = _named(officer, body)
    return _shown(request, ordering.deliver(found, by=officer, at=clock.now()))


@router.post("/orders/revoke", response=list[OrderOut], summary="Thu hồi / revoke orders")
@guarded_by(ordering.revoke)
def revoke_orders(request: HttpRequest, body: RevokeIn) -> list[shown.Shown]:
    """Take orders back, with the reason."""
    officer = officer_of(request)
    found = _named(officer, body)
    return _shown(request, ordering.revoke(found, why=body.why, by=officer, at=clock.now()))


def _named(officer: Officer, body: OrdersIn) -> list[Order]:
    """The orders that are meant: all of them, or 404."""
    orders.must_be_here(officer, Order, body.orders)
    return orders.orders_by_key(officer, body.orders)


def _shown(request: HttpRequest, rows: list[Order]) -> list[shown.Shown]:
    officer = officer_of(request)
    found = orders.orders_by_key(officer, [row.pk for row in rows])
    eyes = shown.Eyes(officer, [row.plan.person for row in found], clock.now())
    return [shown.order(row, eyes) for row in found]
