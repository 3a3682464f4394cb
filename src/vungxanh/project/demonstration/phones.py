"""Phones of the made-up outbreak: those that take part, cases that handed in, and codes of today (điện thoại mẫu).

A few registered as real ones do. Behind them stand some fifty thousand of the web app, written in bulk without token or
owner, so that coverage has something to count; their digests begin with "mau-", which no real digest does.
"""

import hashlib
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from vungxanh.apps.exposure.actions.codes import issue
from vungxanh.apps.exposure.actions.prove_phone import declare_owner
from vungxanh.apps.exposure.actions.register import register_and_find
from vungxanh.apps.exposure.actions.uploads import accept_case
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import CodeKind, Device, System, Upload, Way
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.slotkeys import of_day
from vungxanh.core.exposure.uploads import Reported
from vungxanh.core.tracing.ids import DAY_S, KEY_BYTES
from vungxanh.kit import bulk, clock

SAMPLE = "mau-"
_A_COMMUNE = (6, 0, 0, 5, 1)
_SYSTEMS = (System.ANDROID, System.ANDROID, System.IOS, System.WEB)
# The share of people with a phone: where the outbreak is, in the same districts, elsewhere.
_HERE, _NEAR, _FAR = (0.12, 0.34), (0.01, 0.05), (0.0, 0.008)
_SILENT_EACH = 8


def register(communes: Iterable[Unit], *, chance: random.Random, at: datetime, until: datetime) -> int:
    """A few phones in each commune that were seen lately; how many."""
    made = 0
    for place, unit in enumerate(communes):
        for number in range(_A_COMMUNE[place % len(_A_COMMUNE)]):
            seen = min(at + timedelta(hours=number), until)
            device = register_and_find(f"{SAMPLE}{unit.code}-{number}", chance.choice(_SYSTEMS), at=seen)
            parent = unit.parent.name if unit.parent else ""
            declare_owner(device, full_name="Chủ máy (mẫu)", address=f"{unit.name}, {parent}", at=seen)
            made += 1
    return made


def take_part(outbreak: Collection[Unit], *, chance: random.Random, at: datetime, until: datetime) -> int:
    """Phones of every commune, most where the outbreak is, one in eight silent for days; how many."""
    communes = Unit.objects.filter(level=Level.COMMUNE, ended_on=None).order_by("code")
    here, near = {unit.pk for unit in outbreak}, {unit.parent_id for unit in outbreak}
    rows = list[dict[str, object]]()
    for unit in communes:
        share = chance.uniform(*(_HERE if unit.pk in here else _NEAR if unit.parent_id in near else _FAR))
        rows += _rows(unit, int(share * (unit.population or 0)), at, until)
    bulk.insert(Device, rows)
    return len(rows)


def _rows(unit: Unit, count: int, at: datetime, until: datetime) -> Iterator[dict[str, object]]:
    for number in range(count):
        seen = at if number % _SILENT_EACH == 0 else until
        yield {
            "token_digest": f"{SAMPLE}{unit.code}-{number:05}",
            "system": System.WEB.value,
            "commune_id": unit.pk,
            "registered_at": at,
            "seen_on": clock.day_of(seen),
        }


def stay_awake(*, at: datetime) -> int:
    """The sample phones that were seen on the last day are seen today: a demonstration may stay open for weeks."""
    sample = Device.objects.filter(token_digest__startswith=SAMPLE)
    last, today = sample.aggregate(last=Max("seen_on"))["last"], clock.day_of(at)
    if last is None or last >= today:
        return 0
    return sample.filter(seen_on=last).update(seen_on=today)


def give_codes(subjects: Sequence[UUID], *, by: Officer, chance: random.Random, at: datetime) -> None:
    """Codes that were issued today and not used yet; nobody learns their text."""
    since = clock.day_of(at) - timedelta(days=7)
    for subject in subjects:
        issue(CodeKind.LINK, subject, since, by=by, at=at, entropy=chance.randbytes(32))


def hand_in(subject: UUID, *, by: Officer, chance: random.Random, at: datetime) -> Upload:
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
    return accept_case(
        text, keys=keys, consent=consent, body_digest=body, way=Way.CHANNEL, by=Phone(), at=at, address="192.0.2.1"
    )
