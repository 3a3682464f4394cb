"""What can be done with notices; the acts they tell of are in the audit log, they themselves are not."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time
from itertools import islice

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.notices import senders
from vungxanh.kit.notices.models import Delivery, Notice, Preference
from vungxanh.kit.notices.queries import keys_beginning, preferences_of
from vungxanh.kit.notices.times import after_quiet
from vungxanh.kit.problems import Invalid

BATCH = 500


def notify(
    user_ids: Iterable[int],
    *,
    kind: str,
    subject: str,
    body: str,
    url: str,
    at: datetime,
    key: str,
    urgent: bool = False,
    due_at: datetime | None = None,
) -> int:
    """Tell people something once (báo cho người dùng); returns how many had not been told yet.

    `key` is unique per person: telling again under the same key, even after a withdrawal, does nothing. Urgent
    notices leave by the person's channel as soon as quiet hours allow, others with the next digest.
    """
    remaining, told = iter(sorted(set(user_ids))), 0
    while batch := list(islice(remaining, BATCH)):
        with transaction.atomic():
            known = set(Notice.objects.filter(key=key, user_id__in=batch).values_list("user_id", flat=True))
            new = [user_id for user_id in batch if user_id not in known]
            Notice.objects.bulk_create(
                [
                    Notice(
                        user_id=user_id, key=key, kind=kind, subject=subject[:300], body=body, url=url,
                        urgent=urgent, due_at=due_at, created_at=at,
                    )
                    for user_id in new
                ],
                ignore_conflicts=True,
            )  # fmt: skip
            if urgent:
                _queue_urgent(new, key=key, at=at)
        told += len(new)
    return told


def withdraw(*, at: datetime, key_prefix: str = "", keys: Sequence[str] = ()) -> int:
    """Take back what is no longer true (rút thông báo): gone from lists, and not sent unless it has gone already.

    End a prefix with its separator: `work.reminder:12:` leaves `work.reminder:123:` alone.
    """
    if not key_prefix and not keys:
        return 0
    condition = Q(key__in=list(keys)) | (keys_beginning(key_prefix) if key_prefix else Q(pk__in=[]))
    return Notice.objects.filter(condition, withdrawn_at__isnull=True).update(withdrawn_at=at)


def mark_read(user_id: int, *, at: datetime, ids: Collection[int] | None = None) -> int:
    """Note that the person has seen these notices, or all of theirs (đánh dấu đã đọc)."""
    rows = Notice.objects.filter(user_id=user_id, read_at__isnull=True, withdrawn_at__isnull=True)
    return (rows if ids is None else rows.filter(pk__in=list(ids))).update(read_at=at)


def set_preference(
    user_id: int,
    *,
    channel: str,
    wants_digest: bool,
    digest_at: time,
    quiet_from: time,
    quiet_to: time,
    language: str,
    by: Actor,
    at: datetime,
) -> Preference:
    """Keep how the person wants to be told (đặt tùy chọn nhận thông báo)."""
    if channel and channel not in senders.names():
        raise Invalid(_("Không có kênh nhận thông báo này."))
    if language and language not in dict(settings.LANGUAGES):
        raise Invalid(_("Không có ngôn ngữ này."))
    chosen = {
        "channel": channel,
        "wants_digest": wants_digest,
        "digest_at": digest_at,
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "language": language,
    }
    with transaction.atomic():
        preference, _created = Preference.objects.update_or_create(user_id=user_id, defaults=chosen)
        audit.record("notices.prefer", by=by, on=preference, at=at, data={"channel": channel, "digest": wants_digest})
    return preference


def _queue_urgent(user_ids: Sequence[int], *, key: str, at: datetime) -> None:
    preferences = preferences_of(user_ids)
    users = get_user_model().objects.in_bulk(list(user_ids))
    deliveries = []
    for notice in Notice.objects.filter(key=key, user_id__in=list(user_ids)):
        preference, user = preferences[notice.user_id], users[notice.user_id]
        sender = senders.sender_for(user, preference.channel) if user.is_active else None
        if sender:
            next_at = after_quiet(at, preference.quiet_from, preference.quiet_to)
            deliveries.append(Delivery(user=user, notice=notice, sender=sender.name, next_at=next_at))
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
