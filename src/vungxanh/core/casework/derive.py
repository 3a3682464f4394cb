"""Standings from exposures, cases and decisions (suy ra cấp F).

Each case reaches persons by itself, as deep as its ring is opened, by `reach`. Deriving again from changed facts and
comparing with `diff` is how anything ever changes: nothing derived is edited.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from vungxanh.core.casework.chances import Chance, combined
from vungxanh.core.casework.covering import Covering
from vungxanh.core.casework.facts import Case, CaseState, Exposure, Isolation, Override
from vungxanh.core.casework.plan import NOTHING, Plan, measure, together
from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.reach import Carried, Isolated, carried, counting, index, reached
from vungxanh.core.casework.standing import Derivation, Refused, Standing, Step, Term, decided, level_of
from vungxanh.core.casework.times import day_of, minute_of, moment_of
from vungxanh.core.casework.windows import infectious_since, isolations, own_isolations, unreachable
from vungxanh.core.tracing.graph import Levels
from vungxanh.core.tracing.risk import Class


def derive(
    exposures: Iterable[Exposure],
    cases: Iterable[Case],
    policy: Policy,
    *,
    overrides: Iterable[Override] = (),
    isolated: Iterable[Isolation] = (),
    vaccinated: Collection[int] = (),
    negative: Mapping[int, date] | None = None,
    died: Mapping[int, date] | None = None,
    follow: Collection[int] | None = None,
    only: Collection[int] | None = None,
) -> Derivation:
    """Everybody's standing, or that of `only` some; `isolated` says when people were kept apart, beside the cases.

    `negative` is the day of each person's last sample that was negative: taken on the day of the last exposure to a
    case or later, it frees those met until that day whose level only waits for such a result, when all in between have
    one. Whoever meets such a contact later waits for the next sample.
    `died` is the day of each death: nobody dead is followed up, though whom they met before still waits for a result.
    A case that ended makes nobody F0 whom a case reaches on a later day, unless they died.
    `follow` limits the terms to those of some cases, by their keys; the others are F0 and isolated all the same.
    """
    told = list(exposures)
    covering = Covering(overrides, told)
    refused, counted = _sorted_out(told, policy)
    sources = [case for case in cases if case.state is not CaseState.NEGATIVE]
    dead = died or {}
    search = _Search(counted, sources, policy, tuple(isolated), vaccinated, negative or {}, dead, only, covering)
    for case in sources:
        if follow is None or case.key in follow:
            search.follow(case)
    standings = {case.person: _ill(case, policy) for case in sorted(sources, key=lambda case: (case.tested, case.key))}
    named = {one.person for one in covering.decisions.values() if one.stands_alone} - standings.keys()
    for person in sorted((search.terms.keys() | named) - search.positive - dead.keys()):
        if only is not None and person not in only:
            continue
        standing, decision = search.standing(person), covering.decisions.get(person)
        standings[person] = decided(standing, decision, policy, person in vaccinated) if decision else standing
    asked = standings if only is None else {person: one for person, one in standings.items() if person in only}
    return Derivation(asked, refused, policy.number)


class _Search:
    """What the cases followed so far mean for everybody they reach."""

    def __init__(
        self,
        counted: Mapping[int, Exposure],
        sources: Collection[Case],
        policy: Policy,
        told: Collection[Isolation],
        vaccinated: Collection[int],
        negative: Mapping[int, date],
        died: Mapping[int, date],
        only: Collection[int] | None,
        covering: Covering,
    ) -> None:
        self.counted, self.policy, self.vaccinated = counted, policy, frozenset(vaccinated)
        self.met = index(
            (one.source, one.target, minute_of(one.start), minute_of(one.end), one.key, one.household)
            for one in counted.values()
        )
        self.negative = negative
        self.told, self.apart, self.only = isolations((), told, died), isolations(sources, told, died), only
        self.spared, self.positive = unreachable(sources, died)
        self.covering = covering
        self.terms: dict[int, list[Term]] = defaultdict(list)
        self.chances: dict[int, list[Chance]] = defaultdict(list)

    def follow(self, case: Case) -> None:
        """Add what one case means for everybody it reaches; of several cases of a person, each has its own window."""
        isolated = {**self.apart, case.person: own_isolations(case, self.told)}
        since, ring = minute_of(infectious_since(case, self.policy)), min(case.ring, self.policy.max_ring)
        latency = self.policy.latency_hours * 60
        levels = reached(
            self.met, case.person, since, max_level=ring, latency=latency, isolated=isolated, spared=self.spared
        )
        ways = carried(self.met, levels, latency=latency, isolated=isolated, spared=self.spared)
        likely: dict[int, float] = {}
        clear: dict[int, date] = {}
        for person in sorted(ways, key=lambda person: (levels.labels[person][0].hops, person)):
            asked = self.only is None or person in self.only or levels.labels[person][0].hops < ring
            if person not in self.positive and asked:  # who is last of a chain exposes nobody else
                own = [self._chance(way, likely.get(way.source, 1.0)) for way in ways[person]]
                likely[person] = combined(own)
                chain = self._chain(levels, person, isolated)
                parts = self.covering.parts(person, case, chain[-1].level, ways[person])
                terms = [self._term(case, chain, part, likely[person], clear, is_decided) for part, is_decided in parts]
                self.terms[person].extend(terms)
                clear[person] = self._clear_until(person, terms)
                self.chances[person].extend(own)

    def standing(self, person: int) -> Standing:
        """One standing from all terms; without any, an empty one for an officer's decision to fill."""
        decision = self.covering.decisions.get(person)
        terms = self.terms.get(person, ())
        held = tuple(sorted(terms, key=lambda term: (level_of(term, decision), term.first, term.case)))
        level = level_of(held[0], decision) if held else 0
        least = [term for term in held if level_of(term, decision) == level]
        return Standing(
            person,
            level,
            held[0].case if held else None,
            held[0].chain if held else (),
            held,
            min((term.first for term in least), default=None),
            max((term.last for term in least), default=None),
            len({source for term in least for source in term.sources}),
            combined(self.chances.get(person, ())),
            _strongest(self.counted[key].level for term in held for key in term.exposures),
            together(term.measure for term in held),
        )

    def _chance(self, way: Carried, of_source: float) -> Chance:
        exposure = self.counted[way.key]
        share = exposure.probability
        return Chance(
            way.source,
            way.first,
            way.last,
            of_source * (self.policy.assumed[exposure.level] if share is None else share),
        )

    def _clear_until(self, person: int, terms: list[Term]) -> date:
        """The last day on which meeting the person asks nobody behind them to wait."""
        if all(term.is_freed for term in terms):
            return date.max
        taken = self.negative.get(person, date.min)
        return taken if taken >= max(day_of(term.last) for term in terms) else date.min

    def _term(
        self,
        case: Case,
        chain: tuple[Step, ...],
        ways: Sequence[Carried],
        probability: float,
        clear: Mapping[int, date],
        is_decided: bool,
    ) -> Term:
        """`clear` is until which day nobody has to wait behind each of those nearer to the case."""
        person, hops = chain[-1].person, chain[-1].level
        last = moment_of(max(way.last for way in ways))
        is_freed = self.policy.for_level(hops).until_source_result and all(
            day_of(moment_of(way.last)) <= clear.get(way.source, date.min) for way in ways
        )
        asked = measure(self.policy, hops, day_of(last), vaccinated=person in self.vaccinated)
        return Term(
            case=case.key,
            level=hops,
            first=moment_of(ways[0].first),
            last=last,
            sources=tuple(sorted({way.source for way in ways})),
            exposures=tuple(sorted({way.key for way in ways})),
            probability=probability,
            chain=chain,
            measure=NOTHING if is_freed else asked,
            is_freed=is_freed,
            is_decided=is_decided,
        )

    def _chain(self, levels: Levels, person: int, isolated: Isolated) -> tuple[Step, ...]:
        steps: list[Step] = []
        for level, (who, at) in enumerate(levels.path(person)):
            source = steps[-1].person if steps else None
            apart = isolated.get(source, ()) if source is not None else ()
            met = (
                one.key
                for one in self.met.get(who, ())
                if one.other == source and one.start <= at <= one.end
                if counting(at, at, apart, household=one.household)
            )
            steps.append(Step(who, level, moment_of(at), source, next(met, None)))
        return tuple(steps)


def _sorted_out(exposures: Iterable[Exposure], policy: Policy) -> tuple[dict[int, Refused], dict[int, Exposure]]:
    order = list(Class)
    refused: dict[int, Refused] = {}
    counted: dict[int, Exposure] = {}
    for one in exposures:
        if one.withdrawn:
            refused[one.key] = Refused.WITHDRAWN
        elif one.source == one.target:
            refused[one.key] = Refused.SELF
        elif one.end < one.start:
            refused[one.key] = Refused.BACKWARDS
        elif order.index(one.level) > order.index(policy.least_class):
            refused[one.key] = Refused.WEAK
        else:
            counted[one.key] = one
    return refused, counted


def _strongest(classes: Iterable[Class]) -> Class | None:
    held = set(classes)
    return next((one for one in Class if one in held), None)


def _ill(case: Case, policy: Policy) -> Standing:
    since = infectious_since(case, policy)
    return Standing(case.person, 0, case.key, (Step(case.person, 0, since),), (), None, None, 0, 1.0, None, Plan())
