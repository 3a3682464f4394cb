"""What a case rests on, and what it is without it (ca bệnh dựa vào kết quả nào)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from vungxanh.apps.cases.actions import cases
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, CaseState, Classification, Sample, SampleResult
from vungxanh.core.casework.words import Said
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of

CORRECTED = "kết quả dương tính đã được sửa"
_UNPROVED = Said("kết quả dương tính của ca nguồn được sửa", "the positive result of the source case was corrected")
_DAYS = ("sampled_on", "tested_on")


def held_of(case: Case) -> dict[str, Any]:
    """What is held of a case that no positive confirmed yet, as it is kept for when that turns out wrong."""
    days = {name: getattr(case, name) for name in _DAYS}
    kept = {name: day.isoformat() for name, day in days.items() if day}
    moment = {"result_at": case.result_at.isoformat()} if case.result_at else {}
    return {"classification": str(case.classification)} | kept | moment


def resting(case: Case, sample: Sample, held_before: dict[str, Any]) -> Case:
    """The same case, which rests on this positive from now on."""
    case.proved_by, case.held_before = sample, held_before
    case.save(update_fields=["proved_by", "held_before"])
    return case


def resting_on(sample: Sample) -> Case | None:
    """The case that this positive confirmed, whatever was corrected of its days since."""
    return Case.objects.filter(proved_by=sample.pk, classification=Classification.CONFIRMED).order_by("-pk").first()


def another_positive(case: Case, sample: Sample) -> Sample | None:
    """The first other positive of the same illness, which began after the last one of the person was over.

    One that confirmed another illness of theirs says nothing of this.
    """
    others = Sample.objects.filter(person=case.person_id, result=SampleResult.POSITIVE).exclude(pk=sample.pk)
    # A case that only stood twice, or was ruled out, is no other illness.
    elsewhere = Case.objects.filter(person=case.person_id).exclude(pk=case.pk)
    elsewhere = elsewhere.exclude(classification=Classification.NOT_A_CASE)
    over = elsewhere.exclude(state=CaseState.ACTIVE)
    if case.ended_on:
        over, others = over.filter(ended_on__lt=case.ended_on), others.filter(taken_on__lte=case.ended_on)
    if last := over.aggregate(last=Max("ended_on"))["last"]:
        others = others.filter(taken_on__gt=last)
    others = others.exclude(pk__in=elsewhere.exclude(proved_by=None).values("proved_by"))
    return others.exclude(result_at=None).order_by("result_at", "pk").first()


def falls(case: Case, sample: Sample) -> bool:
    """Whether a case is no source any more without this positive."""
    return _without(case, sample, another_positive(case, sample)).classification == Classification.SUSPECTED


def unproved(case: Case, was: Sample, why: str, *, by: Actor, at: datetime) -> Case | None:
    """The case without this result: by another positive of the illness, or what was held of it before any."""
    held = Case.objects.select_for_update().filter(pk=case.pk, classification=Classification.CONFIRMED).first()
    if held is None:  # somebody was faster
        return None
    other = another_positive(held, was)
    rest = _without(held, was, other)
    held.proved_by, held.held_before = other, held.held_before if other else {}
    return cases.rewrite(held, rest, cause=_UNPROVED, why=why, by=by, at=at)


def _without(case: Case, was: Sample, other: Sample | None) -> Illness:
    known, before = cases.known_of(case), case.held_before
    if other and other.result_at:
        return replace(known, sampled_on=other.taken_on, tested_on=day_of(other.result_at), result_at=other.result_at)
    its_days = {day_of(moment) for moment in (was.result_at, known.result_at) if moment}
    rest = replace(
        known,
        classification=Classification(before.get("classification", Classification.SUSPECTED)),
        sampled_on=_day(before, "sampled_on") if known.sampled_on == was.taken_on else known.sampled_on,
        tested_on=_day(before, "tested_on") if known.tested_on in its_days else known.tested_on,
        result_at=datetime.fromisoformat(before["result_at"]) if "result_at" in before else None,
    )
    has_a_day = rest.onset_on or rest.tested_on
    return rest if has_a_day else replace(rest, classification=Classification.SUSPECTED)


def resting_on_nothing(people: Collection[int]) -> list[tuple[Case, Sample]]:
    """The confirmed cases of these people whose positive was corrected, or confirms somebody else's case, with it."""
    rested = Case.objects.filter(person__in=people, classification=Classification.CONFIRMED, proved_by__isnull=False)
    found = [(case, case.proved_by) for case in rested.select_related("proved_by").order_by("pk") if case.proved_by]
    return [(case, sample) for case, sample in found if _is_gone(case, sample)]


def _is_gone(case: Case, sample: Sample) -> bool:
    if sample.result != SampleResult.POSITIVE:
        return True
    its_own = Case.objects.filter(person=sample.person_id, proved_by=sample).exclude(pk=case.pk)
    return sample.person_id != case.person_id and its_own.exists()


def _day(held_before: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(held_before[name]) if name in held_before else None
