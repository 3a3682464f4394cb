"""How many true encounters the phones' own records tell, and how many false ones (đánh giá).

The records are matched with everybody's keys as if all had fallen ill, both logs of a meeting become one, and the
class of its risk is compared with the walks: true is who was within two metres for fifteen minutes or more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vungxanh.core.tracing.edges import Edge, Logged, edges
from vungxanh.core.tracing.encounters import encounters
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.risk import CURRENT, Class, Policy, System, assess_minutes
from vungxanh.core.tracing.sightings import Sightings
from vungxanh.device.scenarios.truth import Near

OFFICIAL_MINUTES = 15.0
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What both logs together tell of a pair: minutes in all, strongest RSSI, class and probability."""

    minutes: float
    max_rssi: int
    level: Class
    probability: float


@dataclass(slots=True)
class Score:
    """Pairs by class: true ones, true ones with no row at all, and pairs that were not near that long."""

    true: Counter[Class] = field(default_factory=Counter)
    missed: int = 0
    false: Counter[Class] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many true pairs there are."""
        return self.true.total() + self.missed

    def found(self, levels: Iterable[Class]) -> float | None:
        """The share of true pairs in these classes; None when there is none."""
        return sum(self.true[level] for level in levels) / self.total if self.total else None

    def right(self, levels: Sequence[Class]) -> float | None:
        """The share of true pairs among all in these classes; None when there is none."""
        true, false = (sum(counts[level] for level in levels) for counts in (self.true, self.false))
        return true / (true + false) if true + false else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores: of all pairs, of each pair of systems, and of those told to have lasted fifteen minutes."""

    everybody: Score
    by_systems: Mapping[str, Score]
    lasting: Score


def logged(
    phone: int,
    history: Sightings,
    keys: Sequence[PositiveKey],
    systems: Sequence[System],
    policy: Policy = CURRENT,
) -> Iterator[Logged]:
    """The encounters in one phone's history with the holders of `keys`, one key a phone."""
    from vungxanh.core.tracing.kernels.matching import find

    found = find(keys, history)
    order = np.argsort(found.key, kind="stable")
    rows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for other, ms, rssi in zip(*(column[order].tolist() for column in (found.key, found.ms, found.rssi)), strict=True):
        rows[other].append((ms, rssi))
    for other, seen in rows.items():
        if other != phone:
            rule = policy.rule(systems[phone], systems[other])
            yield from (Logged(phone, other, met) for met in encounters(seen, rule))


def told(meetings: Iterable[Edge], policy: Policy = CURRENT) -> dict[Pair, Told]:
    """What the edges of each pair tell together."""
    of_pair: dict[Pair, list[Edge]] = defaultdict(list)
    for edge in meetings:
        of_pair[edge.one, edge.other].append(edge)
    found = {}
    for pair, held in of_pair.items():
        near, close, room, far = (
            sum(spent) for spent in zip(*(one.encounter.bucket_minutes for one in held), strict=True)
        )
        risk = assess_minutes((near, close, room, far), policy)
        strongest = max(edge.encounter.max_rssi for edge in held)
        found[pair] = Told(near + close + room + far, strongest, risk.level, risk.probability)
    return found


def evaluate(logs: Iterable[Logged], near: Iterable[Near], systems: Sequence[System]) -> Evaluation:
    """Compare what the logs tell with the truth."""
    known = told(edges(logs))
    true = {(pair.one, pair.other) for pair in near if pair.true_contact}
    everybody, lasting, by_systems = Score(), Score(), defaultdict[str, Score](Score)
    for pair in sorted(true | known.keys()):
        of_pair = known.get(pair)
        names = "-".join(sorted(systems[phone].value for phone in pair))
        for score in (everybody, by_systems[names]):
            _count(score, of_pair, true=pair in true)
        _count(lasting, of_pair if of_pair and of_pair.minutes >= OFFICIAL_MINUTES else None, true=pair in true)
    return Evaluation(everybody, dict(sorted(by_systems.items())), lasting)


def _count(score: Score, of_pair: Told | None, *, true: bool) -> None:
    if of_pair is None:
        score.missed += true
    else:
        (score.true if true else score.false)[of_pair.level] += 1
