"""Phones of 2020 cannot fetch batches; where the province decides so, they are sent the day keys of cases (đẩy khóa).

A day key tells every later day of a phone that never takes a new one, so this is off until `PUSH_KEYS` says otherwise.
"""

from datetime import datetime, timedelta
from uuid import uuid5

from django.db import transaction
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from vungxanh.apps.exposure.actions import commands
from vungxanh.apps.exposure.models import LIVE, Command, DayKey, Upload, UploadKind
from vungxanh.apps.exposure.queries.devices import reachable
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor

LOOK_BACK = timedelta(days=2)
OPEN = timedelta(days=3)
BY = SystemActor("push-keys")


def forget_day_keys(*, at: datetime) -> int:
    """Empty the day keys that were kept while lists were pushed (xóa khóa ngày); how many there were."""
    with transaction.atomic():
        held = DayKey.objects.filter(GreaterThan(Length("day_key"), 0))
        count = held.update(day_key="")
        if count:
            audit.record("exposure.daykeys.forget", by=BY, on=None, at=at, data={"count": count})
    return count


def push_keys(*, at: datetime) -> int:
    """One list for each case that handed in lately, sent once to every phone it may reach; how many lists are new."""
    live = Upload.objects.filter(kind=UploadKind.CASE, state__in=LIVE, received_at__gt=at - LOOK_BACK)
    sent = 0
    for upload in live.order_by("received_at").prefetch_related("keys"):
        guid = uuid5(upload.pk, "find")
        keys = [
            PositiveKey(bytes.fromhex(key.day_key), int(key.starts_at.timestamp()), int(key.ends_at.timestamp()))
            for key in upload.keys.all()
            if key.day_key
        ]
        if keys and not Command.objects.filter(guid=guid).exists():
            newest = sorted(keys, key=lambda key: key.start_s)[-commands.MOST_KEYS :]
            commands.find(newest, reachable(), guids=iter([guid]), by=BY, at=at, expires_at=at + OPEN)
            sent += 1
    return sent
