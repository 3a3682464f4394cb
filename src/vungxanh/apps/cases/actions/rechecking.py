"""Phones compared again: which meetings found before stand no more, and which took their place (đối chiếu lại)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from vungxanh.apps.cases.actions.cases import DOUBTED, NO_CASE
from vungxanh.apps.cases.actions.exposures import Met
from vungxanh.apps.cases.actions.proving import CORRECTED
from vungxanh.apps.cases.models import Case, Classification, Exposure, Origin, Person
from vungxanh.apps.cases.reasons import BY_COMPARING, NOT_SEEN, REPLACED, TAKEN_BACK
from vungxanh.apps.exposure.queries.absence import Absence, absence
from vungxanh.kit.actors import Actor

FOUND = "ble:"
_NO_RETRACTION = frozenset((NO_CASE, DOUBTED, CORRECTED))
"""Why keys are revoked whose owner took nothing back."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Whose meetings were computed again, and of which time, `until` excluded."""

    subjects: Sequence[UUID]
    since: datetime
    until: datetime


@dataclass(slots=True)
class Settled:
    """What is to be written, what is to be withdrawn by reason, and since when replaced meetings were known."""

    met: list[Met]
    withdrawn: dict[str, list[Exposure]] = field(default_factory=dict)
    known_since: dict[str, datetime] = field(default_factory=dict)

    def withdraw(self, row: Exposure, why: str, over: Iterable[Met]) -> None:
        """Let one stand no more; what is there in its place was known since it was."""
        self.withdrawn.setdefault(why, []).append(row)
        for one in over:
            self.known_since[one.row_key] = min(row.recorded_at, self.known_since.get(one.row_key, row.recorded_at))


def settled(met: Sequence[Met], looked: Looked | None, *, by: Actor, at: datetime) -> Settled:
    """Weigh what comparing gives now against the meetings that stand from before, as `by` told them.

    A meeting found again otherwise (both phones hold it now, or it lasted longer) takes the place of the one at the
    same time, also of what the contact reported; only a worse founded one, when nobody took anything back, does not.

    One that is not found at all is withdrawn when one of the two has taken back what they handed in, or when both sides
    can be read and what they say now speaks against it. It stands when it may be missing for a reason that says
    nothing about it: edges or uploads deleted as old (retention is no retraction), a history that cannot be read, or
    keys that were taken back because their owner is no case, or a suspected one again, who was near others all the
    same.
    Without `looked` nothing is known to be missing.
    """
    found, now = Settled(list(met)), _by_pair(met)
    others = [(row, over) for row in _standing(met, looked, by) if (over := _at_once(row, now)) is not None]
    others = [(row, over) for row, over in others if over or (looked and row.evidence.startswith(FOUND))]
    why = _Why.of([row for row, over in others if not over or _is_worse(over, row)], at)
    for row, over in others:
        if not over:
            reason = why.missing(row)
        else:
            reason = "" if _is_worse(over, row) and not why.is_retracted(row) else REPLACED
        if reason:
            found.withdraw(row, reason, over)
        elif over:
            found.met = [one for one in found.met if one not in over]
    return found


def keep_dates(known_since: Mapping[str, datetime]) -> None:
    """A meeting that took another's place was written down when that was: nobody is told or counted once more."""
    for key, since in known_since.items():
        Exposure.objects.filter(row_key=key, recorded_at__gt=since).update(recorded_at=since)


def bring_back(met: Iterable[Met]) -> None:
    """Let meetings count again that an earlier comparison withdrew, and that are found once more."""
    again = Exposure.objects.filter(row_key__in=[one.row_key for one in met], withdrawn_why__in=BY_COMPARING)
    again.exclude(withdrawn_at=None).update(withdrawn_at=None, withdrawn_why="")


@dataclass(frozen=True, slots=True)
class _Why:
    """Why meetings can be missing, of people in place of subjects."""

    about: Absence
    taken_back: frozenset[int]
    unsure: frozenset[int]

    @classmethod
    def of(cls, rows: Collection[Exposure], at: datetime) -> "_Why":
        people = {pk for row in rows for pk in (row.source_id, row.target_id)}
        named = Person.objects.filter(Q(pk__in=people) | Q(merged_into__in=people))
        person_of = {row.subject: row.merged_into_id or row.pk for row in named}
        about = absence(person_of, at=at)
        cases = Case.objects.filter(person__in=people)
        no_case = set(cases.filter(classification=Classification.NOT_A_CASE).values_list("person", flat=True))
        no_case -= set(cases.exclude(classification=Classification.NOT_A_CASE).values_list("person", flat=True))
        taken_back = {person_of[one] for one, why in about.taken_back.items() if not why <= _NO_RETRACTION}
        unsure = {person_of[one] for one, why in about.taken_back.items() if why <= _NO_RETRACTION}
        unsure |= {person_of[subject] for subject in about.unread}
        return cls(about, frozenset(taken_back - no_case), frozenset(unsure | (taken_back & no_case)))

    def is_retracted(self, row: Exposure) -> bool:
        """Whether one of the two has taken back what they handed in."""
        return not self.taken_back.isdisjoint((row.source_id, row.target_id))

    def missing(self, row: Exposure) -> str:
        """Why a meeting that is not found stands no more; "" when it stands."""
        if row.started_at < self.about.complete_since:
            return ""
        if self.is_retracted(row):
            return TAKEN_BACK
        return NOT_SEEN if self.unsure.isdisjoint((row.source_id, row.target_id)) else ""


def _standing(met: Sequence[Met], looked: Looked | None, by: Actor) -> list[Exposure]:
    """What phones told of the people and the time in question, not withdrawn."""
    if looked is not None:
        named = Person.objects.filter(subject__in=looked.subjects)
        people = {row.merged_into_id or row.pk for row in named}
        since, until = looked.since, looked.until
    elif met:
        people = {person.pk for one in met for person in (one.source, one.target)}
        since, until = min(one.started_at for one in met), max(one.ended_at for one in met)
    else:
        return []
    rows = Exposure.objects.filter(Q(source__in=people) | Q(target__in=people), origin=Origin.BLE, withdrawn_at=None)
    return list(rows.filter(recorded_by=by.actor_key, started_at__gte=since, started_at__lt=until).order_by("pk"))


def _by_pair(met: Iterable[Met]) -> dict[frozenset[int], list[Met]]:
    found: dict[frozenset[int], list[Met]] = {}
    for one in met:
        found.setdefault(frozenset((one.source.pk, one.target.pk)), []).append(one)
    return found


def _at_once(row: Exposure, now: Mapping[frozenset[int], list[Met]]) -> list[Met] | None:
    """The meetings of the same two people at the same time; None when the row itself is among what is found."""
    theirs = now.get(frozenset((row.source_id, row.target_id)), [])
    if any(one.row_key == row.row_key for one in theirs):
        return None
    return [one for one in theirs if one.started_at <= row.ended_at and row.started_at <= one.ended_at]


def _is_worse(over: Iterable[Met], row: Exposure) -> bool:
    return row.is_mutual and not any(one.is_mutual for one in over)
