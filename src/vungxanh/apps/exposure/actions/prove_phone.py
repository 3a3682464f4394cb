"""A phone proves that a telephone number is its own, and says whose it is (xác thực số điện thoại).

The number is never asked for: tracing works without. What is declared stands sealed, and a message that does not go out
stops nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
from django.utils.crypto import constant_time_compare

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions import alarm, attempts
from vungxanh.apps.exposure.actions.alarm import Flood
from vungxanh.apps.exposure.actions.attempts import Limit
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import Device, PhoneProof
from vungxanh.apps.exposure.queries import addresses
from vungxanh.kit import audit, clock
from vungxanh.kit.sealing.digests import keyed as digest

LIFE = timedelta(minutes=10)
DIGITS = 6
ENTROPY_BYTES = 8
MOST_SENT = {"sms-num": 5, "sms-dev": 5, "sms-addr": 20, "sms-all": 2_000}  # an hour; each message costs money
MOST_TRIES = 10  # of one phone; tries by others with the same number are no tries of its own


class Proof(Enum):
    """What came of a code that was typed."""

    PROVED = auto()
    WRONG = auto()
    EXPIRED = auto()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent where; it is kept nowhere."""

    number: str
    text: str


def _digest(device: Device, number: str, code: str) -> str:
    return digest(f"{device.pk}:{keyed.national(number)}:{code}", purpose="exposure.proof")


def begin(device: Device, number: str, *, address: str, at: datetime, entropy: bytes) -> Letter | None:
    """Make a code for a number (tạo mã xác thực).

    None when number, phone, address or everybody together asked too often this hour; the last is told to the province.
    `entropy` is 8 fresh random bytes. Whoever calls sends the letter after the transaction.
    """
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError(f"a code needs {ENTROPY_BYTES} random bytes")
    over = attempts.take_part(
        Limit("sms-dev", MOST_SENT["sms-dev"], device.token_digest),
        Limit("sms-addr", MOST_SENT["sms-addr"], keyed.of_address(address)),
        Limit("sms-num", MOST_SENT["sms-num"], keyed.of_phone(number)),
        Limit("sms-all", MOST_SENT["sms-all"]),
        at=at,
    )
    if over is not None:
        if over.scope == "sms-all" and over.is_first:
            alarm.too_many(Flood.TEXTS, at=at)
        return None
    code = f"{int.from_bytes(entropy, 'big') % 10**DIGITS:0{DIGITS}}"
    with transaction.atomic():
        proof = PhoneProof.objects.create(
            device=device,
            phone_digest=keyed.of_phone(number),
            code_digest=_digest(device, number, code),
            sent_at=at,
            expires_at=at + LIFE,
        )
        audit.record("exposure.phone.ask", by=Phone(device.pk), on=proof, at=at)
    return Letter(keyed.national(number), f"{code} la ma xac thuc Bluezone cua ban, dung trong 10 phut.")


def prove(device: Device, number: str, code: str, *, at: datetime) -> Proof:
    """Judge a typed code against the newest one of this phone and number (xác thực)."""
    phone = keyed.of_phone(number)
    if attempts.take_part(Limit("otp-dev", MOST_TRIES, device.token_digest), at=at) is not None:
        return Proof.WRONG
    with transaction.atomic():
        rows = PhoneProof.objects.select_for_update(of=("self",)).filter(device=device, phone_digest=phone)
        proof = rows.order_by("-sent_at", "-pk").first()
        if proof is None or not constant_time_compare(proof.code_digest, _digest(device, number, code)):
            return Proof.WRONG
        if proof.used_at is not None:  # the answer to the first try was lost on its way
            return Proof.PROVED if device.phone_digest == proof.phone_digest else Proof.WRONG
        if proof.expires_at <= at:
            return Proof.EXPIRED
        proof.used_at = at
        proof.save(update_fields=["used_at"])
        Device.objects.filter(pk=device.pk).update(
            phone=keyed.national(number),
            phone_digest=proof.phone_digest,
            phone_proved_at=at,
            declared_on=clock.day_of(at),
        )
        audit.record("exposure.phone.prove", by=Phone(device.pk), on=device, at=at)
    return Proof.PROVED


def declare_owner(device: Device, *, full_name: str, address: str, number: str = "", at: datetime) -> None:
    """Keep what the owner says of themselves (khai thông tin); a number that was proved is not written over."""
    device.full_name, device.address, device.declared_on = full_name, address, clock.day_of(at)
    device.commune = addresses.commune_of(address, on=device.declared_on)
    with transaction.atomic():
        device.save(update_fields=["full_name", "address", "commune", "declared_on"])
        if number:  # asked of the row, not of what was read before: a proof may have come in between
            unproved = Device.objects.filter(pk=device.pk, phone_proved_at=None)
            unproved.update(phone=keyed.national(number), phone_digest=keyed.of_phone(number))
        audit.record("exposure.device.declare", by=Phone(device.pk), on=device, at=at)
