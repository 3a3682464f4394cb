"""Sending what is due, one message at a time, so that a kill loses nothing and doubles only what may be doubled.

A row is claimed (queued → sending) and committed before the channel is asked; no transaction is open meanwhile.
"""

import re
from datetime import datetime
from traceback import extract_tb

import structlog
from django.db.models import F, QuerySet

from vungxanh.kit.notices import senders
from vungxanh.kit.notices.models import Delivery, DeliveryState, Notice
from vungxanh.kit.notices.queries import preference_of
from vungxanh.kit.notices.senders import Sender, TemporaryFailure, Undeliverable
from vungxanh.kit.notices.times import LEASE, RETRY_AFTER, after_quiet
from vungxanh.kit.notices.wording import message_of

_ADDRESS = re.compile(r"[^\s<>,;:]+@[^\s<>,;:]+")
_TELEPHONE = re.compile(r"\+?\d(?:[ .-]?\d){8,}")

log = structlog.get_logger(__name__)


def send_next(*, at: datetime) -> bool:
    """Send the message that has waited longest; False when none is due (gửi thông báo)."""
    delivery = _claim(at)
    if delivery is None:
        return False
    notices = _still_true(delivery)
    sender = senders.named(delivery.sender)
    if not notices or not delivery.user.is_active:
        _settle(delivery, DeliveryState.SKIPPED, at=at)
    elif sender is None:
        _retry(delivery, f"no channel {delivery.sender}", at=at)
    elif (wakes := _after_quiet(delivery, at)) > at:
        _own(delivery).update(state=DeliveryState.QUEUED, next_at=wakes, attempts=F("attempts") - 1)
    else:
        _send(delivery, notices, sender, at=at)
    return True


def settle_interrupted(*, at: datetime) -> int:
    """Decide what becomes of messages whose worker died while sending; returns how many there were."""
    count = 0
    for delivery in Delivery.objects.filter(state=DeliveryState.SENDING, started_at__lt=at - LEASE):
        sender = senders.named(delivery.sender)
        if sender is None or sender.repeatable:
            _retry(delivery, "interrupted", at=at)
        else:
            _settle(delivery, DeliveryState.UNKNOWN, at=at, error="interrupted")
        count += 1
    return count


def _claim(at: datetime) -> Delivery | None:
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, next_at__lte=at).order_by("next_at", "pk")
    for pk in due.values_list("pk", flat=True)[:20]:
        mine = Delivery.objects.filter(pk=pk, state=DeliveryState.QUEUED).update(
            state=DeliveryState.SENDING, started_at=at, attempts=F("attempts") + 1
        )
        if mine:
            return Delivery.objects.select_related("user").get(pk=pk)
    return None


def _after_quiet(delivery: Delivery, at: datetime) -> datetime:
    """When the person may be reached: a retry, or a worker that was away, must not wake anyone."""
    preference = preference_of(delivery.user_id)
    return after_quiet(at, preference.quiet_from, preference.quiet_to)


def _still_true(delivery: Delivery) -> list[Notice]:
    """The notices of the delivery that were not withdrawn meanwhile, nor read when they are a digest's."""
    rows = Notice.objects.filter(withdrawn_at__isnull=True)
    if delivery.digest_id:
        rows = rows.filter(digest_id=delivery.digest_id, read_at__isnull=True)
    else:
        rows = rows.filter(deliveries=delivery)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk"))


def _send(delivery: Delivery, notices: list[Notice], sender: Sender, *, at: datetime) -> None:
    message = message_of(delivery, notices, preference_of(delivery.user_id), at=at)
    try:
        reference = sender.send(message)
    except Undeliverable as final:
        _settle(delivery, DeliveryState.FAILED, at=at, error=str(final))
    except TemporaryFailure as failure:
        _retry(delivery, str(failure), at=at)
    except Exception as failure:  # noqa: BLE001  a channel is foreign code: whatever it raises is an outcome
        log.warning("notice.channel_failed", sender=sender.name, delivery=delivery.pk, **_broken(failure))
        if sender.repeatable:
            _retry(delivery, repr(failure), at=at)
        else:
            _settle(delivery, DeliveryState.UNKNOWN, at=at, error=repr(failure))
    else:
        _settle(delivery, DeliveryState.SENT, at=at, reference=reference)


def _retry(delivery: Delivery, error: str, *, at: datetime) -> None:
    if delivery.attempts > len(RETRY_AFTER):
        _settle(delivery, DeliveryState.FAILED, at=at, error=error)
        return
    _own(delivery).update(
        state=DeliveryState.QUEUED, next_at=at + RETRY_AFTER[max(delivery.attempts, 1) - 1], error=_told(error)
    )


def _settle(delivery: Delivery, state: DeliveryState, *, at: datetime, reference: str = "", error: str = "") -> None:
    _own(delivery).update(state=state, settled_at=at, reference=reference[:200], error=_told(error))


def _told(error: str) -> str:
    """What the channel answered, without the address it named: that stands encrypted with the person."""
    return _TELEPHONE.sub("…", _ADDRESS.sub("…@…", error))[:500]


def _broken(failure: Exception) -> dict[str, str]:
    """What a log may hold of an error: its kind and where it came from; the message may name whom it did not reach."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(failure.__traceback__)]
    return {"error": type(failure).__qualname__, "trace": " > ".join(places)}


def _own(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, if it is still in the attempt this process made or judges."""
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts)
