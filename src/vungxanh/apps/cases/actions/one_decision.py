"""What officers decided, when two records become one and two again (quyết định riêng khi gộp hồ sơ)."""

from datetime import datetime
from typing import Any

from vungxanh.apps.cases.actions.ledger import Ledger
from vungxanh.apps.cases.models import Classification, DecidedSource, Decision, Merge, Person, Standing
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.plan import Measure, together
from vungxanh.core.casework.policy import Place


def unite_decisions(kept: Person, absorbed: Person, ledger: Ledger, at: datetime) -> None:
    """One decision stands for a person: of two, the kept record's speaks of what both did, and the later ends hold."""
    own = Decision.objects.filter(person=kept, undone_at=None).first()
    for decision in Decision.objects.filter(person=absorbed):
        if own and decision.undone_at is None:
            ledger.move(own, **_united(own, decision))
            unite_sources(own, decision, ledger)
            ledger.move(decision, person_id=kept.pk, undone_at=at)
        else:
            ledger.move(decision, person_id=kept.pk)


def unite_sources(own: Decision, other: Decision, ledger: Ledger) -> None:
    """The sources of the other decision are those of this one too, each at the nearer level."""
    there = {row.case_id: row for row in own.sources.all()}
    for row in other.sources.order_by("pk"):
        if same := there.get(row.case_id):
            join_sources(same, row, ledger)
        else:
            ledger.move(row, decision_id=own.pk)


def join_sources(kept: DecidedSource, other: DecidedSource, ledger: Ledger) -> None:
    """One row says of a source what two did."""
    ledger.move(kept, level=min(kept.level, other.level), ways=sorted({*kept.ways, *other.ways}))


def speak_of_both(made: Merge) -> None:
    """Of two cases that are two again, a decision made while they were one speaks of either."""
    moved = {key: after for name, key, _before, after in made.moved if name == "Case" and "version" in after}
    closed = [key for key, after in moved.items() if after.get("classification") == Classification.NOT_A_CASE]
    rows = DecidedSource.objects.filter(case__in=moved.keys() - set(closed), decision__at__gte=made.at)
    for row in rows.filter(decision__undone_at=None):
        for case in closed:
            told = {"level": row.level, "ways": row.ways}
            DecidedSource.objects.get_or_create(decision_id=row.decision_id, case_id=case, defaults=told)


def _united(own: Decision, other: Decision) -> dict[str, Any]:
    """Where the two differ, what both ask of the person together is written out: the latest days, strictest place."""
    both = (own, other)
    asked = {row.pk: _asked(row) for row in both}
    plan = together(measure for measures, _level in asked.values() for measure in measures)
    levels = [level for row in both if (level := row.level or asked[row.pk][1])]
    level = min(levels) if any(row.level for row in both) else None
    differ = (own.place, own.level) != (other.place, other.level)
    since = [row.level_from for row in both if row.level_from]
    return {
        "level": level,
        "level_from": max(since, default=None),
        "place": plan.place.value if own.place != other.place else own.place,
        "quarantine_until": plan.quarantine_until if differ or any(row.quarantine_until for row in both) else None,
        "monitoring_until": plan.monitoring_until if differ or any(row.monitoring_until for row in both) else None,
        "known": sorted({*own.known, *other.known}),
    }


def _asked(row: Decision) -> tuple[list[Measure], int | None]:
    """What the decision makes of all it speaks of, and the level; its own words while it speaks of nothing."""
    held = Standing.objects.filter(person=row.person_id).first()
    standing = standing_json.from_json(held.detail) if held else None
    terms = [term for term in standing.terms if term.is_decided] if standing else []
    alone = [standing.alone] if standing and standing.alone else []
    if terms or alone:
        return [*(term.measure for term in terms), *alone], min((term.level for term in terms), default=None)
    place = Place(row.place) if row.place else Place.HOME if row.quarantine_until else Place.NONE
    until = None if place is Place.NONE else row.quarantine_until
    return [Measure(place, None, until, row.monitoring_until, ())], None
