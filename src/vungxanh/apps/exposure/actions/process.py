"""From uploads to edges: what was handed in is compared and the day segments are brought up to date (đối chiếu)."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from vungxanh.apps.exposure.events import EncountersFound
from vungxanh.apps.exposure.graph import live, segments
from vungxanh.apps.exposure.models import LIVE, Comparison, Holder, Segment, Upload, UploadState
from vungxanh.apps.org.models import Unit
from vungxanh.core.records.retention import limits
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor, SystemActor
from vungxanh.kit.clock import day_of
from vungxanh.kit.events import announce

if TYPE_CHECKING:
    from vungxanh.apps.exposure.graph.build import Found

logger = logging.getLogger(__name__)

BY = SystemActor("exposure")
SUBJECTS_AT_ONCE = 500
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Done:
    """What a run changed: uploads compared for the first time, segments written and taken away, people concerned.

    Of those `set_aside` something could not be used: the log names them, and they stopped nobody else.
    """

    checked: int
    written: int
    removed: int
    subjects: int
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class _Change:
    """A segment that is not what it should be: its new file (None: no edges left), and what stood before."""

    day: date
    area: Unit
    before: Segment | None
    after: segments.Written | None
    holders: frozenset[int]
    dropped: int


def process(*, at: datetime, by: Actor = BY, anew: bool = False) -> Done | None:
    """Bring edges in line with the uploads in force; None when they are, or when another run was quicker.

    The days that an added upload can concern are made anew from what is in force, all of them where anything was taken
    away, so nothing is counted twice however often a run is killed: files are written first, and one transaction then
    makes them count and marks the uploads. With `anew` every day, also when no upload has changed, which replaces files
    that were lost or damaged.
    """
    held = live.uploads()
    before = Comparison.objects.filter(pk=1).first()
    known, now = before.live if before else "", live.digest(held)
    is_new = known != now or any(one.state == UploadState.ACCEPTED for one in held)
    if not is_new and not anew:
        return None
    pks = _holders(held, at)
    aside, days = live.Aside(), None if anew else live.changed_days(held, known)
    found = _edges(held, {subject: place for place, subject in enumerate(pks)}, aside, days, at)
    changes = _changes(found, list(pks.values()), first_day(at), now)
    if not is_new and not changes and all(one.implausible == found.dropped[n] for n, one in enumerate(held)):
        return None
    with transaction.atomic():
        mark, _new = Comparison.objects.select_for_update().get_or_create(pk=1, defaults={"made_at": at})
        if mark.live != known or not _still_live(held):
            return None
        mark.live, mark.made_at = now, at
        mark.save()
        _replace(changes, at)
        checked = _mark(held, found, at, by)
        audit.record_many("exposure.upload.set_aside", by=by, on=[one for one in checked if one.pk in aside], at=at)
        subjects = _announce(changes, now[:16])
        _forget_others(pks)
        done = Done(
            len(checked), sum(one.after is not None for one in changes), sum(one.before is not None for one in changes),
            len(subjects), len(aside),
        )  # fmt: skip
        audit.record("exposure.edges.build", by=by, on=mark, at=at, data=_told(done))
    return done


def first_day(at: datetime) -> date:
    """The first UTC day that is kept."""
    kept: timedelta = limits(settings.KEEP_DAYS)["segments"]
    return (at - kept).astimezone(UTC).date()


def _told(done: Done) -> dict[str, object]:
    return asdict(done)


def _holders(held: Sequence[Upload], at: datetime) -> dict[UUID, int]:
    """The node of every subject, in order of nodes; new ones are made."""
    subjects = {one.subject for one in held}
    known = set(Holder.objects.values_list("subject", flat=True))
    new = [Holder(subject=subject, made_at=at, last_on=day_of(at)) for subject in sorted(subjects - known)]
    Holder.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    rows = Holder.objects.order_by("pk").values_list("subject", "pk")
    return {subject: pk for subject, pk in rows if subject in subjects}


def _edges(
    held: Sequence[Upload], person_of: Mapping[UUID, int], aside: live.Aside, days: live.Days, at: datetime
) -> "Found":
    """Of the days that changed, from what was handed in about them and about the days beside them."""
    from vungxanh.apps.exposure.graph.build import build

    since_ms, until_ms = segments.number_of(first_day(at)) * DAY_MS, int((at + AHEAD).timestamp() * 1000)
    near = None if days is None else live.around(days)
    spoken = live.table(held, person_of, aside, None if near is None else live.around(near))
    logs = live.logs(held, person_of, live.places(), aside, near)
    return build(logs, spoken, since_ms=since_ms, until_ms=until_ms, days=days)


def _forget_others(pks: Mapping[UUID, int]) -> None:
    """Whoever handed in nothing that is in force is no node any more."""
    gone = set(Holder.objects.values_list("pk", flat=True)) - set(pks.values())
    for some in _batches(sorted(gone)):
        Holder.objects.filter(pk__in=some).delete()


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """A database takes only so many values in one statement."""
    return (keys[start : start + SUBJECTS_AT_ONCE] for start in range(0, len(keys), SUBJECTS_AT_ONCE))


def _changes(found: "Found", pks: Sequence[int], first: date, run: str) -> list[_Change]:
    """What differs from the segments that stand, with the new files written."""
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={area for _, area in found.edges if area})}
    province = Unit.objects.get(pk=live.places().province)
    stand = {
        (one.day, one.area_id): one
        for one in Segment.objects.filter(is_current=True, day__gte=first).select_related("area")
        if found.covers(segments.number_of(one.day))
    }
    changes = []
    for (number, area), columns in found.edges.items():
        day, unit = segments.day_of(number), units[area] if area else province
        before = stand.pop((day, unit.pk), None)
        after = segments.ordered(_by_holder(columns, pks))
        old = _content(before)
        if old is not None and segments.digest(old) == segments.digest(after):
            continue
        written = segments.write(day, unit.code, before.version + 1 if before else 1, run, after)
        dropped = found.dropped_of.get((number, area), 0)
        changes.append(_Change(day, unit, before, written, segments.persons_changed(old, after), dropped))
    for (day, _area), gone in stand.items():
        holders = segments.persons_changed(_content(gone), None)
        changes.append(_Change(day, gone.area, gone, None, holders, 0))
    return changes


def _content(segment: Segment | None) -> segments.Columns | None:
    """What a segment says; None where its file was lost or damaged, which is mended by writing the next version."""
    try:
        return segments.read(segment.name, segment.sha256) if segment else None
    except (FileNotFoundError, segments.Damaged):
        logger.exception("a segment could not be read and is made anew")
        return None


def _by_holder(columns: segments.Columns, pks: Sequence[int]) -> segments.Columns:
    """The same with nodes in place of persons counted from 0; nodes rise with persons, so one < other stays."""
    import numpy as np

    of = np.array(pks, np.int32)
    return columns | {"one": of[columns["one"]], "other": of[columns["other"]]}


def _still_live(held: Sequence[Upload]) -> bool:
    """Whether all that was compared is still in force, locked until the end."""
    keys = {one.pk for one in held}
    rows = Upload.objects.select_for_update().filter(state__in=LIVE).order_by("pk").only("pk", "history_name")
    now = [row for row in rows.iterator(chunk_size=2_000) if row.pk in keys]
    return live.digest(now) == live.digest(held)


def _replace(changes: Sequence[_Change], at: datetime) -> None:
    gone = [one.before for one in changes if one.before]
    Segment.objects.filter(pk__in=[one.pk for one in gone]).delete()
    Segment.objects.bulk_create(
        Segment(
            day=one.day,
            area=one.area,
            version=one.before.version + 1 if one.before else 1,
            name=one.after.name,
            rows=one.after.rows,
            dropped=one.dropped,
            sha256=one.after.sha256,
            built_at=at,
        )
        for one in changes
        if one.after
    )
    transaction.on_commit(lambda: segments.remove(one.name for one in gone))


def _mark(held: Sequence[Upload], found: "Found", at: datetime, by: Actor) -> list[Upload]:
    """Count on each upload what of it was dropped; those compared for the first time are now checked.

    What later ones showed to be implausible of earlier ones is counted when all days are looked at, every night.
    """
    new = [one for one in held if one.state == UploadState.ACCEPTED]
    changed = []
    for number, upload in enumerate(held):
        dropped = found.dropped[number]
        if upload.state == UploadState.ACCEPTED:
            upload.state, upload.checked_at = UploadState.CHECKED, at
        elif found.days is not None or upload.implausible == dropped:
            continue
        upload.implausible = dropped
        changed.append(upload)
    Upload.objects.bulk_update(changed, ["state", "checked_at", "implausible"], batch_size=500)
    audit.record_many("exposure.upload.check", by=by, on=changed, at=at)
    return new


def _announce(changes: Sequence[_Change], run_id: str) -> list[str]:
    """Tell whose encounters are other than before, a bounded number at a time."""
    holders = frozenset[int]().union(*(one.holders for one in changes))
    rows = Holder.objects.order_by("pk").values_list("pk", "subject").iterator(chunk_size=10_000)
    subjects = [str(subject) for node, subject in rows if node in holders]
    if not subjects:
        return []
    days = [one.day for one in changes]
    since = datetime.combine(min(days), datetime.min.time(), UTC)
    until = datetime.combine(max(days), datetime.min.time(), UTC) + timedelta(days=1)
    pairs = sum(one.after.rows for one in changes if one.after)
    announce(
        *(
            EncountersFound(run_id, tuple(subjects[start : start + SUBJECTS_AT_ONCE]), pairs, since, until)
            for start in range(0, len(subjects), SUBJECTS_AT_ONCE)
        )
    )
    return subjects
