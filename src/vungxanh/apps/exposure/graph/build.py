"""From logs to the edges of each day and district (từ nhật ký đến cạnh tiếp xúc).

What comes out is a function of the live uploads and of nothing else: a run that was killed and runs again, or runs
twice, makes the same edges, and what was revoked is gone from them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vungxanh.apps.exposure.graph import check
from vungxanh.apps.exposure.graph.reading import Log
from vungxanh.apps.exposure.graph.spoken import Spoken, resolve
from vungxanh.apps.exposure.graph.spool import Spool, spool
from vungxanh.core.tracing.encounters import UNMEASURED, WEAKEST
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.risk import CURRENT, Policy, System
from vungxanh.core.tracing.twosided import DEFAULT, Rule, Verdict

if TYPE_CHECKING:
    import numpy as np

    from vungxanh.apps.exposure.graph.segments import Columns


@dataclass(frozen=True, slots=True)
class Side:
    """Who handed in a log: a person counted from 0, the number of the upload, the phone's system, their district."""

    person: int
    upload: int
    system: System | None = None
    area: int | None = None


@dataclass(slots=True)
class Found:
    """The edges by UTC day (days since 1970) and district (None: of two districts, or unknown), and what was dropped.

    `dropped` counts rows by upload, `dropped_of` by day and district. `days` are those looked at, None for all.
    """

    edges: dict[tuple[int, int | None], "Columns"] = field(default_factory=dict)
    dropped: Counter[int] = field(default_factory=Counter)
    dropped_of: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    days: frozenset[int] | None = None

    def covers(self, day: int) -> bool:
        """Whether a day was looked at."""
        return self.days is None or day in self.days


def build(
    logs: Iterable[tuple[Side, Log]],
    spoken: Spoken,
    *,
    since_ms: int,
    until_ms: int,
    days: frozenset[int] | None = None,
    rule: Rule = DEFAULT,
    policy: Policy = CURRENT,
) -> Found:
    """The edges that the logs and the live keys give within a span, of some days or of all.

    One log is in memory at a time, and after that one day: a row of another day counts only as what was heard shortly
    before or after.
    """
    found, sides = Found(days=days), dict[int, Side]()
    systems: dict[int, System | None] = {}
    with spool() as aside:
        for side, log in logs:
            found.dropped[side.upload] += _take(aside, side, log, spoken, since_ms, until_ms)
            sides[side.upload] = side
            systems[side.person] = side.system
        areas = {side.person: side.area for side in sides.values() if side.area is not None}
        for day in aside.days():
            if found.covers(day):
                _day(found, aside, day, areas, systems, rule, policy)
    return found


def _take(aside: Spool, side: Side, whole: Log, spoken: Spoken, since_ms: int, until_ms: int) -> int:
    """Resolve one log: its own identifiers must be its holder's, and nobody meets himself; how many rows it refuses.

    Rows from before the span are only old; those from after it are of a clock that is wrong.
    """
    log = whole.within(since_ms, until_ms)
    own = resolve(spoken, log.own, log.ms)
    mine = own.row[own.holder == side.person]
    heard = resolve(spoken, log.contact[mine], log.ms[mine])
    others = heard.holder != side.person
    row, holder = mine[heard.row][others], heard.holder[others]
    aside.put(hearer=side.person, heard=holder, ms=log.ms[row], rssi=log.rssi[row], upload=side.upload)
    return len(log) - len(mine) + len(heard.refused) + int((whole.ms >= until_ms).sum())


def _day(
    found: Found,
    aside: Spool,
    day: int,
    areas: Mapping[int, int],
    systems: Mapping[int, System | None],
    rule: Rule,
    policy: Policy,
) -> None:
    """Judge the rows of a day beside what was heard around them, and make its edges."""
    import numpy as np

    margin = rule.window_ms + rule.moment_ms
    rows = aside.around(day, margin)
    hearer, heard, ms = (rows[name].astype(np.int64) for name in ("hearer", "heard", "ms"))
    verdict = check.judge(hearer, heard, ms, areas, rule)
    here = ms // DAY_MS == day
    bad, good = here & (verdict > Verdict.ALONE), here & (verdict <= Verdict.ALONE)
    found.dropped.update(rows["upload"][bad].tolist())
    found.dropped_of.update((day, _known(area)) for area in _areas(hearer[bad], heard[bad], areas).tolist())
    strength = _corrected(hearer[good], heard[good], rows["rssi"][good], systems, policy)
    for area, columns in _edges(hearer[good], heard[good], ms[good], strength, areas):
        found.edges[day, area] = columns


def _known(area: int) -> int | None:
    return None if area < 0 else area


def _areas(one: "np.ndarray", other: "np.ndarray", areas: Mapping[int, int]) -> "np.ndarray":
    """The district that both are of, else -1."""
    import numpy as np

    persons = max(int(one.max(initial=-1)), int(other.max(initial=-1))) + 1
    of = np.array([areas.get(person, -1) for person in range(persons)], np.int64)
    return np.where(of[one] == of[other], of[one], -1)


def _corrected(
    hearer: "np.ndarray",
    heard: "np.ndarray",
    rssi: "np.ndarray",
    systems: Mapping[int, System | None],
    policy: Policy,
) -> "np.ndarray":
    """RSSI as two Androids would have measured it: what one phone hears weakly is a matter of its make."""
    import numpy as np

    kinds: Sequence[System | None] = (None, *System)
    table = np.array([[policy.correction(mine, theirs) for theirs in kinds] for mine in kinds], np.int16)
    persons = max(int(hearer.max(initial=-1)), int(heard.max(initial=-1))) + 1
    of = np.array([kinds.index(systems.get(person)) for person in range(persons)], np.int64)
    added = np.clip(rssi + table[of[hearer], of[heard]], WEAKEST, UNMEASURED - 1)
    return np.where(rssi == UNMEASURED, UNMEASURED, added).astype(np.int16)


def _edges(
    hearer: "np.ndarray", heard: "np.ndarray", ms: "np.ndarray", rssi: "np.ndarray", areas: Mapping[int, int]
) -> Iterator[tuple[int | None, "Columns"]]:
    """Of one UTC day, by district: a meeting that goes on past midnight is one of either day."""
    import numpy as np

    from vungxanh.core.tracing.kernels.edges import edges
    from vungxanh.core.tracing.kernels.encounters import encounters

    met = encounters(hearer.astype(np.int32), heard.astype(np.int32), ms, rssi.astype(np.int16))
    joined = edges(met)
    minutes = joined.bucket_minutes.T
    columns = {
        "one": joined.one,
        "other": joined.other,
        "start_ms": joined.start_ms,
        "end_ms": joined.end_ms,
        **{name: minutes[place] for place, name in enumerate(("near", "close", "room", "far"))},
        "max_rssi": joined.max_rssi,
        "mutual": joined.mutual,
    }
    of_area = _areas(joined.one, joined.other, areas)
    for area in np.unique(of_area).tolist():
        here = of_area == area
        yield _known(area), {name: np.ascontiguousarray(column[here]) for name, column in columns.items()}
