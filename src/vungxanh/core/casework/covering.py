"""Which ways of a case to a person an officer's decision speaks of (quyết định riêng nói về lần tiếp xúc nào).

The meetings that were known when it was made, with those who were sources then, however times, cases or the policy are
corrected later. A meeting told anew, by a second telephone or after a correction, is the same meeting when it overlaps
one that counted then and ends on no later day. A case that reaches the person nearer, or by somebody else, is not what
the officer decided about.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from vungxanh.core.casework.facts import Case, Exposure, Known, Override
from vungxanh.core.casework.reach import Carried
from vungxanh.core.casework.times import day_of

Parts = list[tuple[Sequence[Carried], bool]]


class Covering:
    """The decisions, by person, and what each speaks of."""

    def __init__(self, decisions: Iterable[Override], exposures: Iterable[Exposure]) -> None:
        self.decisions = {one.person: one for one in decisions}
        known = {person: one.known for person, one in self.decisions.items() if one.known}
        told: dict[int, list[Exposure]] = defaultdict(list)
        if known:
            for exposure in exposures:
                for person in {exposure.source, exposure.target} & known.keys():
                    told[person].append(exposure)
        self._meetings = {person: one.exposures | _told_again(one, told[person]) for person, one in known.items()}
        self._sources = {person: _sources(one, person, told[person]) for person, one in known.items()}

    def parts(self, person: int, case: Case, level: int, ways: Sequence[Carried]) -> Parts:
        """The ways of a case to a person of a level by it that the decision speaks of, and the rest; none is empty."""
        decision = self.decisions.get(person)
        if decision is None or decision.known is None:
            return [(ways, decision is not None)]
        if decision.known.levels.get(case.key, level + 1) > level:
            return [(ways, False)]
        sources = {case.person} | self._sources[person][case.key]
        old = [way for way in ways if way.key in self._meetings[person] and way.source in sources]
        new = [way for way in ways if way not in old]
        return [(part, part is old) for part in (old, new) if part]


def _told_again(known: Known, told: Iterable[Exposure]) -> frozenset[int]:
    """Nobody is covered beyond what counted: who lives together counts longer where the source stays at home."""
    counted = frozenset().union(*known.ways.values())
    pairs: dict[frozenset[int], list[Exposure]] = defaultdict(list)
    for one in told:
        pairs[frozenset((one.source, one.target))].append(one)
    return frozenset(
        one.key
        for held in pairs.values()
        for one in held
        for each in held
        if each.key in counted and each.start <= one.end and one.start <= each.end
        if day_of(one.end) <= day_of(each.end) and (each.household or not one.household)
    )


def _sources(known: Known, person: int, told: Iterable[Exposure]) -> dict[int, frozenset[int]]:
    """By case, with whom the meetings were that gave the person the level by it."""
    others = {one.key: one.target if one.source == person else one.source for one in told}
    return {case: frozenset(others[key] for key in known.ways.get(case, ()) if key in others) for case in known.levels}
