"""Who exposed whom and when, as lanes of a drawing over time (chuỗi lây trên trục thời gian).

At most `MOST` people stand each on a lane of their own; deeper levels are folded into one lane a case and level, with
how many people were exposed on each day. A folded level opens when the drawing is narrowed to its case. People by the
thousand are counted from indexes alone, and read by none of their rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from vungxanh.apps.cases.models import Case, Exposure, Person, Release, Standing
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.lists import in_place
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.standing import Step
from vungxanh.core.casework.times import midnight
from vungxanh.core.casework.windows import infectious_since
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of

MOST = 200
MOST_GROUPS = 40
_NOON = timedelta(hours=12)
_STRENGTH = {"high": 3, "medium": 2, "low": 1}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the drawing is narrowed to: `level` exactly, `ring` at most; exposed from `since` or `on` a day."""

    place: Unit | None = None
    case: Case | None = None
    level: int | None = None
    ring: int | None = None
    since: date | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One person, or everybody of a folded level; `joined` is when `parent` exposed them, `at` when they are marked.

    A case is marked at onset, or at its test, and its lane is the time it exposed others. `is_context` stands only to
    explain others; `is_likely` says that the parent is the likeliest of the cases met before, not a finding.
    """

    key: str
    level: int
    at: datetime
    start: datetime
    end: datetime
    person: Person | None = None
    case: Case | None = None
    parent: str = ""
    joined: datetime | None = None
    risk: str = ""
    sources: int = 0
    count: int = 1
    by_day: tuple[tuple[date, int], ...] = ()
    is_context: bool = False
    is_likely: bool = False


Lanes = dict[str, Lane]
ByDay = dict[date, int]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The lanes, each below its parent; `people` who were asked for, by level, and which levels are folded."""

    lanes: tuple[Lane, ...]
    people: dict[int, int] = field(default_factory=dict)
    folded: tuple[int, ...] = ()


def drawing(officer: Officer, asked: Asked, *, at: datetime) -> Drawing:
    """The chain of the officer's place (9 queries at most); links of the chain from elsewhere stand in it too."""
    rows = _wanted(officer, asked)
    days = list(rows.values_list("level", "first_on").annotate(many=Count("*")).order_by("level", "first_on"))
    people: dict[int, int] = {}
    for level, _day, count in days:
        people[level] = people.get(level, 0) + count
    single = _single(people)
    shown = rows.filter(level__in=single).select_related("person__commune", "case").order_by("level", "first_at", "pk")
    lanes = _lanes_of(list(shown), asked.case)
    lanes |= _cases(lanes, at)
    folded = tuple(level for level in people if level not in single)
    if folded:
        lanes |= _folded(rows.filter(level__in=folded), [each for each in days if each[0] in folded], lanes)
    return Drawing(tuple(_below_parents(_with_likely_sources(lanes))), people, folded)


def _wanted(officer: Officer, asked: Asked) -> QuerySet[Standing]:
    rows = Standing.objects.filter(in_place(officer, asked.place))
    if asked.case:
        reached = Standing.objects.filter(case=asked.case).values("person")
        rows = rows.filter(person__in=reached.union(Release.objects.filter(case=asked.case).values("person")))
    if asked.level is not None:
        rows = rows.filter(level=asked.level)
    if asked.ring is not None:
        rows = rows.filter(level__lte=asked.ring)
    if asked.since:
        rows = rows.filter(Q(first_on__gte=asked.since) | among("pk", _newly_ill(asked.since)))
    if asked.on:
        rows = rows.filter(first_on=asked.on)
    return rows


def _newly_ill(since: date) -> list[int]:
    """The standings of cases who fell ill or were tested since a day, by their keys (1 query).

    Keys read beforehand keep both ends of an "or" within indexes; in one query they were sought among all rows.
    """
    ill = Case.objects.filter(facts.FELT & Q(onset_on__gte=since) | Q(tested_on__gte=since))
    standing = ill.filter(person__standing__level=0, person__standing__case=F("pk"))
    return list(standing.values_list("person__standing", flat=True))


def _single(people: dict[int, int]) -> set[int]:
    """The levels whose people stand singly: from the cases down, as long as all together are few enough."""
    single, total = set[int](), 0
    for level, count in people.items():
        total += count
        if total > MOST:
            break
        single.add(level)
    return single


def _lanes_of(rows: Collection[Standing], case: Case | None) -> Lanes:
    """A lane for each standing and for everybody its chain passes; the chain is that of `case` where there is one."""
    chains = {row.person_id: _chain(row, case) for row in rows}
    lanes = {_key(row.person_id): _lane(row, chains[row.person_id]) for row in rows}
    passed = [step for chain in chains.values() for step in chain if _key(step.person) not in lanes]
    people = Person.objects.select_related("commune").in_bulk([step.person for step in passed])
    for step in passed:
        parent = _key(step.source) if step.source else ""
        lanes.setdefault(
            _key(step.person),
            Lane(
                _key(step.person),
                step.level,
                step.at,
                step.at,
                step.at,
                people[step.person],
                parent=parent,
                joined=step.at if parent else None,
                is_context=True,
            ),
        )
    return lanes


