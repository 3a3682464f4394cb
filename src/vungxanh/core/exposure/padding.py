"""The laws of what stands beside real people in a batch, so that nobody is told from it (đệm bằng người giả).

A small batch would tell which keys belong together, and a batch that grows with reports would tell when somebody
reported. So the rows of people who are new in a batch are a number of chance, drawn by the same law whether anybody
reported or not: whole synthetic people fill it up. Each is the shape of a person (which days, from which hour, reported
how) with fresh keys; half of them the shapes of real people of the last weeks, half of shapes that codes usually ask
for, as before the first case. What of them is not due yet waits like anybody's and comes in a later batch.

Beside each real person who is new stand some made ones of the very same shape: of them as many are taken back with him
should he turn out to be no case. `composing` puts batches together by these laws; batches are sorted by key, so nothing
says whose a row is, and a key is let out only two hours after its last day has ended.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from vungxanh.core.exposure.batch import Report
from vungxanh.core.exposure.slotkeys import SLOT_S

LEAST_ROWS, MOST_JITTER = 1_000, 300
LIKENESSES, MUCH_ALIKE, ONE_IN = 5, 4, 5
"""Made people beside each of the first four of one shape; from the fifth on, one more beside every fifth."""
RETENTION_DAYS = 21
MOST_DAYS = 14
LOCAL_MIDNIGHT_S = 17 * 3_600
"""When a local day begins, in seconds of the UTC day: the first of the days that a code asks for."""


class Chance(Protocol):
    """Where randomness comes from: the system's own (`SystemRandom`) in service, a seeded one in tests."""

    def randrange(self, stop: int, /) -> int:
        """A number from 0 to below `stop`."""
        ...

    def randbytes(self, n: int, /) -> bytes:
        """So many bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A day of a shape: how many days before the report, from which second of the day, reported how."""

    days_ago: int
    from_s: int
    report: Report


Shape = tuple[Part, ...]


def drawn_shape(shapes: Sequence[Shape], chance: Chance) -> Shape:
    """A shape for a made person: one of these, or, as often and where there are none, one that a code asks for."""
    if shapes and chance.randrange(2):
        return shapes[chance.randrange(len(shapes))]
    days = 2 + chance.randrange(MOST_DAYS - 1)
    report = Report.CLINICAL if chance.randrange(4) == 0 else Report.TEST
    later = {days: LOCAL_MIDNIGHT_S}
    if chance.randrange(8) == 0:  # some leave out the hours before a moment of one day
        later[chance.randrange(days)] = SLOT_S * (1 + chance.randrange(80))
    return tuple(Part(ago, later.get(ago, 0), report) for ago in range(days, -1, -1))


Trace = frozenset[Hashable]
"""What the published rows of a person show to everybody: of each the batch, the start and the report."""


def alike(real: Sequence[Trace], candidates: Mapping[Hashable, Trace], each: int, *, chance: Chance) -> list[Hashable]:
    """The names of `each` candidates for every real one, those whose traces differ least, drawn among equals.

    They are taken back along with the real ones. Whoever sees rows taken back sees in which batch and on which days
    each was, so made people of other batches or days would tell which rows belong together; and drawn, for whatever
    order the made people have, the real ones do not follow it.
    """
    left = dict(candidates)
    chosen = []
    for trace in real:
        for _one in range(min(each, len(left))):
            differs = {name: len(trace ^ other) for name, other in left.items()}
            least = min(differs.values())
            nearest = [name for name, count in differs.items() if count == least]
            chosen.append(nearest[chance.randrange(len(nearest))])
            del left[chosen[-1]]
    return chosen
