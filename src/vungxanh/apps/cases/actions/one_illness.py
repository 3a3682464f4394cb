"""Two running cases of one person are one illness: the earliest days hold, so nobody is let go (gộp ca bệnh)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from vungxanh.apps.cases.actions.ledger import Ledger
from vungxanh.apps.cases.actions.one_decision import join_sources
from vungxanh.apps.cases.actions.proving import held_of
from vungxanh.apps.cases.models import Case, CaseState, Classification, CommuneTold, DecidedSource, Ring
from vungxanh.apps.cases.queries.facts import SOURCES, onset, tested
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.cases.queries.windows import begins_by
from vungxanh.core.casework.policy import Policy
from vungxanh.kit.clock import day_of

_SUREST = (Classification.CONFIRMED, Classification.PROBABLE, Classification.SUSPECTED)
Moment = TypeVar("Moment", date, datetime)


def united(own: Case, other: Case, on: date) -> dict[str, Any]:
    """What the case that stays says of the illness, as columns (1 query).

    It is as sure as the surer of both, and its days are the earliest known. Its isolation is the later of two, and
    unknown where one record knows none: the contacts of either window stay, and an officer who knows better corrects
    the case. A test before the onset opens the window by itself; where, by the policy, one after it still opens the
    earlier window, the onset is left out until an officer says it.
    """
    both = (own, other)
    apart = [each.isolated_at for each in both if each.isolated_at]
    found_on, sampled_on = _first(each.tested_on for each in both), _first(each.sampled_on for each in both)
    if found_on and sampled_on and sampled_on > found_on:
        sampled_on = next(each.sampled_on for each in both if each.tested_on == found_on)
    days: dict[str, Any] = {
        "has_symptoms": _either(own.has_symptoms, other.has_symptoms),
        "onset_on": _first(onset(each) for each in both) or _first(each.onset_on for each in both),
        "tested_on": found_on,
        "sampled_on": sampled_on,
        "result_at": _first(each.result_at for each in both),
        "notified_at": _first(each.notified_at for each in both),
        "isolated_at": max(apart) if len(apart) == len(both) else None,
        "classification": next(sure for sure in _SUREST if sure in [each.classification for each in both]).value,
    }
    _row, policy = in_force(on)
    known = [each for each in both if each.classification in SOURCES]
    if known and _since(policy, _row_with(own, days)) > min(_since(policy, each) for each in known):
        days["onset_on"] = None
    return days | _proof(both)


def unite_running(own: Case, other: Case, ledger: Ledger, at: datetime) -> None:
    """Let the kept record's case stand for both; the other is closed.

    Its open rings and its number go over, what officers decided of its contacts, and which places were told of them.
    """
    _decided(own, other, ledger)
    _told(own, other, ledger)
    held = set(Ring.objects.filter(case=own).values_list("level", flat=True))
    for ring in Ring.objects.filter(case=other).exclude(level__in=held):
        ledger.move(ring, case_id=own.pk)
    days, number = united(own, other, day_of(at)), other.number
    closed: dict[str, Any] = {"classification": Classification.NOT_A_CASE.value, "state": CaseState.CLOSED.value}
    closed["proved_by_id"] = None  # its positive speaks of the one that stays; undone, it is asked for again
    if number and not own.number:
        closed["number"] = ""  # one case a number, also for a moment
        days["number"] = number
    ledger.move(other, **closed, ended_on=day_of(at), version=other.version + 1)
    ledger.move(own, **days, version=own.version + 1)


def _decided(own: Case, other: Case, ledger: Ledger) -> None:
    """A decision that spoke of the other case speaks of the one that stays, at the nearer level of two."""
    there = {row.decision_id: row for row in DecidedSource.objects.filter(case=own)}
    for row in DecidedSource.objects.filter(case=other).order_by("pk"):
        if same := there.get(row.decision_id):
            join_sources(same, row, ledger)
        else:
            ledger.move(row, case_id=own.pk)


def _told(own: Case, other: Case, ledger: Ledger) -> None:
    """A place that was told of contacts of either was told; of two times the first."""
    there = {row.path: row for row in CommuneTold.objects.filter(case=own)}
    for row in CommuneTold.objects.filter(case=other).order_by("pk"):
        if same := there.get(row.path):
            ledger.move(same, at=min(same.at, row.at))
        else:
            ledger.move(row, case_id=own.pk)


def _proof(both: tuple[Case, Case]) -> dict[str, Any]:
    """Which positive they rest on, and what is held without it; none where a record was confirmed otherwise."""
    samples = [each.proved_by_id for each in both if each.proved_by_id]
    before = [each.held_before if each.proved_by_id else held_of(each) for each in both]
    order = [each["classification"] for each in before if each]
    surest = next((sure for sure in _SUREST if sure in order), None)
    held: dict[str, Any] = next((each for each in before if each and each["classification"] == surest), {})
    if not samples or held.get("classification") == Classification.CONFIRMED:
        return {"proved_by_id": None, "held_before": {}}
    return {"proved_by_id": samples[0], "held_before": held}


def _since(policy: Policy, row: Case) -> datetime:
    return begins_by(policy, onset(row), tested(row))


def _row_with(row: Case, days: dict[str, Any]) -> Case:
    columns = {field.attname: getattr(row, field.attname) for field in Case._meta.concrete_fields}  # noqa: SLF001
    return Case(**columns | days)


def _first(days: Iterable[Moment | None]) -> Moment | None:
    return min((day for day in days if day), default=None)


def _either(own: bool | None, other: bool | None) -> bool | None:
    """Whether there are symptoms: one yes is a yes, and only two noes are a no."""
    if own or other:
        return True
    return None if None in (own, other) else False
