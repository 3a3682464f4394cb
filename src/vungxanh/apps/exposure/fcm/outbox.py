"""Carrying the outbox out: claim, send, settle (hộp gửi đi).

A row is claimed (queued → sending, with a lease) and that is committed before the service is asked; no transaction is
open meanwhile. A process killed in between leaves rows whose fate nobody knows: when their lease has run out they are
sent again, for every kind of message that exists here does the same when it comes twice (a notice replaces the one of
its number, a key list is looked up again).
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from vungxanh.apps.exposure.fcm.client import Kind, Outcome
from vungxanh.apps.exposure.fcm.messages import Forbidden, body, data_of
from vungxanh.apps.exposure.models import Command, Delivery, DeliveryState, Device
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor

BATCH = 200
THREADS = 8
LEASE = timedelta(minutes=10)  # longer than a batch at its slowest
MOST_TRIES = 8
_FIRST_WAIT_S, _MOST_WAIT_S = 30, 3_600
BY = SystemActor("push")
Send = Callable[[bytes], Outcome]


@dataclass(slots=True)
class Sent:
    """What a run did; `resume_at` is when the service wants to be asked again, None when it may be at once."""

    counts: dict[str, int] = field(default_factory=dict)
    resume_at: datetime | None = None

    @property
    def total(self) -> int:
        """How many rows were settled one way or another."""
        return sum(self.counts.values())


def tidy(*, at: datetime) -> int:
    """What is over is not sent, and what a dead process held is due again; how many rows changed."""
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED)
    changed = waiting.filter(command__expires_at__lte=at).update(state=DeliveryState.EXPIRED)
    changed += waiting.exclude(device__gone_at=None).update(state=DeliveryState.GONE)
    left = Delivery.objects.filter(state=DeliveryState.SENDING, next_at__lte=at)
    return changed + left.update(state=DeliveryState.QUEUED, reason="interrupted")


def claim(*, at: datetime, most: int = BATCH) -> list[Delivery]:
    """Take what is due, oldest first; nobody else gets these until their lease has run out."""
    with transaction.atomic():
        due = Delivery.objects.filter(state=DeliveryState.QUEUED, next_at__lte=at, command__expires_at__gt=at)
        locked = due.select_for_update(of=("self",), skip_locked=True).order_by("next_at", "pk")
        keys = list(locked.values_list("pk", flat=True)[:most])
        Delivery.objects.filter(pk__in=keys).update(
            state=DeliveryState.SENDING, next_at=at + LEASE, tries=F("tries") + 1
        )
    return list(Delivery.objects.filter(pk__in=keys).select_related("device").order_by("pk"))


def send_batch(send: Send, *, at: datetime) -> Sent:
    """One batch; an empty one means that nothing is due."""
    rows = claim(at=at)
    if not rows:
        return Sent()
    commands = {each.pk: each for each in Command.objects.filter(pk__in={row.command_id for row in rows})}
    data: dict[int, dict[str, str] | None] = {pk: _data(command) for pk, command in commands.items()}
    letters = []
    for row in rows:
        content, expires = data[row.command_id], commands[row.command_id].expires_at
        letters.append(body(row.device.token, content, expires_at=expires, at=at) if content else b"")
    with ThreadPoolExecutor(THREADS) as threads:  # they speak HTTP only, the database is this thread's
        outcomes = list(threads.map(lambda letter: send(letter) if letter else _REFUSED, letters))
    return _settle(zip(rows, outcomes, strict=True), at=at)


_REFUSED = Outcome(Kind.FAILED, "forbidden")


def _data(command: Command) -> dict[str, str] | None:
    try:
        return data_of(command)
    except (Forbidden, ValueError):
        return None


_STATES = {
    Kind.ACCEPTED: DeliveryState.ACCEPTED,
    Kind.GONE: DeliveryState.GONE,
    Kind.FAILED: DeliveryState.FAILED,
}


def _settle(answered: Iterable[tuple[Delivery, Outcome]], *, at: datetime) -> Sent:
    """Write the outcomes down; a row that was settled by somebody else meanwhile stays as it is."""
    sent, gone, longest = Sent(), list[int](), 0.0
    with transaction.atomic():
        for row, outcome in answered:
            state = _STATES.get(outcome.kind)
            tries = row.tries
            if state is None:
                is_shut = outcome.kind is Kind.SHUT  # that is no fault of this message: it waits until it is over
                tries -= is_shut
                state = DeliveryState.QUEUED if is_shut or tries < MOST_TRIES else DeliveryState.FAILED
                row.next_at = at + timedelta(seconds=outcome.wait_s or _wait_s(row.tries))
            if outcome.kind is Kind.SHUT:
                longest = max(longest, outcome.wait_s)
            if outcome.kind is Kind.GONE:
                gone.append(row.device_id)
            own = Delivery.objects.filter(pk=row.pk, state=DeliveryState.SENDING, tries=row.tries)
            own.update(state=state, tries=tries, next_at=row.next_at, reason=outcome.reason)
            sent.counts[state.value] = sent.counts.get(state.value, 0) + 1
        _note_gone(gone, at=at)
        if longest:
            sent.resume_at = at + timedelta(seconds=longest)
            later = Delivery.objects.filter(state=DeliveryState.QUEUED, next_at__lt=sent.resume_at)
            later.update(next_at=sent.resume_at)
    return sent


def _note_gone(devices: list[int], *, at: datetime) -> None:
    if not devices:
        return
    Device.objects.filter(pk__in=devices).update(gone_at=at)
    waiting = Delivery.objects.filter(device__in=devices, state=DeliveryState.QUEUED)
    waiting.update(state=DeliveryState.GONE)
    audit.record("exposure.device.gone", by=BY, on=None, at=at, data={"count": len(devices)})


def _wait_s(tries: int) -> int:
    """Twice as long after each try."""
    return min(_FIRST_WAIT_S << (tries - 1), _MOST_WAIT_S)
