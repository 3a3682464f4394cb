"""Composing one digest a person a day (bản tin trong ngày), on working days from the hour the person chose."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.notices import senders
from vungxanh.kit.notices.actions import BATCH
from vungxanh.kit.notices.models import Delivery, Digest, Notice, Preference
from vungxanh.kit.notices.queries import preferences_of
from vungxanh.kit.notices.times import is_digest_day, is_quiet


def compose_digests(*, at: datetime) -> int:
    """Make today's digest for everyone whose hour has come and who has something to read; returns how many."""
    if not is_digest_day(at):
        return 0
    day, clock = day_of(at), at.astimezone(VIETNAM).time()
    told = Digest.objects.filter(day=day).values("user_id")
    waiting = list(_pending(at).exclude(user_id__in=told).order_by().values_list("user_id", flat=True).distinct())
    count = 0
    for start in range(0, len(waiting), BATCH):
        preferences = preferences_of(waiting[start : start + BATCH])
        ready = {
            user_id: preference
            for user_id, preference in preferences.items()
            if preference.wants_digest and _has_come(preference, clock)
        }
        count += _compose(ready, day=day, at=at)
    return count


def _has_come(preference: Preference, clock: time) -> bool:
    """Whether it is this person's hour; a day's late notice waits for the morning unless their hour is a quiet one."""
    quiet = preference.quiet_from, preference.quiet_to
    return preference.digest_at <= clock and (not is_quiet(clock, *quiet) or is_quiet(preference.digest_at, *quiet))


def _pending(at: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(
        created_at__lte=at, digest__isnull=True, urgent=False, read_at__isnull=True, withdrawn_at__isnull=True
    )


def _compose(ready: dict[int, Preference], *, day: date, at: datetime) -> int:
    """One transaction for a batch of people: digest rows, their notices, their deliveries."""
    with transaction.atomic():
        Digest.objects.bulk_create(
            [Digest(user_id=user_id, day=day, composed_at=at) for user_id in ready], ignore_conflicts=True
        )
        # A digest that already has a delivery was composed by another worker a moment ago.
        digests = list(Digest.objects.filter(day=day, user_id__in=list(ready), deliveries__isnull=True))
        own = Digest.objects.filter(day=day, user_id=OuterRef("user_id")).values("pk")[:1]
        users = [digest.user_id for digest in digests]
        _pending(at).filter(Q(user_id__in=users)).update(digest_id=Subquery(own))
        Delivery.objects.bulk_create(_deliveries(digests, ready, at=at), ignore_conflicts=True)
    return len(digests)


def _deliveries(digests: Sequence[Digest], ready: dict[int, Preference], *, at: datetime) -> list[Delivery]:
    users = get_user_model().objects.in_bulk([digest.user_id for digest in digests])
    made = []
    for digest in digests:
        user = users[digest.user_id]
        sender = senders.sender_for(user, ready[digest.user_id].channel) if user.is_active else None
        if sender:
            made.append(Delivery(user=user, digest=digest, sender=sender.name, next_at=at))
    return made
