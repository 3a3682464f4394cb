"""People with phones who meet: the rows their phones write, and what they hand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from uuid import UUID, uuid5

from tests.factories.accounts import a_user
from vungxanh.apps.exposure import histories, keyed
from vungxanh.apps.exposure.models import Code, CodeKind, DayKey, Device, Upload, UploadKind, UploadState, Way
from vungxanh.apps.org.models import Unit
from vungxanh.core.exposure.slotkeys import of_day
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.tracefile import Row, write_row

MIDNIGHT = datetime(2020, 8, 10, tzinfo=UTC)
NOW = datetime(2020, 8, 14, 3, 0, tzinfo=UTC)
FIRST_DAY, DAYS = datetime(2020, 8, 8, tzinfo=UTC), 7
CYCLE = timedelta(minutes=5)
_SPACE = UUID("5f6d2b9e-7f55-4d80-9c1b-0a8d6a0e4b11")
_numbers = count(1)


def ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


@dataclass
class Person:
    """Somebody with a phone whose base key was made on FIRST_DAY."""

    name: str
    rows: list[Row] = field(default_factory=list)

    @property
    def subject(self) -> UUID:
        return uuid5(_SPACE, self.name)

    @property
    def base(self) -> bytes:
        return sha256(self.name.encode()).digest()

    def said_at(self, at: datetime) -> bytes:
        return ids.identifier_at(self.base, ms(FIRST_DAY), ms(at))

    def hears(self, other: "Person | bytes", at: datetime, *, minutes: int = 0, rssi: int = -60) -> None:
        """A row each cycle from `at` on, for so many minutes; an identifier given as bytes is a replayed one."""
        for step in range(minutes // 5 + 1):
            now = at + step * CYCLE
            heard = other if isinstance(other, bytes) else other.said_at(now)
            self.rows.append(Row(self.said_at(now), heard, rssi, ms(now)))


def meet(one: Person, other: Person, at: datetime, *, minutes: int = 30, rssi: int = -60) -> None:
    """Both phones hear one another."""
    one.hears(other, at, minutes=minutes, rssi=rssi)
    other.hears(one, at, minutes=minutes, rssi=rssi)


def hand_in(
    person: Person,
    unit: Unit,
    *,
    commune: Unit | None = None,
    keys: bool = True,
    history: bool = True,
    rows: Sequence[Row] | None = None,
    ends: timedelta = timedelta(days=1),
    received_at: datetime = NOW,
    kind: UploadKind = UploadKind.CASE,
) -> Upload:
    """An accepted upload as the actions leave it: sealed history, one slot key a day."""
    number = next(_numbers)
    device = None
    if commune:
        device = Device.objects.create(
            token_digest=f"{number:064}", token="t", commune=commune, registered_at=NOW, seen_on=NOW.date()
        )
    upload = Upload.objects.create(
        kind=kind,
        way=Way.CHANNEL,
        state=UploadState.ACCEPTED,
        code=_code(person, unit, number),
        device=device,
        subject=person.subject,
        body_digest=f"{number:064}",
        history_name=_kept(person.rows if rows is None else rows) if history else "",
        received_at=received_at,
        expires_on=(received_at + timedelta(days=28)).date(),
    )
    if keys:
        DayKey.objects.bulk_create(_keys(person, upload, ends))
    return upload


def _code(person: Person, unit: Unit, number: int) -> Code:
    return Code.objects.create(
        kind=CodeKind.VOICE,
        digest=f"{number:064}",
        unit=unit,
        place=unit,
        issued_by=a_user(f"Cán bộ {number}"),
        issued_at=NOW - timedelta(minutes=9),
        expires_at=NOW,
        subject=person.subject,
        since_on=FIRST_DAY.date(),
        claimed_at=NOW,
    )


def _keys(person: Person, upload: Upload, ends: timedelta) -> list[DayKey]:
    found, key = [], person.base
    for day in range(DAYS):
        midnight = FIRST_DAY + timedelta(days=day)
        last = min(midnight + timedelta(days=1), FIRST_DAY + timedelta(days=DAYS - 1) + ends) - timedelta(seconds=1)
        if last >= midnight:
            one = of_day(key, int(midnight.timestamp()), int(last.timestamp()))
            digest = keyed.of_key(one.key)
            found.append(DayKey(upload=upload, key=one.key.hex(), key_digest=digest, starts_at=midnight, ends_at=last))
        key = ids.next_key(key)
    return found


def _kept(rows: Iterable[Row]) -> str:
    with histories.receiving() as file:
        for row in sorted(rows, key=lambda one: one.ms):
            file.write(write_row(row))
        return file.keep(FIRST_DAY - timedelta(days=90), FIRST_DAY + timedelta(days=90)).name
