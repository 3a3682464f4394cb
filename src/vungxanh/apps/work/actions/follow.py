"""Work follows its units when they merge or end (kế thừa nhiệm vụ)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_noop

from vungxanh.apps.directives.models import Recurrence
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.queries.succession import Lineage, ended_by, lineage
from vungxanh.apps.work.actions.resettling import BATCH, Settled, resettle
from vungxanh.apps.work.actions.steps import entry_of
from vungxanh.apps.work.events import WorkFollowed
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, State
from vungxanh.apps.work.queries.orphans import living
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of
from vungxanh.kit.said import Said, said

_MOVED = gettext_noop("%(old)s kết thúc hoạt động ngày %(day)s; %(new)s tiếp tục nhiệm vụ này.")
_MERGED = gettext_noop("%(old)s kết thúc hoạt động ngày %(day)s; gộp vào nhiệm vụ này của %(new)s.")
_TAKEN_IN = gettext_noop("Gộp nhiệm vụ này của %(old)s, đã báo tiến độ %(percent)s phần trăm.")
_ORPHANED = gettext_noop("%(old)s kết thúc hoạt động ngày %(day)s; chưa có nơi tiếp tục nhiệm vụ này.")


@dataclass(frozen=True, slots=True)
class Followed:
    """How many rows went to an heir, ended in one that it had, wait for their giver, and got another giver."""

    moved: int = 0
    merged: int = 0
    orphaned: int = 0
    regiven: int = 0


def follow_units(*, by: Actor, at: datetime) -> Followed:
    """Bring all open work and all recurring duties of ended units to their heirs, whatever was done before.

    It looks at what is, not at what has just happened: a second run finds nothing, and a run that was killed left
    nothing. What an ended unit gave is answered by its heir, else by the standing unit above it. Where nobody carries
    on, or a division leaves a choice, the rows wait for their giver. Queries by batches, not by rows.
    """
    on = day_of(at)
    with transaction.atomic():
        line = lineage(on)
        if not line.successors:
            return Followed()
        regiven = _regive(line, by=by, at=at)
        settled = _move(line, by=by, at=at)
        _continue_series(line, settled, at=at)
        orphaned = _orphan(line, by=by, at=at)
        if regiven or settled.moved or settled.merged or orphaned:
            moved = tuple(row.pk for row in settled.moved)
            stays = tuple(sorted({row.pk for row in settled.merged.values()} - set(moved)))
            events.announce(WorkFollowed(moved, stays, tuple(settled.merged), tuple(orphaned), tuple(regiven), at))
    return Followed(len(settled.moved), len(settled.merged), len(orphaned), len(regiven))


def _regive(line: Lineage, *, by: Actor, at: datetime) -> list[int]:
    rows = living(Assignment.objects.filter(assigned_by__in=ended_by(day_of(at))))
    found = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", "assigned_by"))
    heirs = {former: line.heir(former) or line.above.get(former) for _pk, former in found}
    ids = [pk for pk, former in found if heirs[former]]
    cases = [When(assigned_by=former, then=Value(heir)) for former, heir in heirs.items() if heir]
    for start in range(0, len(ids), BATCH):
        some = Assignment.objects.filter(pk__in=ids[start : start + BATCH])
        some.update(assigned_by=Case(*cases), updated_at=at, version=F("version") + 1)
    audit.record_many("work.regive", by=by, on=[Assignment(pk=pk) for pk in ids], at=at)
    return ids


def _move(line: Lineage, *, by: Actor, at: datetime) -> Settled:
    rows = Assignment.objects.filter(is_open=True, unit__in=ended_by(day_of(at)))
    held = [row for row in rows.select_for_update(of=("self",)).order_by("pk") if line.heir(row.unit_id)]
    settled = resettle(held, {row.pk: line.heir(row.unit_id) or 0 for row in held}, at=at)
    tell_threads(settled, {row.pk: _MOVED for row in settled.moved}, by=by, at=at)
    audit.record_many("work.follow", by=by, on=[*settled.moved, *settled.ended], at=at, data=digest(settled))
    return settled


def tell_threads(
    settled: Settled, moved: Mapping[int, str], *, by: Actor, at: datetime, kind: str = EntryKind.SUCCESSION
) -> None:
    """Write in every thread what happened: in those that moved, in those that ended, and in those that stay."""
    rows = [*settled.moved, *settled.ended, *settled.merged.values()]
    ids = {row.unit_id for row in rows} | set(settled.former.values())
    units = Unit.objects.only("name", "ended_on").in_bulk(list(ids))

    def about(row: Assignment, words: str, new: int, **facts: int) -> Said:
        old = units[settled.former.get(row.pk, row.unit_id)]
        day = f"{old.ended_on or day_of(at):%d/%m/%Y}"
        known = {"old": old.name, "new": units[new].name, "day": day} | facts
        return said(words, **{name: fact for name, fact in known.items() if f"%({name})s" in words})

    entries = [
        entry_of(row, EntryKind(kind), by=by, at=at, said=about(row, moved[row.pk], row.unit_id))
        for row in settled.moved
    ]
    for row in settled.ended:
        stays = settled.merged[row.pk]
        entries.append(entry_of(row, EntryKind.SUCCESSION, by=by, at=at, said=about(row, _MERGED, stays.unit_id)))
        taken_in = about(row, _TAKEN_IN, stays.unit_id, percent=row.percent)
        entries.append(entry_of(stays, EntryKind.SUCCESSION, by=by, at=at, said=taken_in))
    Entry.objects.bulk_create(entries, batch_size=BATCH)


def digest(settled: Settled) -> dict[str, object]:
    """Counts, and one SHA-256 over every (row, former unit, unit, row that stays), so that the list can be proved."""
    lines = sorted(
        f"{row.pk}|{settled.former[row.pk]}|{row.unit_id}|{row.merged_into_id or ''}"
        for row in (*settled.moved, *settled.ended)
    )
    sha256 = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return {"moved": len(settled.moved), "merged": len(settled.ended), "sha256": sha256}


def _continue_series(line: Lineage, settled: Settled, *, at: datetime) -> None:
    """A series goes on with the heir, and each task comes to a unit by one series only."""
    recurring = Assignment.objects.exclude(recurrence=Recurrence.NONE)
    ended = ended_by(day_of(at))
    left = recurring.filter(Q(continues_with__in=ended) | Q(continues_with=None, unit__in=ended))
    tasks = set(left.values_list("task", flat=True)) | {row.task_id for row in settled.moved}
    heads = list(recurring.select_for_update(of=("self",)).filter(task__in=tasks).order_by("pk"))
    groups: defaultdict[tuple[int, int], list[Assignment]] = defaultdict(list)
    changed = []
    for head in heads:
        carrier = head.continues_with_id or head.unit_id
        heir = line.heir(carrier) if line.has_ended(carrier) else carrier
        if heir is None:
            continue
        if heir != carrier:
            head.continues_with_id, head.orphaned_at = heir, None
            changed.append(head)
        groups[head.task_id, heir].append(head)
    came = {row.pk for row in (*changed, *settled.moved)}
    for group in groups.values():
        first, *others = sorted(group, key=lambda head: (head.pk in came, head.pk))
        for other in others:
            other.recurrence = Recurrence.NONE
            changed.append(other)
        _serve(first, others, at=at)
    unique = {head.pk: head for head in changed}.values()
    for head in unique:
        head.updated_at, head.version = at, head.version + 1
    columns = ["continues_with", "orphaned_at", "recurrence", "updated_at", "version"]
    Assignment.objects.bulk_update(unique, columns, batch_size=BATCH)


def _serve(first: Assignment, others: Iterable[Assignment], *, at: datetime) -> None:
    """Partners of a series that stopped serve the one that goes on."""
    stopped = [other.pk for other in others]
    if stopped:
        partners = Assignment.objects.filter(lead__in=stopped).exclude(recurrence=Recurrence.NONE)
        partners.exclude(pk=first.pk).update(lead=first, updated_at=at, version=F("version") + 1)


def _orphan(line: Lineage, *, by: Actor, at: datetime) -> list[int]:
    """Mark what nobody carries on, once; of a series its open turn, or its first row while no turn is open."""
    ended = ended_by(day_of(at))
    open_turn = Exists(Assignment.objects.filter(series=OuterRef("pk"), is_open=True))
    idle = ~Q(recurrence=Recurrence.NONE) & Q(is_open=False) & ~open_turn
    carried = Q(continues_with__in=ended) | Q(continues_with=None, unit__in=ended)
    rows = Assignment.objects.filter(Q(is_open=True, unit__in=ended) | idle & carried, orphaned_at=None)
    found = [
        row
        for row in rows.exclude(state=State.TRANSFERRED).select_for_update(of=("self",)).order_by("pk")
        if line.heir(row.continues_with_id or row.unit_id) is None
    ]
    for row in found:
        row.orphaned_at, row.updated_at, row.version = at, at, row.version + 1
    Assignment.objects.bulk_update(found, ["orphaned_at", "updated_at", "version"], batch_size=BATCH)
    units = Unit.objects.only("name", "ended_on").in_bulk({row.unit_id for row in found})
    Entry.objects.bulk_create(
        (entry_of(row, EntryKind.SUCCESSION, by=by, at=at, said=_orphaned(units[row.unit_id])) for row in found),
        batch_size=BATCH,
    )
    audit.record_many("work.orphan", by=by, on=found, at=at)
    return [row.pk for row in found]


def _orphaned(unit: Unit) -> Said:
    return said(_ORPHANED, old=unit.name, day=f"{unit.ended_on:%d/%m/%Y}")
