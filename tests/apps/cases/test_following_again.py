"""Who is followed is what the facts say: mistakes that are taken back leave nothing behind."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.factories.cases import NOW, SYSTEM, TODAY, a_case, a_cdc_officer, a_commune, a_health_officer, a_meeting
from tests.factories.cases import a_person as somebody
from vungxanh.apps.cases.actions import cases, deciding, exposures, followup, rings, sampling
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import (
    Case,
    Check,
    Classification,
    Outcome,
    Person,
    Plan,
    Release,
    Ring,
    Sample,
    SampleResult,
)
from vungxanh.apps.cases.queries import days
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer

pytestmark = pytest.mark.django_db

ONSET = TODAY - timedelta(days=4)


@dataclass
class Cluster:
    """A case, whom it met on three days, and whom they met; ring F2 is open."""

    by: Officer
    case: Case
    near: list[Person]
    far: list[Person]

    def change(self, at: datetime, **what: object) -> None:
        case = Case.objects.get(pk=self.case.pk)
        known = replace(cases.known_of(case), **what)
        cases.change(case, known, version=case.version, why="sửa theo phiếu điều tra", by=self.by, at=at)

    def exclude(self, at: datetime) -> None:
        self.change(at, classification=Classification.NOT_A_CASE)

    def confirm(self, at: datetime) -> None:
        self.change(at, classification=Classification.CONFIRMED)

    def close(self, at: datetime) -> None:
        if Ring.objects.filter(case=self.case, closed_at=None).exists():
            rings.close_ring(self.case, 2, by=self.by, at=at)

    def open(self, at: datetime) -> None:
        if not Ring.objects.filter(case=self.case, closed_at=None).exists():
            seen = foreseen(self.case, 2, on=at)
            rings.open_ring(self.case, 2, people_seen=len(seen.people), by=self.by, at=at)

    def people(self) -> list[Person]:
        return [*self.near, *self.far]


def a_cluster(by: Officer, place: Unit | None = None) -> Cluster:
    ill, near, far = somebody(place), [somebody(place) for _ in range(3)], [somebody(place) for _ in range(3)]
    case = a_case(ill, by=by, onset_on=ONSET)
    met = [a_meeting(ill, one, started_at=NOW - timedelta(days=2 + gap)) for gap, one in enumerate(near)]
    behind = zip(near, far, strict=True)
    met += [a_meeting(one, two, started_at=NOW - timedelta(hours=9)) for one, two in behind]
    exposures.record_many(met, by=by, at=NOW)
    cluster = Cluster(by, case, near, far)
    cluster.open(NOW)
    return cluster


PLANNED = ("level", "found_on", "starts_on", "quarantine_ends_on", "ends_on")


def followed(person: Person) -> tuple[object, ...] | None:
    """The open plan as far as facts decide it."""
    plan = Plan.objects.filter(person=person, ended_on=None).first()
    return tuple(getattr(plan, name) for name in PLANNED) if plan else None


def checks(person: Person, *, done: bool) -> list[tuple[date, int]]:
    rows = Check.objects.filter(plan__person=person, plan__ended_on=None)
    rows = rows.exclude(outcome=Outcome.DUE) if done else rows.filter(outcome=Outcome.DUE)
    return sorted(rows.values_list("day", "number"))


def samples(person: Person) -> list[date | None]:
    return sorted(Sample.objects.filter(person=person).values_list("due_on", flat=True), key=str)


@pytest.mark.parametrize(
    ("mistake", "taken_back"),
    [
        (
            lambda held: held.change(NOW, onset_on=TODAY, tested_on=TODAY),
            lambda held: held.change(NOW, onset_on=ONSET, tested_on=TODAY - timedelta(days=1)),
        ),
        (lambda held: held.exclude(NOW), lambda held: held.confirm(NOW)),
        (lambda held: held.close(NOW), lambda held: held.open(NOW)),
    ],
    ids=["the days are moved and moved back", "the case is excluded and confirmed again", "the ring is closed"],
)
def test_who_was_freed_by_mistake_is_followed_again(
    mistake: Callable[[Cluster], None], taken_back: Callable[[Cluster], None]
) -> None:
    place = a_commune()
    carer = a_health_officer(place)
    held = a_cluster(a_cdc_officer(), place)
    before = [followed(person) for person in held.people()]
    listed = {row.plan.person_id for row in days.printed(carer, TODAY, most=9).checks}
    assert None not in before
    mistake(held)
    freed = [person for person in held.people() if followed(person) is None]
    assert freed
    taken_back(held)
    assert [followed(person) for person in held.people()] == before
    assert {row.plan.person_id for row in days.printed(carer, TODAY, most=9).checks} == listed
    assert not Plan.objects.exclude(ended_why="").exists()
    assert not Release.objects.exclude(cleared="").exists()


def test_a_contact_who_fell_ill_by_mistake_is_followed_again() -> None:
    held = a_cluster(a_cdc_officer())
    near = held.near[0]
    before, due = followed(near), checks(near, done=False)
    ill = cases.open_case(near, Illness(tested_on=TODAY), by=held.by, at=NOW, entropy=secrets.token_bytes)
    assert followed(near) is None
    Cluster(held.by, ill, [], []).exclude(NOW)
    assert (followed(near), checks(near, done=False)) == (before, due)


def test_a_plan_that_was_over_begins_anew_with_a_new_meeting_and_owes_nothing_of_the_time_between() -> None:
    held = a_cluster(a_cdc_officer())
    near = held.near[0]
    later = NOW + timedelta(days=40)
    followup.end_what_is_over(by=SYSTEM, at=NOW + timedelta(days=30))
    assert followed(near) is None
    again = a_case(by=held.by, at=later, onset_on=later.date() - timedelta(days=4))
    exposures.record(a_meeting(again.person, near, started_at=later - timedelta(days=3)), by=held.by, at=later)
    plan = Plan.objects.get(person=near)
    assert (plan.ended_on, plan.found_on, plan.starts_on) == (None, later.date(), later.date())
    assert (
        not Check.objects.filter(plan=plan, day__range=(later.date() - timedelta(days=20), later.date()))
        .exclude(day=later.date())
        .exists()
    )


def test_who_is_found_after_the_last_day_is_not_followed() -> None:
    by = a_cdc_officer()
    ill, near = somebody(), somebody()
    a_case(ill, by=by, onset_on=TODAY - timedelta(days=60))
    exposures.record(a_meeting(ill, near, started_at=NOW - timedelta(days=58)), by=by, at=NOW)
    plan = Plan.objects.get(person=near)
    assert (plan.ended_on, plan.ended_why) == (TODAY, "hết thời gian theo dõi")
    assert not Check.objects.filter(plan=plan).exists()


class Walk:
    """Changes of one cluster in any order over some days, while a like one is left alone."""

    def __init__(self, seed: int, held: Cluster) -> None:
        self.chance, self.held, self.at = random.Random(seed), held, NOW
        self.steps: list[Callable[[], None]] = [
            *(self.onset, lambda: held.exclude(self.at), lambda: held.confirm(self.at)),
            *(
                lambda: held.close(self.at),
                self.reopen,
                self.decide,
                self.undo,
                self.check,
                self.sleep,
                self.sample,
                self.result,
            ),
        ]

    def onset(self) -> None:
        self.held.change(self.at, onset_on=ONSET + timedelta(days=self.chance.randint(-4, 4)))

    def reopen(self) -> None:
        if not Case.objects.get(pk=self.held.case.pk).turned_negative:
            self.held.open(self.at)

    def decide(self) -> None:
        person = self.chance.choice(self.held.near)
        until = self.at.date() + timedelta(days=self.chance.randint(0, 9))
        if followed(person) and not Plan.objects.filter(person=person, quarantine_ends_on=until).exists():
            deciding.change_days(person, quarantine_until=until, why="nhà có người già", by=self.held.by, at=self.at)

    def undo(self) -> None:
        for person in self.held.near:
            deciding.undo(person, by=self.held.by, at=self.at)

    def check(self) -> None:
        due = Check.objects.filter(
            plan__person__in=self.held.people(), plan__ended_on=None, outcome=Outcome.DUE, day__lte=self.at.date()
        )
        if row := due.order_by("day", "number", "pk").first():
            followup.check(row, Outcome.WELL, temperature=Decimal("36.6"), by=self.held.by, at=self.at)

    def sample(self) -> None:
        sampling.take(self.chance.choice(self.held.near), self.at.date(), by=self.held.by, at=self.at)

    def result(self) -> None:
        taken = Sample.objects.filter(person__in=self.held.near, taken_on__isnull=False).order_by("pk")
        if taken:
            self.say(self.chance.choice(taken), self.chance.choice([SampleResult.NEGATIVE, SampleResult.UNCLEAR]))

    def say(self, sample: Sample, found: SampleResult) -> None:
        sampling.result(sample, found, by=self.held.by, at=self.at, entropy=secrets.token_bytes)

    def sleep(self) -> None:
        self.at += timedelta(days=1)
        followup.end_what_is_over(by=SYSTEM, at=self.at)

    def walk(self, many: int) -> None:
        for _ in range(many):
            self.chance.choice(self.steps)()
        self.undo()
        for sample in Sample.objects.filter(person__in=self.held.near, result=SampleResult.NEGATIVE):
            self.say(sample, SampleResult.UNCLEAR)
        self.held.change(self.at, onset_on=ONSET, classification=Classification.CONFIRMED)
        self.held.open(self.at)
        followup.end_what_is_over(by=SYSTEM, at=self.at)


@pytest.mark.parametrize("seed", range(12))
def test_any_changes_that_end_in_the_same_facts_end_in_the_same_plans_and_checks(seed: int) -> None:
    by = a_cdc_officer()
    left_alone, held = a_cluster(by), a_cluster(by)
    Walk(seed, held).walk(24)
    for still, walked in zip(left_alone.people(), held.people(), strict=True):
        assert followed(walked) == followed(still)
        done = checks(walked, done=True)
        assert len(done) == len(set(done))
        assert sorted({*checks(walked, done=False), *done}) == checks(still, done=False)


def test_the_walks_do_free_people_and_do_write_checks_down() -> None:
    by = a_cdc_officer()
    held = a_cluster(by)
    walk = Walk(3, held)
    walk.check()
    assert any(checks(person, done=True) for person in held.people())
    held.exclude(NOW)
    assert not any(followed(person) for person in held.people())
    assert samples(held.near[0]) == []
    walk.walk(0)
    assert all(followed(person) for person in held.people())
    assert any(checks(person, done=True) for person in held.people())
