"""A standing as JSON and back, as whoever stores it keeps it (lưu kết quả suy ra).

What is read back equals what was written, so that a stored derivation can be compared with a new one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from vungxanh.core.casework.facts import Override
from vungxanh.core.casework.plan import Measure, Plan
from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.standing import Standing, Step, Term
from vungxanh.core.tracing.risk import Class


def as_json(standing: Standing) -> dict[str, Any]:
    """The standing as plain data: moments and days in ISO 8601."""
    return {
        "person": standing.person,
        "level": standing.level,
        "case": standing.case,
        "chain": [_step(one) for one in standing.chain],
        "terms": [_term(one) for one in standing.terms],
        "first": _written(standing.first),
        "last": _written(standing.last),
        "sources": standing.sources,
        "probability": standing.probability,
        "strongest": standing.strongest.value if standing.strongest else None,
        "plan": _measure(standing.plan),
        "override": _override(standing.override) if standing.override else None,
        "alone": _measure(standing.alone) if standing.alone else None,
    }


def from_json(data: Mapping[str, Any]) -> Standing:
    """What `as_json` wrote, now or before decisions spoke of single terms; KeyError or ValueError for anything else."""
    return Standing(
        person=data["person"],
        level=data["level"],
        case=data["case"],
        chain=_read_chain(data["chain"]),
        terms=tuple(_read_term(one) for one in data["terms"]),
        first=_moment(data["first"]),
        last=_moment(data["last"]),
        sources=data["sources"],
        probability=data["probability"],
        strongest=Class(data["strongest"]) if data["strongest"] else None,
        plan=Plan(**_days(data["plan"])),
        override=_read_override(data["override"]) if data["override"] else None,
        alone=Measure(**_days(data["alone"])) if data.get("alone") else None,
    )


def _step(step: Step) -> dict[str, Any]:
    return {
        "person": step.person,
        "level": step.level,
        "at": step.at.isoformat(),
        "source": step.source,
        "exposure": step.exposure,
    }


def _read_chain(data: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in data)


def _term(term: Term) -> dict[str, Any]:
    return {
        "case": term.case,
        "level": term.level,
        "first": term.first.isoformat(),
        "last": term.last.isoformat(),
        "sources": list(term.sources),
        "exposures": list(term.exposures),
        "probability": term.probability,
        "chain": [_step(one) for one in term.chain],
        "measure": _measure(term.measure),
        "is_freed": term.is_freed,
        "is_decided": term.is_decided,
    }


def _read_term(data: Mapping[str, Any]) -> Term:
    return Term(
        case=data["case"],
        level=data["level"],
        first=datetime.fromisoformat(data["first"]),
        last=datetime.fromisoformat(data["last"]),
        sources=tuple(data["sources"]),
        exposures=tuple(data["exposures"]),
        probability=data["probability"],
        chain=_read_chain(data["chain"]),
        measure=Measure(**_days(data["measure"])),
        is_freed=data["is_freed"],
        is_decided=data.get("is_decided", False),
    )


def _measure(held: Measure | Plan) -> dict[str, Any]:
    return {
        "place": held.place.value,
        "quarantine_from": _written(held.quarantine_from),
        "quarantine_until": _written(held.quarantine_until),
        "monitoring_until": _written(held.monitoring_until),
        "tests": [day.isoformat() for day in held.tests],
    }


def _days(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "place": Place(data["place"]),
        "quarantine_from": _day(data["quarantine_from"]),
        "quarantine_until": _day(data["quarantine_until"]),
        "monitoring_until": _day(data["monitoring_until"]),
        "tests": tuple(date.fromisoformat(day) for day in data["tests"]),
    }


def _override(held: Override) -> dict[str, Any]:
    return {
        "person": held.person,
        "reason": held.reason,
        "level": held.level,
        "place": held.place.value if held.place else None,
        "quarantine_until": _written(held.quarantine_until),
        "monitoring_until": _written(held.monitoring_until),
        "tests": None if held.tests is None else [day.isoformat() for day in held.tests],
    }


def _read_override(data: Mapping[str, Any]) -> Override:
    return Override(
        person=data["person"],
        reason=data["reason"],
        level=data["level"],
        place=Place(data["place"]) if data["place"] else None,
        quarantine_until=_day(data["quarantine_until"]),
        monitoring_until=_day(data["monitoring_until"]),
        tests=None if data["tests"] is None else tuple(date.fromisoformat(day) for day in data["tests"]),
    )


def _written(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