def _chain(row: Standing, case: Case | None) -> tuple[Step, ...]:
    standing = standing_json.from_json(row.detail)
    term = next((one for one in standing.terms if case and one.case == case.pk), None)
    return term.chain if term else standing.chain


def _lane(row: Standing, chain: tuple[Step, ...]) -> Lane:
    """What rests on no meeting, as a level an officer decided, stands where it was derived; who is erased, on a day."""
    last = chain[-1] if chain else None
    at = last.at if last else row.first_at or row.derived_at
    parent = _key(last.source) if last and last.source else ""
    return Lane(
        _key(row.person_id),
        row.level,
        at,
        at,
        max(at, row.last_at or at),
        row.person,
        row.case,
        parent,
        at if parent else None,
        row.risk,
        row.sources,
    )


def _cases(lanes: Lanes, at: datetime) -> Lanes:
    """The lanes of cases with their own times: ill from, marked at onset or test, until kept apart."""
    people = {lane.person.pk: lane for lane in lanes.values() if lane.person and lane.level == 0}
    if not people:
        return {}
    _row, policy = in_force(day_of(at))
    found: Lanes = {}
    for row in facts.sources().filter(person__in=people).order_by("entered_at", "pk"):
        fact = facts.case(row)
        marked = midnight(fact.onset or fact.tested) + _NOON
        until = row.isolated_at or (midnight(row.ended_on) if row.ended_on else at)
        since = infectious_since(fact, policy)
        found[_key(row.person_id)] = replace(
            people[row.person_id], case=row, at=marked, start=since, end=max(until, marked)
        )
    return found


def _folded(rows: QuerySet[Standing], days: Iterable[tuple[int, date | None, int]], lanes: Lanes) -> Lanes:
    """One lane a case and level, or a level where cases are too many, with its people by day.

    The counts of `days` are those of the levels; they are asked for by case only where cases are few.
    """
    dated = rows.filter(first_on__isnull=False).order_by()
    counts: Iterable[tuple[int | None, int, date | None, int]] = ((None, *each) for each in days)
    if len(dated.values_list("case", "level").distinct()[: MOST_GROUPS + 1]) <= MOST_GROUPS:
        counts = dated.values_list("case", "level", "first_on").annotate(many=Count("*"))
    ill = {lane.case.pk: lane.key for lane in lanes.values() if lane.case and lane.level == 0}
    groups: dict[tuple[int | None, int], ByDay] = {}
    for case, level, day, count in counts:
        if day:
            groups.setdefault((case, level), {})[day] = count
    cases = Case.objects.in_bulk([case for case, _level in groups if case])
    made = [
        _group(cases.get(case or 0), level, by_day, ill.get(case or 0, "")) for (case, level), by_day in groups.items()
    ]
    return {lane.key: lane for lane in made}


def _group(case: Case | None, level: int, by_day: ByDay, parent: str) -> Lane:
    days = tuple(sorted(by_day.items()))
    first, last = midnight(days[0][0]) + _NOON, midnight(days[-1][0]) + _NOON
    return Lane(
        f"g{case.pk if case else 0}-{level}",
        level,
        first,
        first,
        last,
        case=case,
        parent=parent,
        joined=first if parent else None,
        count=sum(by_day.values()),
        by_day=days,
    )


def _with_likely_sources(lanes: Lanes) -> Lanes:
    """Cases below the case that likeliest made them ill: met before they fell ill, when the other already exposed."""
    ill = {lane.person.pk: lane for lane in lanes.values() if lane.level == 0 and lane.person and lane.case}
    best: dict[str, tuple[tuple[float, datetime], Lane]] = {}
    for row in Exposure.objects.filter(source__in=ill, target__in=ill, withdrawn_at=None):
        for one, other in ((ill[row.source_id], ill[row.target_id]), (ill[row.target_id], ill[row.source_id])):
            if not _may_have_infected(one, other, row):
                continue
            weight = (row.probability or 0) + _STRENGTH[row.level], row.started_at
            if other.key not in best or weight > best[other.key][0]:
                joined = max(row.started_at, one.start)
                best[other.key] = weight, replace(other, parent=one.key, joined=joined, is_likely=True)
    return lanes | {key: lane for key, (_weight, lane) in best.items()}


def _may_have_infected(one: Lane, other: Lane, met: Exposure) -> bool:
    in_time = one.start <= met.ended_at and met.started_at <= other.at
    return in_time and (one.at, one.key) < (other.at, other.key)


def _below_parents(lanes: Lanes) -> Iterable[Lane]:
    """Each lane below its parent, earlier ones first; whoever hangs on nobody drawn begins a tree of their own."""
    below: dict[str, list[Lane]] = {}
    for lane in lanes.values():
        below.setdefault(lane.parent if lane.parent in lanes else "", []).append(lane)
    for group in below.values():
        group.sort(key=lambda lane: (lane.joined or lane.start, lane.key), reverse=True)
    waiting, seen = list(below.get("", ())), set[str]()
    while waiting or len(seen) < len(lanes):
        lane = waiting.pop() if waiting else next(each for each in lanes.values() if each.key not in seen)
        if lane.key not in seen:
            seen.add(lane.key)
            yield lane
            waiting += below.get(lane.key, ())


def _key(person: int) -> str:
    return f"p{person}"
