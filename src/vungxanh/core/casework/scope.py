"""How far a changed fact can reach: whom to derive again, and what must be known for it (phạm vi tính lại).

In a real outbreak everybody hangs together by some exposure, so a whole cluster is soon the whole province. But no case
reaches farther than its ring: what changes around some people changes standings within that many meetings of them only.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """`persons` are those whose standing may differ; `surroundings` (they among them) is whose facts to derive from.

    Deriving from the exposures among `surroundings`, their cases and isolations gives `persons` what deriving from all
    facts gives them. Of the others in `surroundings` it says too little: leave them as they stand.
    """

    persons: frozenset[int]
    surroundings: frozenset[int]


def scope(changed: Collection[int], deepest: int, met_by: Callable[[Collection[int]], Collection[int]]) -> Scope:
    """Of a change around some people: both ends of a changed exposure, or the person of a case or an isolation.

    `deepest` is the deepest ring of any case, before or after the change; `met_by` gives everyone whom live exposures
    tie to some people and is asked 2 · `deepest` times. Another policy changes everybody, which needs no scope.
    """
    found, frontier = set(changed), set(changed)
    persons = frozenset(found)
    for step in range(1, 2 * deepest + 1):
        frontier = set(met_by(frontier)) - found if frontier else frontier
        found |= frontier
        if step == deepest:
            persons = frozenset(found)
    return Scope(persons, frozenset(found))
