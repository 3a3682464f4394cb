"""A made-up outbreak in the demonstration province: eight cases and those they met, in August 2020 (ổ dịch mẫu).

Nobody in it lives: every name ends in "(mẫu)", no one has a telephone. All of it goes through the actions, in one
transaction, so a second call finds it whole or not at all.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from vungxanh.apps.accounts.models import User
from vungxanh.apps.cases.actions import (
    breaking,
    cases,
    exposures,
    followup,
    identity,
    ordering,
    people,
    rings,
    sampling,
    seeding,
    telling,
)
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import (
    Case,
    Check,
    Classification,
    Derivation,
    Order,
    Outcome,
    Person,
    Plan,
    SampleResult,
    Sex,
)
from vungxanh.apps.cases.queries.rings import foreseen
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.project.demonstration import phones, reports
from vungxanh.project.demonstration.outbreak_story import (
    FIRST_NUMBER,
    HELPED,
    HOUSES,
    ILL,
    NUMBER,
    REHEARSAL,
    REPORTS,
    SETTINGS,
    Ill,
    a_day,
    moment,
    names,
)

BEGIN = datetime(2020, 8, 17, tzinfo=clock.VIETNAM)
LONGEST_AFTER = timedelta(days=21)
CDC = "cdc.yte"
SEED = 416


def play_outbreak(*, at: datetime, say: Callable[[str], object]) -> bool:
    """Play it once when the province lives in its time; whether it was played now."""
    if not BEGIN <= at <= BEGIN + LONGEST_AFTER or Case.objects.filter(number=NUMBER.format("A")).exists():
        return False
    say("Đang dựng ổ dịch mẫu: 8 ca bệnh, người tiếp xúc, theo dõi (dữ liệu mẫu) …")
    with transaction.atomic():
        seeding.seed_policies(by=SystemActor("demonstration"), at=BEGIN)
        _Outbreak(at).play()
    return True


class _Outbreak:
    """The officers, the chance that is the same each time, and who is who by now."""

    def __init__(self, at: datetime) -> None:
        self.at, self.chance = at, random.Random(SEED)  # noqa: S311 - sample data, the same each time
        self.entropy = self.chance.randbytes
        self.cdc = _officer(CDC)
        codes = {code for ill in ILL for code in (ill.commune, *ill.around)}
        self.communes = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
        self.carers = {code: _officer(f"x{code}.yte") for code in codes}
        self.ill: dict[str, Person] = {}
        self.cases: dict[str, Case] = {}
        self.near: dict[str, list[Person]] = {}
        self.names = names(self.chance)
        self.runs = 0

    def play(self) -> None:
        """Everything in the order in which it happened, the clock handed to each action."""
        for ill in ILL:
            self.fall_ill(ill)
        self.second_contacts()
        for key in ("A", "D"):
            self.open_ring(self.cases[key], 2, moment(13, 14))
        self.open_ring(self.cases["A"], 3, moment(14, 9))
        self.follow_up()
        self.move_onset("D", moment(15, 16))
        self.turn_negative("H", moment(16, 10))
        followup.end_what_is_over(by=SystemActor("follow-up"), at=moment(17, 0, 10))
        followup.flag_all_overdue(BEGIN.date())
        self.watch_today()
        self.use_phones()

    def use_phones(self) -> None:
        """Cases hand in their keys, the keys are published, people who heard them report; the province rehearses."""
        first = phones.hand_in(self.ill["A"].subject, by=self.cdc, chance=self.chance, at=moment(13, 9))
        reports.publish([moment(13, 10), moment(15, 10)])
        phones.hand_in(self.ill["D"].subject, by=self.cdc, chance=self.chance, at=moment(15, 11))
        reports.publish([moment(16, 22)])
        told = [
            reports.Told(next(self.names)[0], commune, moment(day, hour), said) for commune, day, hour, said in REPORTS
        ]
        reports.report(told, first, by=self.cdc, chance=self.chance, at=moment(16, 15))
        for opened, reason, minute in REHEARSAL:
            breaking.turn(opened, reason, by=self.cdc, at=moment(12, 9, minute))
        waiting = [self.ill[key].subject for key in ("E", "F")]
        phones.give_codes(waiting, by=self.cdc, chance=self.chance, at=self.at)
        places = self.communes.values()
        phones.register(places, chance=self.chance, at=moment(14, 20), until=self.at)
        phones.take_part(places, chance=self.chance, at=moment(14, 20), until=self.at)

    def fall_ill(self, ill: Ill) -> None:
        """Somebody is tested, becomes a case, and tells whom they met; the orders follow."""
        opened = moment(ill.tested, 15)
        person = self._who(ill, opened)
        onset = a_day(ill.onset) if ill.onset else None
        known = Illness(
            classification=ill.classification,
            number=NUMBER.format(ill.key),
            has_symptoms=onset is not None,
            onset_on=onset,
            sampled_on=a_day(ill.tested - 1),
            tested_on=None if ill.classification == Classification.SUSPECTED else a_day(ill.tested),
            isolated_at=opened + timedelta(hours=1),
        )
        existing = Case.objects.filter(person=person).first()
        if existing is None:
            case = cases.open_case(person, known, by=self.cdc, at=opened, entropy=self.entropy)
        else:
            why = "theo kết quả điều tra dịch tễ"
            case = cases.change(existing, known, version=existing.version, why=why, by=self.cdc, at=opened)
        self.ill[ill.key], self.cases[ill.key] = person, case
        later = [-3] * ill.early + [0] * (ill.contacts - ill.early)
        met = [self._met(person, self._neighbour(ill, opened), ill, later=days) for days in later]
        self.near[ill.key] = [_whom(each) for each in met[ill.early :]]
        exposures.record_many(met, by=self.cdc, at=opened + timedelta(hours=ill.slow))
        self._tell(opened + timedelta(hours=ill.slow, minutes=20))
        self.order(ill, self.near[ill.key], opened + timedelta(hours=ill.slow + 2))

    def _who(self, ill: Ill, at: datetime) -> Person:
        """A contact of an earlier case whose sample is positive, or somebody who came to a hospital."""
        if not ill.source:
            return self._person(ill.commune, at)
        person = self.near[ill.source][0]
        sample = sampling.take(person, a_day(ill.tested - 1), laboratory="CDC (mẫu)", by=self.cdc, at=at)
        sampling.result(sample, SampleResult.POSITIVE, by=self.cdc, at=at, entropy=self.entropy)
        return person

    def second_contacts(self) -> None:
        """Some people met two cases, and some contacts met others before they were kept apart."""
        at, told = moment(13, 11), list[exposures.Met]()
        for first, second in (("A", "B"), ("B", "D"), ("D", "E")):
            other = next(ill for ill in ILL if ill.key == second)
            told += [self._met(self.ill[second], person, other) for person in self.near[first][3:7]]
        for key in ("A", "D"):
            ill = next(one for one in ILL if one.key == key)
            for person in self.near[key][1:9]:
                told += [self._met(person, self._neighbour(ill, at), ill, later=2) for _number in range(3)]
        next_to = [_whom(each) for each in told if each.source in self.near["A"]]
        told += [self._met(person, self._neighbour(ILL[0], at), ILL[0], later=4) for person in next_to[::2]]
        exposures.record_many(told, by=self.cdc, at=at)
        self._tell(at + timedelta(minutes=30))

    def open_ring(self, case: Case, level: int, at: datetime) -> None:
        """F2, and of one case F3, are traced after the preview."""
        seen = foreseen(case, level, on=at)
        rings.open_ring(case, level, people_seen=len(seen.people), by=self.cdc, at=at)
        self._tell(at + timedelta(minutes=10))

    def order(self, ill: Ill, near: Sequence[Person], at: datetime) -> None:
        """Quarantine orders by district, as far as they got: drafts, issued, delivered, one taken back."""
        plans = list(Plan.objects.filter(person__in=near, ended_on=None).select_related("person"))
        batch = UUID(bytes=self.chance.randbytes(16))
        drafts = ordering.draft(plans, batch=batch, facility="Trường Quân sự tỉnh (mẫu)", by=self.cdc, at=at)
        if ill.orders == "draft" or not drafts:
            return
        issued = list[Order]()
        for code, rows in _by_district(drafts).items():
            number = FIRST_NUMBER + Order.objects.exclude(number="").count()
            issued += ordering.issue(rows, number, "QĐ-UBND (mẫu)", by=_officer(f"h{code}.lanhdao"), at=at)
        if ill.orders == "delivered":
            ordering.deliver(issued[1:], by=self.cdc, at=at + timedelta(hours=3))
            ordering.revoke(issued[:1], why="ghi nhầm nơi cách ly", by=self.cdc, at=at + timedelta(hours=4))

    def follow_up(self) -> None:
        """Each commune did what it did, until last evening: most are well, some were missed, a few fell ill."""
        for code, carer in self.carers.items():
            past = Check.objects.filter(path=self.communes[code].path, day__lt=BEGIN.date(), outcome=Outcome.DUE)
            rows = list(past.select_related("plan").order_by("day", "pk"))
            self._check([row for row in rows if row.plan_id % 9 or row.day.day % 3], carer)
        self._test(self.near["B"][1:6] + self.near["D"][9:14])

    def _check(self, rows: Sequence[Check], carer: Officer) -> None:
        for day in sorted({row.day for row in rows}):
            at = datetime.combine(day, datetime.min.time(), clock.VIETNAM) + timedelta(hours=17)
            for row in rows:
                if row.day == day:
                    followup.check(row, Outcome.WELL, by=carer, at=at)

    def _test(self, near: Iterable[Person]) -> None:
        for number, person in enumerate(near):
            sample = sampling.take(person, a_day(14), laboratory="CDC (mẫu)", by=self.cdc, at=moment(14, 9))
            if number % 3:
                sampling.result(sample, SampleResult.NEGATIVE, by=self.cdc, at=moment(15, 8), entropy=self.entropy)

    def watch_today(self) -> None:
        """This morning: some are done, two have symptoms, one could not be reached; the rest waits for the visitor."""
        today = list(Check.objects.filter(day=BEGIN.date(), number=1, outcome=Outcome.DUE, plan__ended_on=None))
        early = partial(followup.check, by=self.cdc, at=BEGIN + timedelta(minutes=30))
        for row in today[:2]:
            early(row, Outcome.SYMPTOMS, symptoms=["fever", "cough"])
        for row in today[2:3]:
            early(row, Outcome.NOT_REACHED)
        for row in today[3:HELPED]:
            followup.check(row, Outcome.WELL, by=self.cdc, at=BEGIN + timedelta(minutes=40))
        identity.open_identity(self.near["D"][1], "gọi điện xác minh tiếp xúc", by=self.cdc, at=BEGIN)

    def move_onset(self, key: str, at: datetime) -> None:
        """The investigation finds that a case fell ill two days earlier: the difference is read in its history."""
        earlier = self.cases[key].onset_on
        if earlier is None:
            raise ValueError(f"case {key} has no onset that could move")
        why = "người nhà nhớ lại ngày sốt đầu tiên"
        self._correct(key, at, why, onset_on=earlier - timedelta(days=2))

    def turn_negative(self, key: str, at: datetime) -> None:
        """The second test says that it was no case: whoever it held is free."""
        self._correct(key, at, "xét nghiệm lại âm tính hai lần", classification=Classification.NOT_A_CASE)

    def _correct(self, key: str, at: datetime, why: str, **changed: Any) -> None:
        case = Case.objects.get(pk=self.cases[key].pk)
        known = replace(cases.known_of(case), **changed)
        cases.change(case, known, version=case.version, why=why, by=self.cdc, at=at)
        self._tell(at + timedelta(minutes=5))

    def _tell(self, at: datetime) -> None:
        """Whom the runs so far added were told at that time; the notices themselves are the worker's."""
        for run in Derivation.objects.filter(pk__gt=self.runs).order_by("pk"):
            telling.stop_clocks(run.pk, at=at)
            self.runs = run.pk

    def _person(self, commune: str, at: datetime) -> Person:
        name, sex, year = next(self.names)
        known = people.Known(
            full_name=f"{name} (mẫu)", birth_year=year, sex=Sex(sex), address=self.chance.choice(HOUSES)
        )
        return people.enter(known, self.communes[commune], by=self.cdc, at=at, entropy=self.entropy)

    def _neighbour(self, ill: Ill, at: datetime) -> Person:
        return self._person(self.chance.choice((ill.commune, ill.commune, *ill.around)), at)

    def _met(self, source: Person, target: Person, ill: Ill, *, later: int = 0) -> exposures.Met:
        setting, level, minutes = self.chance.choice(SETTINGS)
        first = (ill.onset or ill.tested) - 1 + later
        day = first if later else self.chance.randint(first, max(first, ill.tested - 1))
        start = moment(day, self.chance.randint(7, 20), self.chance.randrange(0, 60, 5))
        return exposures.Met(source, target, start, start + timedelta(minutes=minutes), level=level, setting=setting)


def _whom(met: exposures.Met) -> Person:
    """Whom somebody met: meetings are made of whole records here."""
    return cast("Person", met.target)


def _by_district(orders: Iterable[Order]) -> dict[str, list[Order]]:
    found: dict[str, list[Order]] = {}
    for order in orders:
        found.setdefault(order.path.split("/")[2], []).append(order)
    return found


def _officer(username: str) -> Officer:
    return officers_of(User.objects.get(username=username), BEGIN.date())[0]
