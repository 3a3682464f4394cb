"""The day's lists are what their plain definition says, and what is kept beside the rows equals a recount."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F

from tests.factories.cases import (
    NOW,
    TODAY,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_meeting,
    a_person,
    the_policies,
)
from vungxanh.apps.cases.actions import deciding, exposures, followup, merging, planning, tallying
from vungxanh.apps.cases.models import ILL_FIRST, Check, Exposure, Outcome, Person, Plan, Standing, Tally
from vungxanh.apps.cases.queries import days, lists
from vungxanh.apps.cases.queries.days import Part
from vungxanh.apps.cases.queries.pictures import standings_by_commune
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer

pytestmark = pytest.mark.django_db
CHANCES = (0.0, 0.01, 0.01, 0.3, 1.0)
SIZE = 7


def a_day(draw: random.Random, communes: Sequence[Unit]) -> None:
    """Some people with any standings, plans and checks there can be."""
    for _person in range(30):
        place = draw.choice(communes)
        person, level, chance = a_person(place), draw.randrange(1, 4), draw.choice(CHANCES)
        Standing.objects.create(
            person=person, path=place.path, level=level, probability=chance, detail={}, derived_at=NOW
        )
        plan = Plan.objects.create(
            person=person,
            path=place.path,
            unit=place,
            level=level,
            found_on=TODAY,
            starts_on=TODAY - timedelta(days=3),
            ends_on=TODAY + timedelta(days=2),
            is_ill=draw.random() < 0.2,
            ended_on=TODAY if draw.random() < 0.2 else None,
            updated_at=NOW,
        )
        for gap in range(-3, 3):
            for number in range(1, draw.randrange(1, 4)):
                outcome = draw.choice([Outcome.DUE, Outcome.DUE, Outcome.WELL, Outcome.SYMPTOMS, Outcome.AWAY])
                where = {"plan": plan, "path": place.path}
                Check.objects.create(**where, day=TODAY + timedelta(days=gap), number=number, outcome=outcome)
    planning.flag_overdue(Plan.objects.all(), on=TODAY)
    planning.put_in_order([person.pk for person in Person.objects.all()], on=TODAY)
    tallying.tally_anew()


def plainly(officer: Officer, part: Part, day: date) -> list[int]:
    """The keys of a part as its definition says it, from standings, plans and outcomes alone."""
    area = lists.within(officer, None)
    rows = [
        row
        for row in Check.objects.select_related("plan__person__standing").order_by("day", "number")
        if row.path.startswith(area) and row.plan.ended_on is None
    ]
    if part is Part.DONE:
        chosen = [row for row in rows if row.day == day and row.outcome != Outcome.DUE]
    else:
        waiting = [row for row in rows if row.outcome == Outcome.DUE]
        waiting = [row for row in waiting if (row.day == day if part is Part.DUE else row.day < day)]
        first: dict[int, Check] = {}
        for row in waiting:
            first.setdefault(row.plan_id, row)
        chosen = list(first.values())

    def order(row: Check) -> tuple[Any, ...]:
        how = (row.day, row.plan_id) if part is Part.MISSED else (-row.plan.person.standing.probability, row.pk)
        return (not row.plan.is_ill, *how)

    return [row.pk for row in sorted(chosen, key=order)]


def paged(officer: Officer, part: Part) -> tuple[list[int], list[int]]:
    """The keys of every page to the last, and of every page back from there."""
    page = days.checks_of(officer, TODAY, part, size=SIZE)
    there = [row.pk for row in page.items]
    while page.next:
        page = days.checks_of(officer, TODAY, part, cursor=page.next, size=SIZE)
        there += [row.pk for row in page.items]
    back = [row.pk for row in page.items]
    while page.previous:
        page = days.checks_of(officer, TODAY, part, cursor=page.previous, size=SIZE)
        back = [row.pk for row in page.items] + back
    return there, back


@pytest.mark.parametrize("seed", range(3))
def test_each_part_of_a_day_is_its_plain_definition(seed: int) -> None:
    communes = [a_commune(), a_commune()]
    communes.append(a_commune(communes[0].parent))
    a_day(random.Random(seed), communes)
    district = communes[0].parent
    assert district
    for officer in (a_cdc_officer(), a_health_officer(district), a_health_officer(communes[1])):
        counts = days.counts_of(officer, TODAY)
        for part in (Part.DUE, Part.MISSED, Part.DONE):
            expected = plainly(officer, part, TODAY)
            assert expected
            assert paged(officer, part) == (expected, expected)
            assert counts.of(part) == len(expected)
        whole = days.printed(officer, TODAY)
        people = list(dict.fromkeys(row.plan_id for row in whole.checks))
        assert (len(whole.checks), whole.people, whole.next) == (counts.checks, len(people), "")
        assert whole.checks == sorted(whole.checks, key=lambda row: (-row.urgency, row.path, row.plan_id, row.number))
        assert sorted(printed_by(officer, most=4)) == sorted(people)


def printed_by(officer: Officer, most: int) -> list[int]:
    """The plans on all parts of the printed list, a part at a time; none stands on two, each with all its checks."""
    plans: list[int] = []
    part = days.printed(officer, TODAY, most=most)
    while True:
        here = Counter(row.plan_id for row in part.checks)
        assert 0 < len(here) <= most
        assert here == Counter(Check.objects.filter(plan__in=here, day=TODAY).values_list("plan", flat=True))
        plans += here
        if not part.next:
            return plans
        assert len(here) == most
        part = days.printed(officer, TODAY, most=most, cursor=part.next)


def kept() -> None:
    """What stands beside the rows equals a recount of the rows."""
    counted = Counter(Standing.objects.values_list("path", "level"))
    assert {(row.path, row.level): row.count for row in Tally.objects.filter(count__gt=0)} == counted
    assert not Standing.objects.exclude(path=F("person__path")).exists()
    for plan in Plan.objects.filter(ended_on=None).select_related("person__standing"):
        waiting = sorted(plan.checks.filter(outcome=Outcome.DUE).values_list("day", flat=True))
        assert (plan.due_since, plan.overdue) == (min(waiting, default=None), sum(day < TODAY for day in waiting))
        urgency = plan.person.standing.probability + (ILL_FIRST if plan.is_ill else 0)
        assert {plan.urgency, *plan.checks.filter(day__gte=TODAY).values_list("urgency", flat=True)} == {urgency}


class Turmoil:
    """Whatever an officer does next, drawn at random; what the rules refuse is not done."""

    def __init__(self, draw: random.Random) -> None:
        the_policies()
        self.draw, self.by = draw, a_cdc_officer()
        self.places = [a_commune(), a_commune()]
        self.people = [a_person(self.places[n % 2], name=f"Người {n}") for n in range(12)]
        for person in self.people[:2]:
            a_case(person, by=self.by)

    def meet(self) -> None:
        one, other = self.draw.sample(self._living(), 2)
        began = NOW - timedelta(days=self.draw.randrange(1, 5), hours=self.draw.randrange(9))
        met = a_meeting(one, other, started_at=began, minutes=self.draw.choice((5, 40)))
        exposures.record(met, by=self.by, at=NOW)

    def take_back(self) -> None:
        rows = list(Exposure.objects.filter(withdrawn_at=None).order_by("pk"))
        if rows:
            exposures.withdraw([self.draw.choice(rows)], "ghi nhầm", by=self.by, at=NOW)

    def fall_ill(self) -> None:
        person = self.draw.choice(self._living())
        if not person.cases.exists():
            a_case(person, by=self.by)

    def ask(self) -> None:
        rows = list(Check.objects.filter(plan__ended_on=None, day__lte=TODAY).order_by("pk"))
        for row in self.draw.sample(rows, min(2, len(rows))):
            ill = self.draw.random() < 0.3
            outcome, symptoms = (Outcome.SYMPTOMS, ("fever",)) if ill else (Outcome.WELL, ())
            followup.check(row, outcome, symptoms=symptoms, by=self.by, at=NOW)

    def hand_on(self) -> None:
        plans = list(Plan.objects.filter(ended_on=None).order_by("pk"))
        if plans:
            followup.hand_on(
                self.draw.choice(plans), self.draw.choice(self.places), why="ở nơi khác", by=self.by, at=NOW
            )

    def decide(self) -> None:
        contacts = list(Person.objects.filter(standing__level__gte=1, merged_into=None).order_by("pk"))
        if contacts:
            deciding.set_level(self.draw.choice(contacts), self.draw.randrange(1, 3), why="xét lại", by=self.by, at=NOW)

    def merge(self) -> None:
        one, other = self.draw.sample(self._living(), 2)
        merging.merge(one, other, versions=(one.version, other.version), by=self.by, at=NOW)

    def _living(self) -> list[Person]:
        return list(Person.objects.filter(merged_into=None).order_by("pk"))


@pytest.mark.parametrize("seed", range(3))
def test_after_any_acts_what_is_kept_equals_a_recount(seed: int) -> None:
    draw = random.Random(seed)
    world = Turmoil(draw)
    acts = [
        *[world.meet] * 6,
        world.take_back,
        world.fall_ill,
        *[world.ask] * 3,
        *[world.hand_on] * 2,
        world.decide,
        world.merge,
    ]
    for act in [world.meet] * 6 + draw.choices(acts, k=25):
        act()
        kept()
    assert Plan.objects.filter(ended_on=None).exists()
    by_level = lists.by_level(world.by)
    assert by_level == Counter(Standing.objects.values_list("level", flat=True))
    counted = Counter(Standing.objects.values_list("path", flat=True))
    assert all(each.count in (None, counted[each.unit.path]) for each in standings_by_commune(world.by))
    tallying.tally_anew()
    kept()
