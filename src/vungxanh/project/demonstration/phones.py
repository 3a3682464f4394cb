"""Phones of the made-up outbreak: some that take part, one that handed in, and codes of today (điện thoại mẫu)."""

import hashlib
import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from vungxanh.apps.exposure.actions.codes import issue
from vungxanh.apps.exposure.actions.prove_phone import declare_owner
from vungxanh.apps.exposure.actions.register import register_and_find
from vungxanh.apps.exposure.actions.uploads import accept_case
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import CodeKind, System, Way
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.slotkeys import of_day
from vungxanh.core.exposure.uploads import Reported
from vungxanh.core.tracing.ids import DAY_S, KEY_BYTES
from vungxanh.kit import clock

_A_COMMUNE = (6, 0, 0, 5, 1)
_SYSTEMS = (System.ANDROID, System.ANDROID, System.IOS, System.WEB)


def register(communes: Iterable[Unit], *, chance: random.Random, at: datetime, until: datetime) -> int:
    """A few phones in each commune that were seen lately; how many."""
    made = 0
    for place, unit in enumerate(communes):
        for number in range(_A_COMMUNE[place % len(_A_COMMUNE)]):
            seen = min(at + timedelta(hours=number), until)
            device = register_and_find(f"mau-{unit.code}-{number}", chance.choice(_SYSTEMS), at=seen)
            parent = unit.parent.name if unit.parent else ""
            declare_owner(device, full_name="Chủ máy (mẫu)", address=f"{unit.name}, {parent}", at=seen)
            made += 1
    return made


def give_codes(subjects: Sequence[UUID], *, by: Officer, chance: random.Random, at: datetime) -> None:
    """Codes that were issued today and not used yet; nobody learns their text."""
    since = clock.day_of(at) - timedelta(days=7)
    for subject in subjects:
        issue(CodeKind.LINK, subject, since, by=by, at=at, entropy=chance.randbytes(32))


def hand_in(subject: UUID, *, by: Officer, chance: random.Random, at: datetime) -> None:
    """A case handed in the keys of five days with a code."""
    today = int(at.timestamp()) // DAY_S * DAY_S
    keys = [
        Reported(of_day(chance.randbytes(KEY_BYTES), start, start + DAY_S - 1), None)
        for start in range(today - 5 * DAY_S, today, DAY_S)
    ]
    since = clock.day_of(at) - timedelta(days=7)
    _code, text = issue(CodeKind.LINK, subject, since, by=by, at=at, entropy=chance.randbytes(32))
    body = hashlib.sha256(text.encode()).hexdigest()
    consent = {"words": "sample", "leaves": ["keys"], "hours_left_out": False}
    accept_case(
        text, keys=keys, consent=consent, body_digest=body, way=Way.CHANNEL, by=Phone(), at=at, address="192.0.2.1"
    )
