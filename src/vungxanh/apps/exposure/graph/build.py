"""From logs to the edges of each day and district (từ nhật ký đến cạnh tiếp xúc).

What comes out is a function of the live uploads and of nothing else: a run that was killed and runs again, or runs
twice, makes the same edges, and what was revoked is gone from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vungxanh.apps.exposure.graph import check
from vungxanh.apps.exposure.graph.reading import Log
from vungxanh.apps.exposure.graph.spoken import Spoken, resolve
from vungxanh.core.tracing.encounters import UNMEASURED, WEAKEST
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.risk import CURRENT, Policy, System
from vungxanh.core.tracing.twosided import DEFAULT, Rule, Verdict

if TYPE_CHECKING:
    import numpy as np

    from vungxanh.apps.exposure.graph.segments import Columns

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Side:
    """Who handed in a log: a person counted from 0, the number of the upload, the phone's system, their district."""

    person: int
    upload: int
    system: System | None = None
    area: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Rows of one upload that were dropped, by reason."""

    not_own: int = 0
    after_end: int = 0
    wrong_clock: int = 0
    denied: int = 0
    elsewhere: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.not_own + self.after_end + self.wrong_clock + self.denied + self.elsewhere


@dataclass(frozen=True, slots=True)
class Found:
    """The edges by UTC day (days since 1970) and district (None: of two districts, or unknown), and what was dropped.

    `dropped` counts rows by upload, `dropped_of` by day and district.
    """

    edges: dict[tuple[int, int | None], "Columns"]
    dropped: dict[int, Refused]
    dropped_of: dict[tuple[int, int | None], int] = field(default_factory=dict)


@dataclass(slots=True)
class _Rows:
    """The resolved rows of all logs so far, by column, and when each log was awake."""

    parts: list[tuple["np.ndarray", ...]] = field(default_factory=list)
    awake: dict[int, list["np.ndarray"]] = field(default_factory=dict)
    refused: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def take(self, side: Side, whole: Log, spoken: Spoken, since_ms: int, until_ms: int) -> None:
        """Resolve one log: its own identifiers must be its holder's, and nobody meets himself.

        Rows from before the span are only old; those from after it are of a clock that is wrong.
        """
        import numpy as np

        log = whole.within(since_ms, until_ms)
        own = resolve(spoken, log.own, log.ms)
        mine = own.row[own.holder == side.person]
        heard = resolve(spoken, log.contact[mine], log.ms[mine])
        row, holder = mine[heard.row], heard.holder
        fits = holder != side.person
        row, holder = row[fits], holder[fits]
        whom = np.full(len(row), side.person, np.int64)
        self.parts.append((whom, holder, log.ms[row], log.rssi[row], np.full(len(row), side.upload, np.int64)))
        self.awake.setdefault(side.person, []).append(np.unique(log.ms[mine] // MINUTE_MS) * MINUTE_MS)
        not_own = len(log) - len(mine) - own.after_end - own.wrong_clock
        after, wrong = own.after_end + heard.after_end, own.wrong_clock + heard.wrong_clock
        wrong += int((whole.ms >= until_ms).sum())
        self.refused[side.upload] = (not_own, after, wrong)


def build(
    logs: Iterable[tuple[Side, Log]],
    spoken: Spoken,
    *,
    since_ms: int,
    until_ms: int,
    rule: Rule = DEFAULT,
    policy: Policy = CURRENT,
) -> Found:
    """The edges that the logs and the live keys give within a span; one log is held in memory at a time."""
    import numpy as np

    rows, sides = _Rows(), dict[int, Side]()
    systems: dict[int, System | None] = {}
    for side, log in logs:
        rows.take(side, log, spoken, since_ms, until_ms)
        sides[side.upload] = side
        systems[side.person] = side.system
    areas = {side.person: side.area for side in sides.values() if side.area is not None}
    if not rows.parts:
        return Found({}, {})
    hearer, heard, ms, rssi, upload = (np.concatenate(column) for column in zip(*rows.parts, strict=True))
    awake = {person: np.unique(np.concatenate(parts)) for person, parts in rows.awake.items()}
    verdict = check.judge(hearer, heard, ms, awake, areas, rule)
    good = verdict <= Verdict.ALONE
    day, of_area = ms // DAY_MS, _areas(hearer, heard, areas)
    strength = _corrected(hearer, heard, rssi, systems, policy)
    edges = _edges(hearer[good], heard[good], ms[good], strength[good], areas)
    lost: dict[tuple[int, int | None], int] = {}
    for place in np.flatnonzero(~good).tolist():
        where = int(day[place]), _known(int(of_area[place]))
        lost[where] = lost.get(where, 0) + 1
    return Found(edges, _dropped(rows.refused, upload, verdict), lost)


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
) -> dict[tuple[int, int | None], "Columns"]:
    """A UTC day at a time: a meeting that goes on past midnight is one of either day."""
    import numpy as np

    from vungxanh.core.tracing.kernels.edges import edges
    from vungxanh.core.tracing.kernels.encounters import encounters

    found: dict[tuple[int, int | None], Columns] = {}
    day = ms // DAY_MS
    for number in np.unique(day).tolist():
        of = day == number
        met = encounters(
            hearer[of].astype(np.int32), heard[of].astype(np.int32), ms[of].astype(np.int64), rssi[of].astype(np.int16)
        )
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
            found[number, _known(area)] = {name: np.ascontiguousarray(column[here]) for name, column in columns.items()}
    return found


def _dropped(
    refused: Mapping[int, tuple[int, int, int]], upload: "np.ndarray", verdict: "np.ndarray"
) -> dict[int, Refused]:
    import numpy as np

    found = {}
    for number, (not_own, after_end, wrong_clock) in refused.items():
        mine = verdict[upload == number]
        denied, elsewhere = (int(np.sum(mine == kind)) for kind in (Verdict.DENIED, Verdict.ELSEWHERE))
        found[number] = Refused(not_own, after_end, wrong_clock, denied, elsewhere)
    return found
