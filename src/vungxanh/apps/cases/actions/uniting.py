"""Moving all that stands on one record over to another, table by table (chuyển hồ sơ khi gộp)."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_noop

from vungxanh.apps.cases.actions.cases import active_of
from vungxanh.apps.cases.actions.exposures import Met
from vungxanh.apps.cases.actions.ledger import Ledger
from vungxanh.apps.cases.actions.one_decision import unite_decisions
from vungxanh.apps.cases.actions.one_illness import unite_running
from vungxanh.apps.cases.models import (
    Case,
    CaseState,
    Check,
    Classification,
    Exposure,
    Order,
    Origin,
    Outcome,
    Person,
    Plan,
    Release,
    Sample,
    SelfReport,
    Standing,
)
from vungxanh.core.casework.tokens import Cleared
from vungxanh.kit.clock import day_of

_MERGED = gettext_noop("đã gộp với hồ sơ khác")
_TWICE = "cùng một lần tiếp xúc, đã có sau khi gộp hồ sơ"
_SELF = "tiếp xúc giữa hai hồ sơ của một người"
_ASIDE = 20_000
"""Added to a check's number while two checks change places."""


def unite(kept: Person, absorbed: Person, ledger: Ledger, at: datetime) -> None:
    """Everything of `absorbed` becomes `kept`'s, noted in the ledger; deriving is the caller's."""
    _exposures(kept, absorbed, ledger, at)
    _cases(kept, absorbed, ledger, at)
    _samples(kept, absorbed, ledger)
    unite_decisions(kept, absorbed, ledger, at)
    _plans(kept, absorbed, ledger, at)
    _tokens(kept, absorbed, ledger, at)
    for earlier in Person.objects.filter(merged_into=absorbed):
        ledger.move(earlier, merged_into_id=kept.pk)
    if absorbed.is_vaccinated and not kept.is_vaccinated:
        ledger.move(kept, is_vaccinated=True)
    ledger.move(absorbed, merged_into_id=kept.pk)
    for person in (kept, absorbed):
        person.updated_at, person.version = at, person.version + 1
        person.save(update_fields=["updated_at", "version"])


def _exposures(kept: Person, absorbed: Person, ledger: Ledger, at: datetime) -> None:
    """The keys follow, so that the same meeting told again is still the same row."""
    rows = Exposure.objects.filter(Q(source=absorbed) | Q(target=absorbed)).select_related("source", "target")
    rows = rows.order_by("pk")
    taken = set(Exposure.objects.filter(Q(source=kept) | Q(target=kept)).values_list("row_key", flat=True))
    for row in rows:
        if kept.pk in (row.source_id, row.target_id):
            if row.withdrawn_at is None:
                ledger.move(row, withdrawn_at=at, withdrawn_why=_SELF)
            continue
        met = Met(
            row.source,
            row.target,
            row.started_at,
            row.ended_at,
            origin=Origin(row.origin),
            evidence=row.evidence,
        )
        own_key = row.row_key == met.row_key
        side = "source_id" if row.source_id == absorbed.pk else "target_id"
        moved = replace(met, source=kept) if side == "source_id" else replace(met, target=kept)
        if not own_key or moved.row_key not in taken:
            ledger.move(row, **{side: kept.pk, "row_key": moved.row_key if own_key else row.row_key})
            taken.add(row.row_key)
        elif row.withdrawn_at is None:
            ledger.move(row, **{side: kept.pk}, withdrawn_at=at, withdrawn_why=_TWICE)
        else:
            ledger.move(row, **{side: kept.pk})


def _cases(kept: Person, absorbed: Person, ledger: Ledger, at: datetime) -> None:
    """Of two running cases the kept record's stands for the illness, with the days of both."""
    own = active_of(kept).first()
    for case in Case.objects.filter(person=absorbed):
        if own and case.state == CaseState.ACTIVE and case.classification != Classification.NOT_A_CASE:
            unite_running(own, case, ledger, at)
        ledger.move(case, person_id=kept.pk, path=kept.path)


def _samples(kept: Person, absorbed: Person, ledger: Ledger) -> None:
    """A test due on a day that the kept record has too goes over only when it was taken."""
    due = set(Sample.objects.filter(person=kept).exclude(due_on=None).values_list("due_on", flat=True))
    for sample in Sample.objects.filter(person=absorbed):
        if sample.due_on not in due:
            ledger.move(sample, person_id=kept.pk)
        elif sample.taken_on:
            ledger.move(sample, person_id=kept.pk, due_on=None)


def _plans(kept: Person, absorbed: Person, ledger: Ledger, at: datetime) -> None:
    """One plan a person: what was done under the other one goes over, what was due there is due no more."""
    other = Plan.objects.filter(person=absorbed).first()
    plan = Plan.objects.filter(person=kept).first()
    if other is None:
        return
    if plan is None:
        ledger.move(other, person_id=kept.pk, path=kept.path, unit_id=kept.commune_id or other.unit_id)
        if other.ended_on is None and Standing.objects.filter(person=kept, level=0).exists():
            ledger.move(other, ended_on=day_of(at), ended_why=_MERGED)  # nothing changes for who is ill already
        for check in Check.objects.filter(plan=other):
            ledger.move(check, path=kept.path)
        for order in Order.objects.filter(plan=other):
            ledger.move(order, path=kept.path)
        return
    _checks(plan, other, ledger)
    for order in Order.objects.filter(plan=other):
        ledger.move(order, plan_id=plan.pk, path=plan.path)
    for link in SelfReport.objects.filter(plan=other):
        ledger.move(link, plan_id=plan.pk)
    if other.ended_on is None:
        ledger.move(other, ended_on=day_of(at), ended_why=_MERGED)


def _checks(plan: Plan, other: Plan, ledger: Ledger) -> None:
    """A check that was done takes the place of one that is only due; of two that were done both stay."""
    own = {"plan_id": plan.pk, "path": plan.path, "urgency": plan.urgency}
    held = {(check.day, check.number): check for check in Check.objects.filter(plan=plan)}
    for check in Check.objects.filter(plan=other).exclude(outcome=Outcome.DUE).order_by("day", "number"):
        there = held.get((check.day, check.number))
        if there and there.outcome == Outcome.DUE:
            number = check.number
            ledger.move(check, number=number + _ASIDE)
            ledger.move(there, plan_id=other.pk, path=other.path)
            ledger.move(check, **own, number=number)
        elif there:
            free = 1 + max(number for day, number in held if day == check.day)
            ledger.move(check, **own, number=free)
        else:
            ledger.move(check, **own)
        held[check.day, check.number] = check


def _tokens(kept: Person, absorbed: Person, ledger: Ledger, at: datetime) -> None:
    """What holds the person, once for each source; a second hold of one source is cleared."""
    held = set(Release.objects.filter(person=kept).values_list("case", flat=True))
    for token in Release.objects.filter(person=absorbed):
        if token.case_id not in held:
            ledger.move(token, person_id=kept.pk)
        elif not token.cleared:
            ledger.move(token, cleared=Cleared.WITHDRAWN.value, cleared_on=day_of(at))
