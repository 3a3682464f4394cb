"""Numbers as the API shows them."""

from typing import Any

from vungxanh.apps.insight.league import Place
from vungxanh.apps.insight.queries.course import Course
from vungxanh.apps.insight.queries.figures import Figures, UnitLine
from vungxanh.apps.insight.queries.late import LateItem
from vungxanh.apps.insight.queries.tallies import Tally
from vungxanh.apps.insight.summary import summary_of

Shown = dict[str, Any]
_COUNTS = ("total", "not_started", "doing", "reported", "accepted", "closed", "late_open", "late_done", "on_time")


def tally(found: Tally) -> Shown:
    """Counts with what shares are taken of."""
    counts = {name: getattr(found.counts, name) for name in _COUNTS}
    return counts | {"base": found.base, "due": found.counts.due, "share_done": found.share_done}


def numbers(found: Figures, went: Course) -> Shown:
    """All numbers of a directive."""
    directive = found.scope.directive
    return {
        "id": directive.pk,
        "number": directive.number_and_symbol,
        "subject": directive.subject,
        "issued_at": directive.issued_at,
        "unit": found.scope.unit.code,
        "as_of": found.scope.at,
        "headlines": list(summary_of(found).headlines),
        "total": tally(found.total),
        "levels": [{"name": level.value, "counts": tally(each)} for level, each in found.levels.items()],
        "sectors": [{"name": name, "counts": tally(each)} for name, each in found.sectors.items()],
        "districts": [
            {"code": line.unit.code, "name": line.unit.name, "counts": tally(line.tally)} for line in found.districts
        ],
        "units": [unit(line) for line in found.units],
        "tasks": [
            {"id": line.task.pk, "position": line.task.position, "text": line.task.text, "counts": tally(line.tally)}
            for line in found.tasks
        ],
        "course": days(went),
    }


def days(went: Course) -> list[Shown]:
    """The running totals, a row a day."""
    rows = zip(went.days, went.assigned, went.reported, went.accepted, strict=True)
    return [
        {"on": on, "assigned": assigned, "reported": reported, "accepted": accepted}
        for on, assigned, reported, accepted in rows
    ]


def _named(line: UnitLine) -> Shown:
    district = line.district.code if line.district else None
    return {"code": line.unit.code, "name": line.unit.name, "district": district, "counts": tally(line.tally)}


def unit(line: UnitLine) -> Shown:
    """A unit with its counts and its own coordinates."""
    place = {"latitude": line.unit.latitude, "longitude": line.unit.longitude}
    return _named(line) | place | {"level": line.unit.level, "located": None not in place.values()}


def point(line: UnitLine) -> Shown:
    """A commune as the map places it: by its own coordinates, else by its district's."""
    for placed, where in (("own", line.unit), ("district", line.district)):
        if where is not None and where.latitude is not None and where.longitude is not None:
            return _named(line) | {"latitude": where.latitude, "longitude": where.longitude, "placed": placed}
    return _named(line) | {"latitude": None, "longitude": None, "placed": None}


def place(found: Place) -> Shown:
    """A unit's place in the league."""
    return _named(found.line) | {"rank": found.rank, "ties": found.ties, "base": found.base, "share": found.share}


def late(found: LateItem) -> Shown:
    """An overdue assignment."""
    row = found.assignment
    return {
        "id": row.pk,
        "title": row.title,
        "task": row.task.position,
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "performer": row.performer.full_name if row.performer else None,
        "state": row.state,
        "percent": row.percent,
        "due_at": row.due_at,
        "days": found.days,
    }
