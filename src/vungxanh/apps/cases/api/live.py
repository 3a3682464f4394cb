"""Levels around a case as the phones tell them now, over HTTP (/cases/cases/{code}/levels)."""

from datetime import date, datetime, timedelta
from time import perf_counter

from django.http import HttpRequest
from ninja import Router, Schema

from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.schemas import PersonRef
from vungxanh.apps.cases.queries import records
from vungxanh.apps.cases.queries.live import Near, Step, live
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by

router = Router(tags=["cases"])


class LevelCountOut(Schema):
    """People of one level: `here` in the caller's place; null where they are from 1 to 4."""

    level: int
    here: int
    elsewhere: int | None
    unknown: int | None


class LiveStepOut(Schema):
    """One hop of a chain by phones; who is not of the caller's place is only known or not known to case work."""

    person: PersonRef | None
    is_known: bool
    at: datetime


class LivePersonOut(Schema):
    """Somebody of the caller's place whom phones reach from the case, and why."""

    person: PersonRef
    level: int
    chain: list[LiveStepOut]


class LiveOut(Schema):
    """Levels by phones now; days are UTC. `without` are days of which no phone told anything."""

    case: str
    since: datetime
    levels: list[LevelCountOut]
    people: list[LivePersonOut]
    is_known: bool
    is_whole: bool
    is_cut: bool
    damaged: list[date]
    without: list[date]
    built_at: datetime | None
    built_minutes_ago: int | None
    took_ms: float


@router.get("/cases/{code}/levels", response=LiveOut, summary="Cấp theo điện thoại / levels by phones, now")
@guarded_by(live)
def show_levels(request: HttpRequest, code: str, latency_hours: int = 0, max_level: int = 3) -> shown.Shown:
    """Counts by level and the people of the caller's place whom case work knows, with why.

    Counts from 1 to 4 are null. `damaged` days are not in the answer, which then says less than what was written.
    """
    officer, at = officer_of(request), clock.now()
    case = records.case_of(officer, code)
    begun = perf_counter()
    found = live(officer, case, latency_hours=latency_hours, max_level=max_level, at=at)
    took = (perf_counter() - begun) * 1000
    people = {near.person.pk: near.person for near in found.people}
    people |= {step.person.pk: step.person for near in found.people for step in near.chain if step.person}
    eyes, built = shown.Eyes(officer, people.values(), at), found.basis.built_at
    return {
        "case": case.code,
        "since": found.since,
        "levels": [shown.columns(each, "level", "here", "elsewhere", "unknown") for each in found.levels],
        "people": [_near(near, eyes) for near in found.people],
        "is_known": found.basis.is_known,
        "is_whole": found.basis.is_whole,
        "is_cut": found.is_cut,
        "damaged": found.basis.damaged,
        "without": found.basis.without,
        "built_at": built,
        "built_minutes_ago": (at - built) // timedelta(minutes=1) if built else None,
        "took_ms": round(took, 2),
    }


def _near(near: Near, eyes: shown.Eyes) -> shown.Shown:
    chain = [_step(step, eyes) for step in near.chain]
    return {"person": eyes.ref(near.person), "level": near.level, "chain": chain}


def _step(step: Step, eyes: shown.Eyes) -> shown.Shown:
    return {"person": eyes.ref(step.person) if step.person else None, "is_known": step.is_known, "at": step.at}
