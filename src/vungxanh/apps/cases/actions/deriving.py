"""Deriving again: everybody's standing from what is known now, and the difference as people read it (tính lại cấp F).

Nothing derived is ever edited. Every action that changes a fact calls `derive` in its own transaction with the people
it touched; whoever that can reach is derived, and only what differs is written.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vungxanh.apps.cases.actions import holding, planning
from vungxanh.apps.cases.actions.tallying import tally
from vungxanh.apps.cases.events import StandingsChanged
from vungxanh.apps.cases.models import Change, Derivation, Person, Standing
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.neighbourhood import alone, around
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.core.casework import diff, standing_json
from vungxanh.core.casework import policy as rules
from vungxanh.core.casework import standing as core
from vungxanh.core.casework.diff import policy_changed
from vungxanh.core.casework.scope import Scope
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit, bulk, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of
from vungxanh.kit.sqlite import rest

AT_ONCE = 200
"""Of how many people a policy is followed in one transaction: others wait for the head of the audit meanwhile."""
_BATCH = 500
_COLUMNS = ("path", "level", "case", "first_at", "last_at", "sources", "probability", "risk", "is_decided")


def derive(
    persons: Collection[int], *, cause: Said, of: Collection[int] = (), by: Actor, at: datetime
) -> Derivation | None:
    """Derive whoever a change around these people can reach (some 20 queries); the run, or None when nothing differs.

    `of` are the cases that were changed: their run is kept even when nobody's standing differs, and says so.
    Call it inside the transaction of the change, after `audit.hold()`: two runs of one cluster must not overlap.
    """
    row, policy = in_force(day_of(at))
    with bulk.uncollected():
        found = _derived(around(persons), policy, at)
        if not found.changed and not of:
            return None
        run = Derivation(policy=row, cause=_json(cause), by=by.actor_key, at=at, counts={})
        _enter(run, found, policy, of=of, by=by)
    if found.changed:
        events.announce(StandingsChanged(run.pk, at))
    return run


def follow_policy(*, by: Actor, at: datetime) -> Derivation | None:
    """Derive everybody when another policy is in force than everybody was last derived by (áp dụng chính sách mới).

    A change derives only whom it reaches, maybe by a newer policy already: such a run is no sign that all went by it.
    So many people a transaction, in the order of their records: whoever writes meanwhile waits for one of them, and a
    killed run is ended by the next call as another run of the same cause. A newer call takes over from one that runs.
    """
    key = _begun(by, at)
    if key is None:
        return None
    while _go_on(key, by, at):
        rest()
    return Derivation.objects.get(pk=key)


def basis() -> Derivation | None:
    """The run that says by which policy everybody was derived: the last whole one, or else the first change."""
    runs = Derivation.objects.select_related("policy").order_by("pk")
    return runs.filter(is_whole=True).last() or runs.filter(reached=None).first()


def _begun(by: Actor, at: datetime) -> int | None:
    """The run that is to reach everybody whom the one before it did not; None where all went by this policy."""
    with transaction.atomic():
        audit.hold()
        last = basis()
        if last is None:
            return None
        left = Derivation.objects.filter(pk__gt=last.pk, reached__isnull=False).order_by("pk").last()
        row, _policy = in_force(day_of(at))
        if left is None and last.policy_id == row.pk:
            return None
        if left is not None and left.counts:
            events.announce(StandingsChanged(left.pk, left.at))
        if left is not None and left.policy_id == row.pk:
            cause, reached = left.cause, left.reached
        else:
            cause, reached = _json(policy_changed((left or last).policy.decision, row.decision)), 0
        run = Derivation.objects.create(
            policy=row, cause=cause, by=by.actor_key, at=at, counts={}, sentences=[], reached=reached
        )
    return run.pk


def _go_on(key: int, by: Actor, at: datetime) -> bool:
    """Derive the next people of a run in one transaction; whether some are left and it is still this run's to do."""
    with transaction.atomic(), bulk.uncollected():
        audit.hold()
        run = Derivation.objects.filter(reached__isnull=False).latest("pk")
        row, policy = in_force(day_of(at))
        if run.pk != key or run.is_whole or run.policy_id != row.pk:
            return False  # whoever began the other run, or follows the other policy, derives these too
        people = list(Person.objects.filter(pk__gt=run.reached).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        run.reached = people[-1] if people else run.reached
        run.is_whole = len(people) < AT_ONCE
        _enter(run, _derived(alone(people), policy, at), policy, by=by)
        if run.is_whole and run.counts:
            events.announce(StandingsChanged(run.pk, at))
    return not run.is_whole


@dataclass(frozen=True, slots=True)
class _Derived:
    """What differs of some people, and their rows from before."""

    changed: diff.Diff
    held: Mapping[int, Standing]


def _derived(scope: Scope, policy: rules.Policy, at: datetime) -> _Derived:
    """Write what the facts mean for these people by the policy: their standings and what holds them."""
    known = facts.of(scope.surroundings)
    new = known.derived(policy, only=scope.persons).standings
    held = {standing.person_id: standing for standing in Standing.objects.filter(among("person_id", scope.persons))}
    before = {person: standing_json.from_json(each.detail) for person, each in held.items()}
    _keep({person: new.get(person) for person in before.keys() | new.keys()}, before, held, at)
    holding.renew(scope.persons, new, known.cases, on=day_of(at))
    return _Derived(diff.diff(before, new), held)


def _enter(run: Derivation, found: _Derived, policy: rules.Policy, *, of: Collection[int] = (), by: Actor) -> None:
    """Add to a run what differs, each person's line and plan with it."""
    changed = found.changed
    counts = {kind.value: many for kind, many in changed.counts.items()}
    together = Counter(run.counts) + Counter(counts)
    run.counts = {kind.value: together[kind.value] for kind in diff.Kind if kind.value in together}
    said = diff.sentences({diff.Kind(kind): many for kind, many in run.counts.items()}, Said(**run.cause))
    run.sentences = [_json(each) for each in said]
    run.save()
    run.cases.add(*of, *changed.cases)
    if changed:
        _tell(changed.changes, found.held, run)
        after = {change.person: change.after for change in changed.changes}
        planning.settle(after, policy, by=by, at=run.at)
        audit.record("cases.derive", by=by, on=run, at=run.at, data={"people": len(after), **counts})


def _json(said: Said) -> dict[str, str]:
    return {"vi": said.vi, "en": said.en}


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
