"""The keys of an upload: cut to the infectious window and kept, each with one upload only (khóa ngày)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from hashlib import sha256

from django.conf import settings

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.models import DayKey, Upload, UploadState
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey
from vungxanh.core.exposure.uploads import Reported
from vungxanh.kit import clock

NOT_IN_FORCE = (UploadState.REVOKED, UploadState.REFUSED, UploadState.WAITING)


def keep_keys(upload: Upload, keys: Sequence[Reported]) -> int:
    """Keep the keys of an upload; how many came back from one that had been taken back (giữ khóa).

    A key that was handed in before stays with the upload it came with while that is in force. One that was taken back,
    or that nobody has confirmed, belongs to the new upload: `queries.waiting` lets it go out anew where phones heard
    that it was taken back.
    """
    digests = {keyed.of_day_key(one.key.key, one.key.start_s): one for one in keys}
    known = dict(DayKey.objects.filter(key_digest__in=digests).values_list("key_digest", "pk"))
    DayKey.objects.bulk_create(
        DayKey(
            upload=upload,
            key=one.key.key.hex(),
            day_key=_day_key(one),
            key_digest=digest,
            starts_at=_moment(one.key.start_s),
            ends_at=_moment(one.key.end_s),
        )
        for digest, one in digests.items()
        if digest not in known
    )
    return _taken_over(known.values(), upload, digests) if known else 0


def _taken_over(pks: Collection[int], upload: Upload, digests: Mapping[str, Reported]) -> int:
    """Those of an upload that is not in force become this upload's."""
    held = DayKey.objects.select_for_update(of=("self",)).filter(pk__in=pks, upload__state__in=NOT_IN_FORCE)
    rows = list(held)
    for row in rows:
        one = digests[row.key_digest]
        row.upload, row.day_key = upload, _day_key(one)
        row.ends_at = max(row.ends_at, _moment(one.key.end_s))
        row.save(update_fields=["upload", "day_key", "ends_at"])
    return len(rows)


def _day_key(one: Reported) -> str:
    """The app's own key of a day tells every later day too: kept only where phones of 2020 are told by it."""
    return one.day_key.hex() if one.day_key and settings.PUSH_KEYS else ""


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def begin_of(since_on: date) -> datetime:
    """The first moment of the infectious window: midnight, local time."""
    return datetime.combine(since_on, time(), clock.VIETNAM)


def in_window(keys: Sequence[Reported], since_on: date) -> list[Reported]:
    """The keys from the first infectious day on, local time; the day it begins in is cut at that hour.

    A slot key gives all later ones of its day, so what lies before can be left out without asking the phone.
    """
    since_s = int(begin_of(since_on).timestamp())
    found = []
    for one in keys:
        if one.key.end_s < since_s:
            continue
        cut = max(0, -(-(since_s - one.key.start_s) // SLOT_S))
        found.append(Reported(_later(one.key, cut), None if cut else one.day_key))
    return [one for one in found if one.key.start_s <= one.key.end_s]


def _later(key: SlotKey, slots: int) -> SlotKey:
    current = key.key
    for _slot in range(slots):
        current = sha256(current).digest()
    return SlotKey(current, key.start_s + slots * SLOT_S, key.end_s)
