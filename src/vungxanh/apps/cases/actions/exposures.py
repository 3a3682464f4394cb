"""Recording who was near whom, and taking it back (phơi nhiễm)."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.current import people_now
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.models import Class, Exposure, Origin, Setting
from vungxanh.apps.cases.reasons import nameless
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.diff import EXPOSURES_CHANGED
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import FieldError, Invalid

OLDEST = timedelta(days=60)
LONGEST = timedelta(days=30)
_SOON = timedelta(hours=1)
_BATCH = 1000


class Someone(policies.Placed, Protocol):
    """Who met: a person's record, or what of it is needed here."""

    pk: int


@dataclass(frozen=True, slots=True)
class Met:
    """One meeting as it is told: two people, from when to when, how near, how it is known.

    Without `is_timed` the moments are the bounds of the days told; how long it lasted is not known.
    """

    source: Someone
    target: Someone
    started_at: datetime
    ended_at: datetime
    level: Class = Class.HIGH
    origin: Origin = Origin.INTERVIEW
    setting: Setting = Setting.UNKNOWN
    probability: float | None = None
    minutes: Sequence[float] = ()
    is_mutual: bool = False
    is_timed: bool = True
    evidence: str = ""
    note: str = ""

    @property
    def row_key(self) -> str:
        """Equal for the same meeting told again, so that a repeated import enters it once."""
        people = sorted((self.source.pk, self.target.pk))
        parts = (*people, self.started_at.timestamp(), self.ended_at.timestamp(), self.origin.value, self.evidence)
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def record(met: Met, *, by: Officer, at: datetime) -> Exposure:
    """Write one meeting down and derive again (thêm phơi nhiễm)."""
    return record_many([met], by=by, at=at)[0]


def record_many(told: Sequence[Met], *, by: Officer, at: datetime) -> list[Exposure]:
    """Write meetings down, each once however often it is told, and derive again once.

    What had been withdrawn and is told again stands again, as it is told now: a withdrawal may be a mistake too.
    Of people who are in the officer's place, both: a contact who lives elsewhere is entered by an interview.
    """
    both = {one.pk for met in told for one in (met.source, met.target)}
    with transaction.atomic():
        people = people_now(both, policies.must_follow_up, by=by)
        told = [replace(met, source=people[met.source.pk], target=people[met.target.pk]) for met in told]
        stand_again(told, by=by, at=at)
        rows = add(told, by=by, at=at)
        audit.record_many("cases.exposure.record", by=by, on=rows, at=at)
        derive(people.keys(), cause=CAUSE, by=by, at=at)
    return rows


CAUSE = EXPOSURES_CHANGED


def add(told: Iterable[Met], *, by: Actor, at: datetime) -> list[Exposure]:
    """The rows alone, new or already there, in the order told (2 queries); Invalid names each that cannot be."""
    told = list(told)
    must_be_sound(told, at)
    new = {met.row_key: Exposure(**row_of(met, by, at)) for met in told}
    Exposure.objects.bulk_create(new.values(), ignore_conflicts=True, batch_size=_BATCH)
    rows = {row.row_key: row for row in Exposure.objects.filter(row_key__in=new)}
    return [rows[met.row_key] for met in told]


def stand_again(told: Iterable[Met], *, by: Actor, at: datetime) -> list[Exposure]:
    """Let meetings count again that were withdrawn and that an officer tells once more, in the words of now.

    Why they had been withdrawn stays in the audit log. Inside a transaction that holds the audit; deriving and asking
    the policy are the caller's.
    """
    now = {met.row_key: met for met in told}
    must_be_sound(now.values(), at)
    again = list(Exposure.objects.filter(row_key__in=now).exclude(withdrawn_at=None).order_by("pk"))
    for row in again:
        audit.record("cases.exposure.restore", by=by, on=row, at=at, data={"withdrawn": row.withdrawn_why})
        for name, value in row_of(now[row.row_key], by, at).items():
            setattr(row, name, value)
        row.withdrawn_at, row.withdrawn_why = None, ""
        row.save()
    return again


def withdraw(rows: Collection[Exposure], why: str, *, by: Officer, at: datetime) -> None:
    """Take meetings back that were not so (rút phơi nhiễm); they stay readable and count for nothing."""
    for row in rows:
        policies.must_withdraw(by, row)
    take_back(rows, why, by=by, at=at)


def take_back(rows: Collection[Exposure], why: str, *, by: Actor, at: datetime) -> None:
    """The same without an officer: what a revoked report told, and what phones compared again do not say any more.

    Rows that were withdrawn meanwhile keep their first reason.
    """
    if not why.strip():
        message = _("Cần ghi lý do.")
        raise Invalid(message, errors=[FieldError("why", message)])
    with transaction.atomic():
        audit.hold()
        live = Exposure.objects.filter(pk__in=[row.pk for row in rows], withdrawn_at=None)
        taken = list(live.select_related("source", "target"))
        people = {person.pk: person for row in taken for person in (row.source, row.target)}
        live.update(withdrawn_at=at, withdrawn_why=nameless(why, people.values()))
        audit.record_many("cases.exposure.withdraw", by=by, on=taken, at=at)
        derive({person for row in taken for person in (row.source_id, row.target_id)}, cause=CAUSE, by=by, at=at)


def must_be_sound(told: Iterable[Met], at: datetime) -> None:
    """Invalid with the row, from 1, of each meeting that cannot be."""
    wrong = [FieldError(field, message, row) for row, met in enumerate(told, 1) for field, message in _faults(met, at)]
    if wrong:
        raise Invalid(_("Có lần tiếp xúc chưa đúng."), errors=wrong)


def _faults(met: Met, at: datetime) -> Iterable[tuple[str, str]]:
    if met.source.pk == met.target.pk:
        yield "target", _("Một người không tiếp xúc với chính mình.")
    yield from faults_of_times(met.started_at, met.ended_at, at)


def faults_of_times(started_at: datetime, ended_at: datetime, at: datetime) -> Iterable[tuple[str, str]]:
    """What cannot be of a meeting's times, as field and sentence."""
    if ended_at < started_at:
        yield "ended_at", _("Lúc kết thúc phải sau lúc bắt đầu.")
    if started_at > at + _SOON:
        yield "started_at", _("Lần tiếp xúc ở tương lai.")
    if started_at < at - OLDEST:
        yield "started_at", _("Lần tiếp xúc đã quá 60 ngày.")
    if ended_at - started_at > LONGEST:
        yield "ended_at", _("Một lần tiếp xúc không quá 30 ngày.")


def row_of(met: Met, by: Actor, at: datetime) -> dict[str, object]:
    """A sound meeting as columns, for who writes many at once."""
    return {
        "source_id": met.source.pk,
        "target_id": met.target.pk,
        "started_at": met.started_at,
        "ended_at": met.ended_at,
        "is_timed": met.is_timed,
        "minutes": list(met.minutes),
        "level": met.level,
        "probability": met.probability,
        "origin": met.origin,
        "setting": met.setting,
        "is_mutual": met.is_mutual,
        "evidence": met.evidence,
        "note": met.note,
        "row_key": met.row_key,
        "recorded_by": by.actor_key,
        "recorded_at": at,
    }
