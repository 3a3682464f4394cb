"""Which exposures an officer's decision speaks of (quyết định riêng nói về lần tiếp xúc nào).

Those that were known when it was made, however their times, their case or the policy are corrected later. A meeting
told anew, by a second telephone or after a correction, is the same meeting when both overlap. A case that reaches the
person nearer than was known is not what the officer decided about.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from vungxanh.core.casework.facts import Exposure, Override


def covered(decisions: Iterable[Override], exposures: Iterable[Exposure]) -> Mapping[int, frozenset[int] | None]:
    """By person, the exposures that the decision about them speaks of; None for whatever there is."""
    known = {one.person: one.known.exposures if one.known else None for one in decisions}
    told: dict[int, list[Exposure]] = defaultdict(list)
    if any(known.values()):
        for exposure in exposures:
            for person in {exposure.source, exposure.target} & known.keys():
                told[person].append(exposure)
    return {person: None if keys is None else keys | _told_again(keys, told[person]) for person, keys in known.items()}


def speaks_of(decision: Override, case: int, level: int) -> bool:
    """Whether a decision speaks of what a case means for the person, who is of a level by it now."""
    return decision.known is None or decision.known.levels.get(case, level + 1) <= level


def _told_again(known: frozenset[int], told: Iterable[Exposure]) -> frozenset[int]:
    pairs: dict[frozenset[int], list[Exposure]] = defaultdict(list)
    for one in told:
        pairs[frozenset((one.source, one.target))].append(one)
    return frozenset(
        one.key
        for held in pairs.values()
        for one in held
        if any(each.key in known and each.start <= one.end and one.start <= each.end for each in held)
    )
