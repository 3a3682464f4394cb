"""The keys that sign what is published: made, followed by newer ones, their private part sealed (khóa ký).

Batches and the index are signed by the newest few, however often keys change; the set of keys by the root alone.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from vungxanh.apps.exposure.models import Batch, SigningKey
from vungxanh.apps.exposure.policies import must_be_able_to_operate
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure import signing
from vungxanh.core.exposure.index import WINDOW_DAYS
from vungxanh.core.exposure.keyset import MOST_KEYS, KeySet, next_sequence
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor, SystemActor
from vungxanh.kit.problems import Conflict

LIFE, OVERLAP, ROTATE_AFTER = timedelta(days=365), timedelta(days=30), timedelta(days=180)
# The root is believed from long before it was made: the clock may have been ahead that day, and there is no other.
ROOT_LIFE, ROOT_EARLIER = timedelta(days=3650), timedelta(days=400)
SIGN_TOGETHER = 3
BY = SystemActor("signing")


def keep_keys(seeds: tuple[bytes, bytes], *, at: datetime) -> bool:
    """Make the root and the first key, or the next one when none is valid or the newest is old; whether one was made.

    `seeds` are twice 48 fresh random bytes, of which the second is for the root.
    """
    with transaction.atomic():
        newest = held()
        if newest is None:  # no row to wait for: the first two runs at once wait for each other at the audit log
            audit.hold()
            newest = held()
        if newest is None and not SigningKey.objects.filter(is_root=True).exists():
            _make(seeds[1], 0, ROOT_LIFE, by=BY, at=at)
        newest = valid(at).first()
        if newest is not None and at < newest.valid_from + ROTATE_AFTER:
            return False
        follow(seeds[0], by=BY, at=at)
    return True


def rotate(seed: bytes, *, by: Officer, at: datetime) -> SigningKey:
    """A new key signs from now on, the one before it along with it for 30 days (đổi khóa ký).

    Conflict when so many keys have signed what is listed that no more fit into the set.
    """
    must_be_able_to_operate(by)
    with transaction.atomic():
        held()
        if len(_needed(at)) >= MOST_KEYS:
            raise Conflict(_("Đã đổi khóa quá nhiều lần trong 15 ngày qua. Đợi vài ngày rồi đổi tiếp."))
        return follow(seed, by=by, at=at)


def held() -> SigningKey | None:
    """The key that was made last, held until the transaction ends: one maker at a time."""
    return SigningKey.objects.select_for_update().filter(is_root=False).order_by("-version").first()


def valid(at: datetime) -> QuerySet[SigningKey]:
    """The keys that may sign batches now, the newest first."""
    trusted = SigningKey.objects.filter(is_root=False, distrusted_at=None)
    return trusted.filter(valid_from__lte=at, valid_until__gt=at).order_by("-version")


def follow(seed: bytes, *, by: Actor, at: datetime) -> SigningKey:
    """Make the next key and retire those before it: the last one after 30 days, those that sign no more at once."""
    for place, key in enumerate(valid(at), start=2):
        # A key signs for a second at least: the set says from when until when.
        until = at + OVERLAP if place <= SIGN_TOGETHER else max(at, key.valid_from) + timedelta(seconds=1)
        key.retired_at, key.valid_until = key.retired_at or at, min(key.valid_until, until)
        key.save(update_fields=["retired_at", "valid_until"])
    last: int = SigningKey.objects.aggregate(last=Max("version"))["last"] or 0
    return _make(seed, last + 1, LIFE, by=by, at=at)


def _make(seed: bytes, version: int, life: timedelta, *, by: Actor, at: datetime) -> SigningKey:
    at = at.replace(microsecond=0)
    from_at = at if version else at - ROOT_EARLIER
    from_s, until_s = int(from_at.timestamp()), int((at + life).timestamp())
    made = signing.signing_key(seed, version=version, from_s=from_s, until_s=until_s)
    key = SigningKey.objects.create(
        version=version,
        is_root=version == 0,
        key_id=made.public.id,
        public_point=made.public.point.hex(),
        private_pem=made.to_pem().decode("ascii"),
        valid_from=from_at,
        valid_until=at + life,
    )
    audit.record("exposure.signing.make", by=by, on=key, at=at, data={"key": key.key_id, "version": version})
    return key


def signers(at: datetime) -> list[signing.SigningKey]:
    """Those that sign batches and the index now, the newest first; none when the clock has left them all behind."""
    return [_opened(row) for row in valid(at)[:SIGN_TOGETHER]]


def set_signers(at: datetime) -> list[signing.SigningKey]:
    """Who signs the set of keys now: the root."""
    return [_opened(row) for row in SigningKey.objects.filter(is_root=True, valid_from__lte=at, valid_until__gt=at)]


def key_set(at: datetime, previous: int = 0) -> KeySet:
    """What is published of them after set number `previous`, the newest keys first; the root must be there."""
    now_s = int(at.timestamp())
    keys = tuple(_public(row) for row in _listed(at))
    return KeySet(next_sequence(previous, now_s), now_s, keys, _public(SigningKey.objects.get(is_root=True)))


def _listed(at: datetime) -> list[SigningKey]:
    """Every key that phones may meet, no more than fit: first those that are needed, then those of the last weeks."""
    trusted = SigningKey.objects.filter(is_root=False, distrusted_at=None, valid_from__lte=at)
    needed = _needed(at)
    recent = trusted.filter(valid_until__gt=at - timedelta(days=WINDOW_DAYS)).order_by("-version")
    chosen = list(dict.fromkeys([*needed, *recent]))[:MOST_KEYS]
    return sorted(chosen, key=lambda row: -row.version)


def _needed(at: datetime) -> list[SigningKey]:
    """Those that sign now, and the newest that signed each batch of the index."""
    rows = Batch.objects.filter(withdrawn_at=None, until_at__gt=at - timedelta(days=WINDOW_DAYS))
    signed: Iterable[SigningKey] = SigningKey.objects.filter(
        distrusted_at=None, pk__in=rows.values("signed_by")
    ).order_by("-version")
    return list(dict.fromkeys([*valid(at)[:SIGN_TOGETHER], *signed]))


def _public(row: SigningKey) -> signing.PublicKey:
    return signing.PublicKey(bytes.fromhex(row.public_point), row.version, _s(row.valid_from), _s(row.valid_until))


def _opened(row: SigningKey) -> signing.SigningKey:
    pem = row.private_pem.encode("ascii")
    return signing.from_pem(pem, version=row.version, from_s=_s(row.valid_from), until_s=_s(row.valid_until))


def _s(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
