"""Deriving again: everybody's standing from what is known now, and the difference as people read it (tính lại cấp F).

Nothing derived is ever edited. Every action that changes a fact calls `derive` in its own transaction with the people
it touched; whoever that can reach is derived, and only what differs is written.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from vungxanh.apps.cases.actions import holding, planning
from vungxanh.apps.cases.events import StandingsChanged
from vungxanh.apps.cases.models import Change, Derivation, Person, Standing
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.neighbourhood import around, everybody
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.core.casework import diff, standing_json
from vungxanh.core.casework import standing as core
from vungxanh.core.casework.derive import derive as derived
from vungxanh.core.casework.diff import policy_changed
from vungxanh.core.casework.scope import Scope
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit, bulk, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of

_BATCH = 500
_COLUMNS = ("path", "level", "case", "first_at", "last_at", "sources", "probability", "risk", "is_decided")


def derive(
    persons: Collection[int], *, cause: Said, of: Collection[int] = (), by: Actor, at: datetime
) -> Derivation | None:
    """Derive whoever a change around these people can reach (some 20 queries); the run, or None when nothing differs.

    `of` are the cases that were changed: their run is kept even when nobody's standing differs, and says so.
    Call it inside the transaction of the change, after `audit.hold()`: two runs of one cluster must not overlap.
    """
    return _derive(around(persons), cause=cause, of=of, by=by, at=at)


def follow_policy(*, by: Actor, at: datetime) -> Derivation | None:
    """Derive everybody when another policy is in force than the last run went by (áp dụng chính sách mới)."""
    with transaction.atomic():
        audit.hold()
        last = Derivation.objects.select_related("policy").order_by("-id").first()
        if last is None:
            return None
        row, _policy = in_force(day_of(at))
        if last.policy_id == row.pk:
            return None
        return _derive(everybody(), cause=policy_changed(last.policy.decision, row.decision), by=by, at=at)


@bulk.uncollected()
def _derive(scope: Scope, *, cause: Said, of: Collection[int] = (), by: Actor, at: datetime) -> Derivation | None:
    row, policy = in_force(day_of(at))
    known = facts.of(scope.surroundings)
    found = derived(
        known.exposures,
        known.cases,
        policy,
        overrides=known.overrides,
        isolated=known.isolated,
        vaccinated=known.vaccinated,
        only=scope.persons,
    )
    new = found.standings
    held = {standing.person_id: standing for standing in Standing.objects.filter(person__in=scope.persons)}
    before = {person: standing_json.from_json(each.detail) for person, each in held.items()}
    changed = diff.diff(before, new)
    if not changed and not of:
        return None
    run = Derivation.objects.create(
        policy=row,
        cause={"vi": cause.vi, "en": cause.en},
        by=by.actor_key,
        at=at,
        counts={kind.value: count for kind, count in changed.counts.items()},
        sentences=[{"vi": said.vi, "en": said.en} for said in changed.sentences(cause)],
    )
    run.cases.set({*of, *changed.cases})
    if not changed:
        return run
    _write(changed.changes, held, run, at)
    people = [change.person for change in changed.changes]
    planning.settle({person: new.get(person) for person in people}, policy, at=at)
    holding.renew(scope.persons, new, known.cases, on=day_of(at))
    audit.record("cases.derive", by=by, on=run, at=at, data={"people": len(people), **run.counts})
    events.announce(StandingsChanged(run.pk, at))
    return run


def _write(changes: Iterable[diff.Change], held: Mapping[int, Standing], run: Derivation, at: datetime) -> None:
    """The standings that differ and one line for each; who had none before is the most, and is written at once."""
    changes = list(changes)
    paths = dict(Person.objects.filter(pk__in=[one.person for one in changes]).values_list("pk", "path"))
    details = {one.person: standing_json.as_json(one.after) if one.after else None for one in changes}
    rows = [
        {
            "person_id": one.person,
            "derived_at": at,
            "detail": details[one.person],
            **_columns(one.after, paths[one.person]),
        }
        for one in changes
        if one.after
    ]
    Standing.objects.filter(person__in=[one.person for one in changes if one.after is None]).delete()
    bulk.insert(Standing, [row for row in rows if row["person_id"] not in held])
    Standing.objects.bulk_create(
        [Standing(**row) for row in rows if row["person_id"] in held],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=[*_COLUMNS, "detail", "derived_at"],
    )
    lines = [
        {
            "derivation_id": run.pk,
            "person_id": one.person,
            "kinds": sorted(kind.value for kind in one.kinds),
            "told": one.told()._asdict(),
            "before": held[one.person].detail if one.person in held else None,
            "after": details[one.person],
        }
        for one in changes
    ]
    bulk.insert(Change, lines)


def _columns(standing: core.Standing, path: str) -> dict[str, object]:
    """What lists sort and filter by; a case's own times are those of its illness."""
    since = standing.first or (standing.chain[0].at if standing.chain else None)
    return {
        "path": path,
        "level": standing.level,
        "case_id": standing.case,
        "first_at": since,
        "last_at": standing.last or since,
        "sources": standing.sources,
        "probability": standing.probability,
        "risk": standing.strongest.value if standing.strongest else "",
        "is_decided": standing.override is not None,
    }
