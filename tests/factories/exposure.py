"""Health officers, codes, phones with keys, and what they hand in."""

import hashlib
import json
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import NamedTuple
from uuid import UUID, uuid4

from tests.factories.org import a_province, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import contact_report, histories
from vungxanh.apps.exposure.actions import batches, signing
from vungxanh.apps.exposure.actions.codes import issue
from vungxanh.apps.exposure.actions.contacts import accept_contact
from vungxanh.apps.exposure.actions.uploads import accept_case
from vungxanh.apps.exposure.actors import Phone
from vungxanh.apps.exposure.models import Batch, Code, CodeKind, DayKey, Upload, Way
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, identifiers
from vungxanh.core.exposure.uploads import BODY_BYTES, Reported, read_upload
from vungxanh.core.tracing.disclosure import Base, day_keys
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.kit import clock

AT = datetime(2020, 8, 10, 3, 0, tzinfo=UTC)
SENDER = "203.0.113.7"
_numbers = count(1)


def a_health_officer(unit: Unit | None = None, *, role: Role = Role.HEALTH_OFFICER) -> Officer:
    """Somebody of the province's disease control centre, a service of the health department."""
    if unit is None:
        department = a_unit("Sở Y tế", level=Level.DEPARTMENT, parent=a_province())
        unit = a_unit("Trung tâm Kiểm soát bệnh tật", level=Level.SERVICE, parent=department)
    return an_officer(role, unit, name="Lê Thị Mai")


class Given(NamedTuple):
    """A code and its text."""

    code: Code
    text: str


def a_code(
    kind: CodeKind = CodeKind.LINK,
    *,
    by: Officer | None = None,
    subject: UUID | None = None,
    since_on: date | None = None,
    phone: str = "",
    at: datetime = AT,
    place: Unit | None = None,
) -> Given:
    """A code issued for somebody infectious since five days before."""
    since = since_on or clock.day_of(at) - timedelta(days=5)
    chance = random.Random(next(_numbers)).randbytes(32)
    return Given(
        *issue(
            kind,
            subject or uuid4(),
            since,
            phone=phone,
            by=by or a_health_officer(),
            at=at,
            entropy=chance,
            place=place,
        )
    )


def some_keys(days: int = 7, *, seed: int = 0, at: datetime = AT) -> list[dict[str, object]]:
    """The day keys of a phone as it sends them: the last days until now."""
    chance = random.Random(seed or next(_numbers))
    midnight_s = int(at.timestamp()) // DAY_S * DAY_S
    base = Base(chance.randbytes(32), midnight_s - (days + 2) * DAY_S)
    until_ms = int(at.timestamp()) * 1000
    found = day_keys(base, since_ms=(midnight_s - (days - 1) * DAY_S) * 1000, until_ms=until_ms)
    return [
        {"daily_key": one.key.hex().upper(), "time_start": one.start_s, "time_end": one.end_s, "max": 96}
        for one in found
    ]


def a_body(code: str, keys: list[dict[str, object]] | None = None, **more: object) -> bytes:
    """An upload as the agent writes it, padded."""
    consent = {"words": "agent-1", "leaves": ["keys"]}
    content = {"version": 1, "code": code, "keys": keys or some_keys(), "consent": consent, "padding": "", **more}
    content["padding"] = "0" * (-len(json.dumps(content, separators=(",", ":"))) % BODY_BYTES)
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def reported(keys: list[dict[str, object]] | None = None, *, at: datetime = AT) -> tuple[Reported, ...]:
    """The same keys as the server reads them."""
    return read_upload(a_body("12345678", keys or some_keys(at=at)), now_s=int(at.timestamp())).keys


def hand_in(
    text: str,
    keys: tuple[Reported, ...] | None = None,
    *,
    body: str = "",
    address: str = SENDER,
    at: datetime = AT,
    history: bytes = b"",
    **more: object,
) -> Upload:
    """Keys with a code through the channel, and rows of a history."""
    digest = hashlib.sha256((body or f"body {next(_numbers)}").encode()).hexdigest()
    given = {"way": Way.CHANNEL, "by": Phone(), "consent": {"words": "test"}} | more
    with histories.receiving() as receiving:
        receiving.write(history)
        return accept_case(
            text, keys=reported(at=at) if keys is None else keys, body_digest=digest, address=address, at=at,
            history=receiving, **given,
        )  # fmt: skip


def a_case(*, at: datetime = AT, **more: object) -> Upload:
    """An accepted upload with seven days of keys."""
    return hand_in(a_code(at=at, **more).text, at=at)


def a_batch(*, at: datetime, seed: int = 1) -> Batch | None:
    """What the tick makes at that moment."""
    chance = random.Random(seed)
    signing.keep_keys((chance.randbytes(48), chance.randbytes(48)), at=at)
    return batches.publish(chance=chance, at=at)


def a_waiting_report(key: DayKey, *, at: datetime = AT, body: str = "", **more: object) -> Upload:
    """A contact's own report of having heard a published key, which nobody has confirmed."""
    digest = hashlib.sha256((body or f"report {next(_numbers)}").encode()).hexdigest()
    report = contact_report.read_report(a_contact_body([(key, 2)], **more), now_s=int(at.timestamp()))
    found = accept_contact(report, body_digest=digest, by=Phone(), at=at, address=SENDER)
    assert found is not None
    return found


def a_contact_body(met: Sequence[tuple[DayKey, int]], *, phone: str = "0905 222 333", **more: object) -> bytes:
    """A contact's report of having heard these published keys, three rows each at so many slots after their start."""
    content: dict[str, object] = {
        "version": 1,
        "consent": {"words": "agent-1"},
        "person": {"full_name": "Trần Văn Nam", "phone": phone, "address": "Tổ 3", "commune": "20335"},
        "met": [_heard(key, slot) for key, slot in met],
        "padding": "",
        **more,
    }
    content["padding"] = "0" * (-len(json.dumps(content, separators=(",", ":"))) % contact_report.BODY_BYTES)
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def _heard(key: DayKey, slot: int) -> dict[str, object]:
    start_s = int(key.starts_at.timestamp())
    sent = list(identifiers(SlotKey(bytes.fromhex(key.key), start_s, start_s - start_s % DAY_S + DAY_S - 1)))
    ms = (start_s + slot * SLOT_S) * 1000
    rows = [["29ABD013B41C90269332AB5D", sent[slot].hex().upper(), -60 - at, ms + at * 60_000] for at in range(3)]
    return {"key": key.key, "time_start": start_s, "rows": rows}
