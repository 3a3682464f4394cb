"""The keys that sign what is published: made, followed by newer ones, their private part sealed (khóa ký)."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from vungxanh.apps.exposure.models import SigningKey
from vungxanh.apps.exposure.policies import must_be_able_to_operate
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure import signing
from vungxanh.core.exposure.index import WINDOW_DAYS
from vungxanh.core.exposure.keyset import KeySet
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor, SystemActor

LIFE, OVERLAP, ROTATE_AFTER = timedelta(days=365), timedelta(days=30), timedelta(days=180)
ROOT_LIFE = timedelta(days=3650)
BY = SystemActor("signing")


def keep_keys(seeds: tuple[bytes, bytes], *, at: datetime) -> bool:
    """Make the root and the first key, or the next one when the newest is old; whether one was made.

    `seeds` are twice 48 fresh random bytes, of which the second is for the root.
    """
    with transaction.atomic():
        newest = _newest()
        if newest is None:  # no row to wait for: the first two runs at once wait for each other at the audit log
            audit.hold()
            newest = _newest()
        if newest is None and not SigningKey.objects.filter(is_root=True).exists():
            _make(seeds[1], 0, ROOT_LIFE, by=BY, at=at)
        if newest is not None and at < newest.valid_from + ROTATE_AFTER:
            return False
        _follow(newest, seeds[0], by=BY, at=at)
    return True


def rotate(seed: bytes, *, by: Officer, at: datetime) -> SigningKey:
    """A new key signs from now on, the one before it along with it for 30 days (đổi khóa ký)."""
    must_be_able_to_operate(by)
    with transaction.atomic():
        return _follow(_newest(), seed, by=by, at=at)


def _newest() -> SigningKey | None:
    """The key that signs, held until the transaction ends."""
    return SigningKey.objects.select_for_update().filter(is_root=False).order_by("-version").first()


def _follow(newest: SigningKey | None, seed: bytes, *, by: Actor, at: datetime) -> SigningKey:
    if newest is not None:
        newest.retired_at, newest.valid_until = at, min(newest.valid_until, at + OVERLAP)
        newest.save(update_fields=["retired_at", "valid_until"])
    last: int = SigningKey.objects.aggregate(last=Max("version"))["last"] or 0
    return _make(seed, last + 1, LIFE, by=by, at=at)


def _make(seed: bytes, version: int, life: timedelta, *, by: Actor, at: datetime) -> SigningKey:
    at = at.replace(microsecond=0)
    from_s, until_s = int(at.timestamp()), int((at + life).timestamp())
    made = signing.signing_key(seed, version=version, from_s=from_s, until_s=until_s)
    key = SigningKey.objects.create(
        version=version,
        is_root=version == 0,
        key_id=made.public.id,
        public_point=made.public.point.hex(),
        private_pem=made.to_pem().decode("ascii"),
        valid_from=at,
        valid_until=at + life,
    )
    audit.record("exposure.signing.make", by=by, on=key, at=at, data={"key": key.key_id, "version": version})
    return key


def signers(at: datetime) -> list[signing.SigningKey]:
    """Those that sign batches and the index now, the newest first."""
    rows = SigningKey.objects.filter(is_root=False, valid_from__lte=at, valid_until__gt=at).order_by("-version")
    return [_opened(row) for row in rows]


def set_signers(at: datetime) -> list[signing.SigningKey]:
    """Those that sign the set of keys now: the root and the others."""
    root = SigningKey.objects.filter(is_root=True, valid_until__gt=at).first()
    return ([_opened(root)] if root else []) + signers(at)


def key_set(at: datetime) -> KeySet:
    """What is published of them: every key that signed anything the index still lists, newest first."""
    listed = Q(valid_until__gt=at - timedelta(days=WINDOW_DAYS))
    rows = list(SigningKey.objects.filter(listed, valid_from__lte=at).order_by("-version"))
    root = next((_public(row) for row in rows if row.is_root), None)
    now_s = int(at.timestamp())
    return KeySet(now_s, now_s, tuple(_public(row) for row in rows if not row.is_root), root)


def _public(row: SigningKey) -> signing.PublicKey:
    return signing.PublicKey(bytes.fromhex(row.public_point), row.version, _s(row.valid_from), _s(row.valid_until))


def _opened(row: SigningKey) -> signing.SigningKey:
    pem = row.private_pem.encode("ascii")
    return signing.from_pem(pem, version=row.version, from_s=_s(row.valid_from), until_s=_s(row.valid_until))


def _s(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
