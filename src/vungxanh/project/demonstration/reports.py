"""What follows a case's keys in the made-up outbreak: signed batches, and people who heard them (tự báo mẫu)."""

import hashlib
import random
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from vungxanh.apps.exposure.actions import batches, signing
from vungxanh.apps.exposure.actions.contacts import accept_contact, confirm, refuse
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.contact_report import ContactReport, Met
from vungxanh.apps.exposure.models import DayKey, Upload
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.signing import SEED_BYTES
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, identifiers
from vungxanh.core.tracing.ids import DAY_S, ID_BYTES
from vungxanh.core.tracing.tracefile import Row
from vungxanh.project.demonstration.contacts import telephone

_FIRST_NUMBER = 900_001
_AFTERNOON = 36


@dataclass(frozen=True, slots=True)
class Told:
    """Who reported when, living where, and what a health officer said to it, if anybody did yet."""

    name: str
    commune: str
    at: datetime
    answer: str = ""


def publish(moments: Sequence[datetime]) -> int:
    """The signing keys, and the batches that were due at these moments; how many."""
    signing.keep_keys((secrets.token_bytes(SEED_BYTES), secrets.token_bytes(SEED_BYTES)), at=moments[0])
    made = [batches.publish(chance=secrets.SystemRandom(), at=at) for at in moments]
    return sum(batch is not None for batch in made)


def report(told: Sequence[Told], handed_in: Upload, *, by: Officer, chance: random.Random, at: datetime) -> int:
    """People whose phones heard that case on its last days; some reports are answered, the others wait; how many."""
    keys = list(DayKey.objects.filter(upload=handed_in, batch__isnull=False).order_by("-starts_at"))
    kept = 0
    for number, one in enumerate(told):
        key = keys[number % min(len(keys), 3)]
        start_s = int(key.starts_at.timestamp())
        rows = tuple(_heard(bytes.fromhex(key.key), start_s, chance))
        said = ContactReport(
            full_name=f"{one.name} (mẫu)",
            phone=telephone(_FIRST_NUMBER + number),
            address="Thôn Mẫu 1",
            commune=one.commune,
            words="sample",
            met=(Met(bytes.fromhex(key.key), start_s, rows),),
        )
        body = hashlib.sha256(f"{one.name}:{number}".encode()).hexdigest()
        upload = accept_contact(said, body_digest=body, by=Phone(), at=one.at, address=f"192.0.2.{number + 10}")
        if upload is None:
            continue
        kept += 1
        if one.answer == "yes":
            confirm(upload, by=by, at=at)
        elif one.answer:
            refuse(upload, one.answer, by=by, at=at)
    return kept


def _heard(key: bytes, start_s: int, chance: random.Random) -> Iterator[Row]:
    """A sighting a minute for half an hour or more of one afternoon."""
    sent = list(identifiers(SlotKey(key, start_s, start_s + DAY_S - 1)))
    first, own, near = (
        (_AFTERNOON + chance.randrange(12)) * SLOT_S,
        chance.randbytes(ID_BYTES),
        chance.randint(-70, -54),
    )
    for minute in range(chance.randint(20, 50)):
        second = first + minute * 60
        yield Row(own, sent[second // SLOT_S], near + chance.randint(-3, 3), (start_s + second) * 1000)
