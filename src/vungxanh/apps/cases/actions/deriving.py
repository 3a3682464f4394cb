"""Deriving again: everybody's standing from what is known now, and the difference as people read it (tính lại cấp F).

Nothing derived is ever edited. Every action that changes a fact calls `derive` in its own transaction with the people
it touched; whoever that can reach is derived, and only what differs is written.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from vungxanh.apps.cases.actions import holding, planning
from vungxanh.apps.cases.actions.tallying import tally
from vungxanh.apps.cases.events import StandingsChanged
from vungxanh.apps.cases.models import Change, Derivation, Person, Standing
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.neighbourhood import around, everybody
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.core.casework import diff, standing_json
from vungxanh.core.casework import standing as core
from vungxanh.core.casework.diff import policy_changed
from vungxanh.core.casework.scope import Scope
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit, bulk, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.among import among
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
    """Derive everybody when another policy is in force than everybody was last derived by (áp dụng chính sách mới).

    A change derives only whom it reaches, maybe by a newer policy already: such a run is no sign that all went by it.
    """
    with transaction.atomic():
        audit.hold()
        runs = Derivation.objects.select_related("policy")
        last = runs.filter(is_whole=True).order_by("-id").first() or runs.order_by("id").first()
        if last is None:
            return None
        row, _policy = in_force(day_of(at))
        if last.policy_id == row.pk:
            return None
        cause = policy_changed(last.policy.decision, row.decision)
        return _derive(everybody(), cause=cause, is_whole=True, by=by, at=at)


@bulk.uncollected()
def _derive(
    scope: Scope, *, cause: Said, of: Collection[int] = (), is_whole: bool = False, by: Actor, at: datetime
) -> Derivation | None:
    row, policy = in_force(day_of(at))
    known = facts.of(scope.surroundings)
    new = known.derived(policy, only=scope.persons).standings
    held = {standing.person_id: standing for standing in Standing.objects.filter(among("person_id", scope.persons))}
    before = {person: standing_json.from_json(each.detail) for person, each in held.items()}
    changed = diff.diff(before, new)
    _keep({person: new.get(person) for person in before.keys() | new.keys()}, before, held, at)
    holding.renew(scope.persons, new, known.cases, on=day_of(at))
    if not changed and not of and not is_whole:
        return None
    run = Derivation.objects.create(
        policy=row,
        cause={"vi": cause.vi, "en": cause.en},
        by=by.actor_key,
        at=at,
        counts={kind.value: count for kind, count in changed.counts.items()},
        sentences=[{"vi": said.vi, "en": said.en} for said in changed.sentences(cause)],
        is_whole=is_whole,
    )
    run.cases.set({*of, *changed.cases})
    if changed:
        _tell(changed.changes, held, run)
        people = [change.person for change in changed.changes]
        planning.settle({person: new.get(person) for person in people}, policy, by=by, at=at)
        audit.record("cases.derive", by=by, on=run, at=at, data={"people": len(people), **run.counts})
        events.announce(StandingsChanged(run.pk, at))
    return run


def _keep(
    new: Mapping[int, core.Standing | None],
    before: Mapping[int, core.Standing],
    held: Mapping[int, Standing],
    at: datetime,
) -> None:
    """The standings as derived now, be it by a time or a chance only; who had none is the most, and written at once."""
    moved = {person: one for person, one in new.items() if one != before.get(person)}
    paths = dict(Person.objects.filter(among("pk", moved)).values_list("pk", "path")) if moved else {}
    rows = [
        {
            "person_id": person,
            "derived_at": at,
            "detail": standing_json.as_json(one),
            **_columns(one, paths[person]),
        }
        for person, one in moved.items()
        if one
    ]
    Standing.objects.filter(among("person_id", (person for person, one in moved.items() if one is None))).delete()
    left = [(held[person].path, held[person].level) for person in moved if person in held]
    tally(left, [(paths[person], one.level) for person, one in moved.items() if one])
    bulk.insert(Standing, [row for row in rows if row["person_id"] not in before])
    Standing.objects.bulk_create(
        [Standing(**row) for row in rows if row["person_id"] in before],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=[*_COLUMNS, "detail", "derived_at"],
    )
    likelier = [key for key, one in moved.items() if one and key in held and one.probability != held[key].probability]
    planning.put_in_order(likelier, on=day_of(at))


def _tell(changes: Iterable[diff.Change], held: Mapping[int, Standing], run: Derivation) -> None:
    """One line for each person who changes, with the standing before and after."""
    lines = [
        {
            "derivation_id": run.pk,
            "person_id": one.person,
            "kinds": sorted(kind.value for kind in one.kinds),
            "told": one.told()._asdict(),
            "before": held[one.person].detail if one.person in held else None,
            "after": standing_json.as_json(one.after) if one.after else None,
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
