"""Phones register and change their push token (đăng ký thiết bị).

Registering is one statement, for there may be a thousand a second: it has no entry of its own in the audit chain.
`audit_new` writes one for all that came since the last, with their number and a digest of which they were.
"""

import hashlib
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import AuditMark, Delivery, DeliveryState, Device, System
from vungxanh.apps.exposure.turns import turn
from vungxanh.kit import audit, clock

_MARK = "devices"
_SETTLED = timedelta(minutes=1)  # longer than any registration takes: numbers below have all been committed
_BLOCK = 20_000
_REGISTER = """
INSERT INTO exposure_device ({columns}) {row} ON CONFLICT (token_digest) DO UPDATE SET
token = excluded.token, seen_on = excluded.seen_on, gone_at = NULL, replaced_by_id = NULL{told}
"""
# Not one of these commits waits for the disk, as none does on SQLite (WAL, NORMAL): the app registers at every start,
# so what the last moment before a power cut holds comes again.
_ROW = {
    "sqlite": "SELECT {places} WHERE true",  # without WHERE it would read ON as the beginning of a join
    "postgresql": "SELECT {places} FROM set_config('synchronous_commit', 'off', true)",
}
_NUMBER = ("phone", "phone_digest", "phone_proved_at")  # a proof is of one number: they move together or not at all
_PLACE = ("address", "commune_id")
NOTHING_DECLARED = dict.fromkeys(("phone", "phone_digest", "full_name", "address"), "") | {
    "phone_proved_at": None,
    "declared_on": None,
}
"""The columns of an owner who declared nothing."""


def register(token: str, system: System = System.UNKNOWN, *, at: datetime) -> None:
    """Know a phone by its push token, or that it is still there (đăng ký): one statement, committed by itself."""
    row = Device(
        token_digest=keyed.of_token(token), token=token, system=system, registered_at=at, seen_on=clock.day_of(at)
    )
    values = {
        str(field.column): value
        for field in Device._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        if (value := field.get_db_prep_save(field.pre_save(row, add=True), connection)) is not None
    }
    sql = _REGISTER.format(
        columns=", ".join(values),
        row=_ROW[connection.vendor].format(places=", ".join(["%s"] * len(values))),
        told="" if system == System.UNKNOWN else ", system = excluded.system",
    )
    with turn(), connection.cursor() as cursor:
        cursor.execute(sql, list(values.values()))


def registered(token: str, *, at: datetime) -> Device | None:
    """The phone of a token that registered before, noted as seen; None for one that did not."""
    rows = Device.objects.filter(token_digest=keyed.of_token(token), replaced_by=None).order_by()
    device = rows.defer("token", "full_name", "address").first() if token else None
    if device is not None and device.seen_on != clock.day_of(at):
        device.seen_on = clock.day_of(at)
        Device.objects.filter(pk=device.pk).update(seen_on=device.seen_on, gone_at=None)
    return device


def register_and_find(token: str, system: System = System.UNKNOWN, *, at: datetime) -> Device:
    """The phone of a token, registered by this very call when it has to be."""
    found = registered(token, at=at)
    if found is None:
        register(token, system, at=at)
        found = Device.objects.get(token_digest=keyed.of_token(token))
    return found


def replace_token(old: str, new: str, system: System = System.UNKNOWN, *, at: datetime) -> bool:
    """A phone has a new token: what its owner declared moves to it (đổi mã thông báo); False when the old is unknown.

    A repeated call finds the work done. A token that was replaced opens nothing any more: whoever kept it and names
    another heir is unknown. A phone that returns to an old token becomes the heir of its own heir. What the heir has
    declared itself stays, but a number that was proved takes the place of one that was only said.
    """
    with transaction.atomic():
        known = Device.objects.filter(token_digest=keyed.of_token(old)).first()
        if known is None:
            return False
        if known.replaced_by is not None:
            return known.replaced_by.token_digest == keyed.of_token(new)
        heir = register_and_find(new, system if system != System.UNKNOWN else System(known.system), at=at)
        if heir.pk == known.pk:
            return True
        rows = Device.objects.select_for_update(of=("self",)).filter(pk__in=(known.pk, heir.pk)).order_by("pk")
        held = {row.pk: row for row in rows}  # both, in the order of their numbers, so that no two wait for each other
        first, heir = held[known.pk], held[heir.pk]
        if first.replaced_by_id is not None:  # the same call came twice at once
            return first.replaced_by_id == heir.pk
        _inherit(heir, first)
        Delivery.objects.filter(device=first, state=DeliveryState.QUEUED).exclude(
            command__deliveries__device=heir
        ).update(device=heir)
        first.uploads.update(device=heir)
        _forget(first, heir)
        audit.record("exposure.device.replace", by=Phone(heir.pk), on=heir, at=at, data={"before": first.pk})
    return True


def _inherit(heir: Device, first: Device) -> None:
    """Each group of details from one phone, whole: a number's proof says nothing of another number."""
    taken: list[str] = []
    if not heir.phone or (first.phone_proved_at and not heir.phone_proved_at):
        taken += _NUMBER
    if not heir.address:
        taken += _PLACE
    if not heir.full_name:
        taken.append("full_name")
    for name in taken:
        setattr(heir, name, getattr(first, name))
    if taken:  # what is older goes when it must, and the rest of them with it
        heir.declared_on = min((day for day in (heir.declared_on, first.declared_on) if day), default=None)
        heir.save(update_fields=[*(name.removesuffix("_id") for name in taken), "declared_on"])


def _forget(device: Device, heir: Device) -> None:
    """Keep of a replaced token only that it was one, so that a repeated call is known for what it is."""
    Device.objects.filter(pk=device.pk).update(replaced_by=heir, commune=None, token="", **NOTHING_DECLARED)


def audit_new(*, at: datetime) -> int:
    """Write one entry for the phones that registered since the last one; how many they are (ghi nhật ký theo lô).

    The mark moves with the entry in one transaction: killed at any moment, no phone is counted twice or left out. Rows
    of the last minute wait, for on PostgreSQL a lower number may still be on its way to its commit.
    """
    with transaction.atomic():
        mark, _new = AuditMark.objects.select_for_update().get_or_create(name=_MARK)
        rows = Device.objects.filter(pk__gt=mark.until_id, registered_at__lt=at - _SETTLED)
        last = rows.aggregate(last=Max("pk"))["last"]
        if last is None:
            return 0
        digest, count = hashlib.sha256(), 0
        listed = Device.objects.filter(pk__gt=mark.until_id, pk__lte=last).order_by("pk")
        for pk, token_digest in listed.values_list("pk", "token_digest").iterator(_BLOCK):
            digest.update(f"{pk}:{token_digest}\n".encode())
            count += 1
        data = {"after": mark.until_id, "until": last, "count": count, "sha256": digest.hexdigest()}
        mark.until_id = last
        mark.save(update_fields=["until_id"])
        audit.record("exposure.device.register", by=Phone(), on=None, at=at, data=data)
    return count
