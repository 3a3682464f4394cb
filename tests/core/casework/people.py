"""Persons, days and small random worlds of exposures for the tests of case work."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from vungxanh.core.casework.facts import Case, CaseState, Exposure, Origin
from vungxanh.core.casework.official import OFFICIAL
from vungxanh.core.casework.times import midnight
from vungxanh.core.tracing.risk import Class

AN, BINH, CHI, DUNG, EM = range(1, 6)
ONSET = date(2020, 7, 25)
POLICY = OFFICIAL[1]


def at(day: int, hour: float = 12) -> datetime:
    """A moment by days from the onset of the first case."""
    return midnight(ONSET + timedelta(day)) + timedelta(hours=hour)


def on(day: int) -> date:
    """A day by days from the onset of the first case."""
    return ONSET + timedelta(day)


def met(
    key: int,
    source: int,
    target: int,
    day: int,
    hour: float = 12,
    *,
    hours: float = 1,
    p: float | None = 0.1,
    level: Class = Class.HIGH,
    withdrawn: bool = False,
    origin: Origin = Origin.INTERVIEW,
) -> Exposure:
    """One exposure of some hours."""
    start = at(day, hour)
    return Exposure(key, source, target, start, start + timedelta(hours=hours), level, p, origin, withdrawn)


def ill(
    person: int,
    onset: int | None = 0,
    *,
    key: int = 0,
    ring: int = 3,
    isolated: datetime | None = None,
    state: CaseState = CaseState.OPEN,
    tested: int = 3,
) -> Case:
    """A case; its key is 100 more than the person unless told."""
    day = None if onset is None else on(onset)
    return Case(key or 100 + person, person, on(tested), day, isolated, None, state, ring)


@dataclass(frozen=True)
class World:
    """Facts for one derivation."""

    exposures: list[Exposure]
    cases: list[Case]


@st.composite
def worlds(draw: st.DrawFn, *, most: int = 14, sound: bool = False) -> World:
    """Up to eight persons over ten days, with loops, repeated meetings and, unless `sound`, nonsense."""
    person = st.integers(1, 8)
    exposures = []
    for key in range(draw(st.integers(0, most))):
        one, other = draw(person), draw(person)
        if sound and one == other:
            continue
        start = at(draw(st.integers(-4, 6)), draw(st.integers(0, 23)))
        length = draw(st.sampled_from((0, 1, 60, 300, 1440) if sound else (-60, 0, 1, 60, 300, 1440)))
        exposures.append(
            Exposure(
                key,
                one,
                other,
                start,
                start + timedelta(minutes=length),
                draw(st.sampled_from(Class)),
                draw(st.none() | st.floats(0, 1)),
                draw(st.sampled_from(Origin)),
                not sound and draw(st.booleans()) and draw(st.booleans()),
            )
        )
    cases = [
        ill(
            draw(person),
            draw(st.none() | st.integers(-2, 3)),
            key=1000 + number,
            ring=draw(st.integers(1, 4)),
            isolated=draw(st.none() | st.builds(at, st.integers(0, 6))),
            state=CaseState.OPEN
            if sound
            else draw(st.sampled_from((CaseState.OPEN, CaseState.OPEN, CaseState.NEGATIVE))),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    return World(exposures, cases)
