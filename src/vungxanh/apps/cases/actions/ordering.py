"""Quarantine orders for many in one act (quyết định cách ly): drafted, issued, delivered, revoked or over."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.current import Must, plans_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.models import Order, OrderState, Person, Plan
from vungxanh.apps.cases.models import Place as PlaceOf
from vungxanh.apps.cases.queries.drafts import begin_of, outdated, without_facility
from vungxanh.apps.cases.queries.orders import LIVE, ordered_before, ordered_until
from vungxanh.apps.cases.reasons import nameless
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid

DELIVERED = Said("quyết định cách ly đã giao", "a quarantine order was delivered")
REVOKED = Said("quyết định cách ly được thu hồi", "a quarantine order was revoked")


def draft(plans: Collection[Plan], *, batch: UUID, facility: str = "", by: Officer, at: datetime) -> list[Order]:
    """An order for each plan that asks for quarantine and has none that reaches so far (dự thảo hàng loạt).

    The others are left out. Who has a shorter order gets the next, from the day after it. No second order begins before
    it is drafted: what was over stays as it was.
    """
    with transaction.atomic():
        plans = plans_now(plans, policies.must_order, by=by)
        if drafted := list(Order.objects.filter(batch=batch).order_by("pk")):
            for row in drafted:
                policies.must_order(by, row)
            return drafted
        until, again = ordered_until(plans), ordered_before(plans)
        asking = [plan for plan in plans if _asks(plan, until.get(plan.pk), day_of(at))]
        begins = {
            plan.pk: begin_of(plan, until.get(plan.pk), day_of(at) if plan.pk in again else None) for plan in asking
        }
        rows = [_drafted(plan, begins[plan.pk], batch, facility, by, at) for plan in asking]
        Order.objects.bulk_create(rows, batch_size=500)
        audit.record_many("cases.order.draft", by=by, on=rows, at=at)
    return rows


def issue(
    orders: Collection[Order], first_number: int, suffix: str, *, facility: str = "", by: Officer, at: datetime
) -> list[Order]:
    """Number the drafts in a row and issue them (ban hành): "123/QĐ-UBND", "124/QĐ-UBND" …

    `facility` is written into those that send somebody to a facility and do not say to which. Conflict while any says
    otherwise than is asked now (`redrafting.bring_up_to_date`).
    """
    if first_number < 1 or not suffix.strip():
        message = _("Cần số đầu và ký hiệu, như 123 và QĐ-UBND.")
        raise Invalid(message, errors=[FieldError("first_number", message)])
    with transaction.atomic():
        rows = _locked(orders, OrderState.DRAFT, must=policies.must_order, by=by)
        _must_be_asked(rows, at)
        _send(rows, facility.strip()[:200])
        numbers = [f"{first_number + place}/{suffix.strip()}" for place in range(len(rows))]
        if Order.objects.filter(among("number", numbers), issued_by=by.unit).exists():
            message = _("Có số quyết định đã dùng; hãy chọn số đầu khác.")
            raise Invalid(message, errors=[FieldError("first_number", message)])
        for row, number in zip(rows, numbers, strict=True):
            row.number, row.state, row.issued_at, row.issued_by = number, OrderState.ISSUED, at, by.unit
        fields = ["number", "state", "issued_at", "issued_by", "facility"]
        Order.objects.bulk_update(rows, fields, batch_size=500)
        audit.record_many("cases.order.issue", by=by, on=rows, at=at)
    return rows


def deliver(orders: Collection[Order], *, by: Officer, at: datetime) -> list[Order]:
    """The person has it (đã giao): from now on until its last day is over they are counted as kept apart."""
    with transaction.atomic():
        rows = _locked(orders, OrderState.ISSUED, must=policies.must_follow_up, by=by)
        Order.objects.filter(pk__in=[row.pk for row in rows]).update(state=OrderState.DELIVERED, delivered_at=at)
        audit.record_many("cases.order.deliver", by=by, on=rows, at=at)
        derive(_kept_apart(rows), cause=DELIVERED, by=by, at=at)
    return rows


def revoke(orders: Collection[Order], *, why: str, by: Officer, at: datetime) -> list[Order]:
    """Take orders back (thu hồi), with the reason; their numbers stay used, and they kept apart until now."""
    if not why.strip():
        message = _("Cần ghi lý do thu hồi.")
        raise Invalid(message, errors=[FieldError("why", message)])
    with transaction.atomic():
        rows = _locked(orders, *LIVE, must=policies.must_order, by=by)
        people = Person.objects.filter(among("plan", {row.plan_id for row in rows}))
        Order.objects.filter(pk__in=[row.pk for row in rows]).update(state=OrderState.REVOKED, over_at=at)
        audit.record_many("cases.order.revoke", by=by, on=rows, at=at, data={"why": nameless(why, people)})
        derive(_kept_apart(rows), cause=REVOKED, by=by, at=at)
    return rows


def end_what_is_over(*, by: Actor, at: datetime) -> int:
    """Close delivered orders the day after their last (hoàn thành); how many. Nobody's standing changes by it.

    A plan that ends sooner ends its orders with it (`lifting.lift`).
    """
    with transaction.atomic():
        audit.hold()
        rows = list(Order.objects.select_for_update().filter(state=OrderState.DELIVERED, until_on__lt=day_of(at)))
        Order.objects.filter(pk__in=[row.pk for row in rows]).update(state=OrderState.ENDED)
        audit.record_many("cases.order.end", by=by, on=rows, at=at)
    return len(rows)


def _asks(plan: Plan, until: date | None, on: date) -> bool:
    """Whether the quarantine in force lasts beyond what has been ordered."""
    ends_on = plan.quarantine_ends_on
    lasts = ends_on is not None and ends_on >= on and (until is None or until < ends_on)
    return plan.ended_on is None and lasts and plan.place != Place.NONE


def _must_be_asked(rows: Collection[Order], at: datetime) -> None:
    """Conflict while drafts say otherwise than their plans ask now."""
    if old := len(outdated(rows, on=day_of(at))):
        told = ngettext(
            "%(n)d dự thảo không còn khớp với ngày hoặc nơi cách ly hiện nay: cập nhật dự thảo rồi ban hành.",
            "%(n)d dự thảo không còn khớp với ngày hoặc nơi cách ly hiện nay: cập nhật dự thảo rồi ban hành.",
            old,
        )
        raise Conflict(told % {"n": old})


def _send(rows: Collection[Order], facility: str) -> None:
    """Write where those go who are kept apart in a facility; Invalid while some would be sent nowhere."""
    lacking = without_facility(rows)
    if lacking and not facility:
        told = ngettext(
            "%(n)d quyết định cách ly tập trung chưa ghi cơ sở nào.",
            "%(n)d quyết định cách ly tập trung chưa ghi cơ sở nào.",
            lacking,
        )
        message = told % {"n": lacking}
        raise Invalid(message, errors=[FieldError("facility", message)])
    for row in rows:
        if row.place == PlaceOf.FACILITY and not row.facility:
            row.facility = facility


def _drafted(plan: Plan, begin: date, batch: UUID, facility: str, by: Officer, at: datetime) -> Order:
    return Order(
        plan=plan,
        path=plan.path,
        batch=batch,
        issued_by=by.unit,
        place=PlaceOf(plan.place),
        facility=facility.strip()[:200] if plan.place == PlaceOf.FACILITY else "",
        from_on=begin,
        until_on=max(plan.quarantine_ends_on or begin, begin),
        made_by=by.actor_key,
        made_at=at,
    )


def _kept_apart(orders: Collection[Order]) -> set[int]:
    """The people the orders speak of (1 query)."""
    plans = Plan.objects.filter(among("pk", {order.plan_id for order in orders}))
    return set(plans.values_list("person", flat=True))


def _locked(orders: Collection[Order], *states: OrderState, must: Must, by: Officer) -> list[Order]:
    """Hold the audit; the rows as they are now, in the order given, `must` of each; Conflict when one has moved on."""
    audit.hold()
    keys = [order.pk for order in orders]
    held = {row.pk: row for row in Order.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    rows = [held[key] for key in keys]
    for row in rows:
        must(by, row)
    if any(row.state not in states for row in rows):
        raise Conflict(_("Có quyết định vừa đổi trạng thái; hãy xem lại danh sách."))
    return rows
