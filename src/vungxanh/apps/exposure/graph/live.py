"""What the uploads that are in force hold, in the form in which edges are made of it (lượt khai báo còn hiệu lực)."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import chain
from uuid import UUID

from vungxanh.apps.exposure.graph import reading, spoken
from vungxanh.apps.exposure.graph.build import Side
from vungxanh.apps.exposure.graph.reading import Log
from vungxanh.apps.exposure.graph.segments import number_of
from vungxanh.apps.exposure.models import LIVE, DayKey, Upload, UploadState
from vungxanh.apps.org.models import Level, Unit
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing.risk import System
from vungxanh.kit.sealing.keys import Unopened

logger = logging.getLogger(__name__)

MOST_ROWS_WITHOUT_KEY = 20_000
UNUSABLE = (OSError, ValueError, OverflowError, Unopened)


def uploads() -> list[Upload]:
    """Those in force, in the order in which they came in."""
    return list(Upload.objects.filter(state__in=LIVE).select_related("device__commune").order_by("received_at", "pk"))


def digest(held: Iterable[Upload]) -> str:
    """The same for the same uploads with the same histories."""
    said = sorted(f"{one.pk}:{one.history_name}" for one in held)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Places:
    """Districts by the path of what lies in them, and the province for whatever lies in none."""

    districts: Mapping[str, int]
    communes: Mapping[str, str]
    province: int

    def district_of(self, upload: Upload) -> int | None:
        """The district of the phone's owner: as the phone was registered, or as its owner said when reporting."""
        path = self.commune_of(upload)
        return next((pk for district, pk in self.districts.items() if path.startswith(district)), None)

    def commune_of(self, upload: Upload) -> str:
        """The path of the commune, "" when it is not known."""
        commune = upload.device.commune if upload.device else None
        return commune.path if commune else self.communes.get(_said_commune(upload), "")


def _said_commune(upload: Upload) -> str:
    if not upload.contact:  # a value that does not open counts as empty
        return ""
    try:
        said = json.loads(upload.contact)
    except ValueError:
        return ""
    return str(said.get("commune_code", "")) if isinstance(said, dict) else ""


def places() -> Places:
    """The districts and communes of the directory (2 queries)."""
    rows = Unit.objects.filter(level__in=(Level.PROVINCE, Level.DISTRICT), ended_on=None).order_by("path")
    found = list(rows.values_list("level", "path", "pk"))
    province = next((pk for level, _, pk in found if level == Level.PROVINCE), None)
    if province is None:
        raise LookupError("the directory has no province to keep segments under")
    communes = dict(Unit.objects.filter(level=Level.COMMUNE).values_list("code", "path"))
    return Places({path: pk for level, path, pk in found if level == Level.DISTRICT}, communes, province)


class Aside(dict[UUID, str]):
    """Uploads of which something cannot be used, by key, and why: it counts as not handed in and stops nobody else."""

    def put(self, upload: UUID, error: Exception) -> None:
        """Name one; the first reason stays."""
        logger.error("upload %s: %s (%s) cannot be used and is set aside", upload, type(error).__name__, error)
        self.setdefault(upload, type(error).__name__)


Days = frozenset[int] | None
"""UTC days in days since 1970; None for every day."""


def changed_days(held: Sequence[Upload], known: str) -> Days:
    """The days on which edges can have changed since the uploads of a digest were compared.

    When others were only added to these, the days of their keys and one before and after; every day when something was
    taken away, when nothing is known, when somebody handed in again, or when somebody has no key.
    """
    old = [one for one in held if one.state == UploadState.CHECKED]
    new = {one.pk: one.subject for one in held if one.state == UploadState.ACCEPTED}
    if digest(old) != known or {one.subject for one in old}.intersection(new.values()):
        return None
    of = days_of_keys()
    if not new or any(pk not in of for pk in new):
        return None
    return around(frozenset[int]().union(*(of[pk] for pk in new)))


def days_of_keys() -> dict[UUID, frozenset[int]]:
    """The days of the keys of each upload in force (1 query)."""
    rows = DayKey.objects.filter(upload__state__in=LIVE).values_list("upload_id", "starts_at")
    found: dict[UUID, set[int]] = {}
    for upload, starts_at in rows.iterator(chunk_size=10_000):
        found.setdefault(upload, set()).add(number_of(starts_at.astimezone(UTC).date()))
    return {upload: frozenset(days) for upload, days in found.items()}


def around(days: frozenset[int]) -> frozenset[int]:
    """These days with one before and one after each."""
    return frozenset(day + step for day in days for step in (-1, 0, 1))


def table(held: Sequence[Upload], person_of: Mapping[UUID, int], aside: Aside, days: Days = None) -> spoken.Spoken:
    """The identifiers that live keys of some days speak for; after them what people without a key say were theirs."""
    subject_of = {one.pk: one.subject for one in held}
    with_key = set[UUID]()

    def claimed() -> Iterator[spoken.Claim]:
        for row in _live_keys():
            if row.upload_id not in subject_of:
                continue  # it came in after `held` was read
            with_key.add(row.upload_id)
            is_wanted = days is None or number_of(row.starts_at.astimezone(UTC).date()) in days
            if is_wanted and row.key:  # a value that does not open counts as empty
                try:
                    yield from spoken.of_key(person_of[subject_of[row.upload_id]], slot_key(row))
                except UNUSABLE as error:
                    aside.put(row.upload_id, error)

    def said() -> Iterator[spoken.Claim]:
        for upload in held:
            if upload.pk not in with_key and upload.history_name:
                log = _log_of(upload, aside)
                own = [bytes(one) for one in log.own[:MOST_ROWS_WITHOUT_KEY]]
                yield from spoken.of_rows(person_of[upload.subject], own, log.ms[:MOST_ROWS_WITHOUT_KEY].tolist())

    return spoken.table(chain(claimed(), said()))


def _live_keys() -> Iterator[DayKey]:
    """All keys in force, the earliest upload's first; no list of uploads is sent, of which there may be very many."""
    keys = DayKey.objects.filter(upload__state__in=LIVE).order_by("upload__received_at", "upload_id", "starts_at")
    return keys.iterator(chunk_size=500)


def slot_key(row: DayKey) -> SlotKey:
    """The key of a row as the protocol has it."""
    return SlotKey(bytes.fromhex(row.key), int(row.starts_at.timestamp()), int(row.ends_at.timestamp()))


def logs(
    held: Sequence[Upload], person_of: Mapping[UUID, int], where: Places, aside: Aside, days: Days = None
) -> Iterator[tuple[Side, Log]]:
    """The histories, one at a time; `upload` of a side is the place in `held`.

    With `days` only those that can say something of them: a row counts in the time of its owner's own key.
    """
    systems = {system.value: system for system in System}
    of = days_of_keys() if days is not None else {}
    for number, upload in enumerate(held):
        if days is not None and upload.pk in of and not of[upload.pk] & days:
            continue
        system = systems.get(upload.device.system) if upload.device else None
        yield Side(person_of[upload.subject], number, system, where.district_of(upload)), _log_of(upload, aside)


def _log_of(upload: Upload, aside: Aside) -> Log:
    """The history; none where its file is gone or does not open."""
    try:
        return reading.of_upload(upload)
    except UNUSABLE as error:
        aside.put(upload.pk, error)
        return reading.columns(())
