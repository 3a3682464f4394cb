"""What is known before anything is concluded: exposures, cases, decisions of officers (dữ kiện).

Persons, cases and exposures are known by whole numbers, the keys of whoever stores them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from vungxanh.core.casework.policy import Place
from vungxanh.core.tracing.risk import Class


class Origin(StrEnum):
    """How an exposure came to be known (nguồn thông tin)."""

    BLE = "ble"
    INTERVIEW = "interview"
    VENUE = "venue"
    LAB = "lab"


class CaseState(StrEnum):
    """How it stands with a case (trạng thái ca bệnh); one that turned out negative is no source any more."""

    OPEN = "open"
    ENDED = "ended"
    DIED = "died"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Two persons were near each other from `start` to `end`, both inclusive (một lần tiếp xúc).

    `source` is the one named as ill; who exposed whom is concluded from the cases, so it counts in both directions.
    `probability` is of transmission if one of them was infectious, None where only a class is known. `household` says
    that they met where they both live.
    """

    key: int
    source: int
    target: int
    start: datetime
    end: datetime
    level: Class
    probability: float | None = None
    origin: Origin = Origin.INTERVIEW
    withdrawn: bool = False
    household: bool = False

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("the moments of an exposure need a time zone")
        if self.probability is not None and not 0 <= self.probability <= 1:
            raise ValueError("a probability lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Case:
    """A person found positive (ca bệnh, F0); `onset` is None for who has no symptoms.

    `ring` is how deep contacts are traced from this case; the policy's `max_ring` limits it. Nobody gets this illness
    of the person from `isolated_at` on, nor from the day `ended`; a later illness is a case of its own.
    """

    key: int
    person: int
    tested: date
    onset: date | None = None
    isolated_at: datetime | None = None
    ended: date | None = None
    state: CaseState = CaseState.OPEN
    ring: int = 1


@dataclass(frozen=True, slots=True)
class Isolation:
    """A person kept apart from `since` until `until`, half-open (một lần cách ly); None while no end is known.

    `at_home` keeps nobody of the household away: who lives with them and met them then counts as before.
    """

    person: int
    since: datetime
    until: datetime | None = None
    at_home: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What an officer knew who decided (điều đã biết lúc quyết định): a decision speaks of nothing that came later.

    `levels` are the cases that held the person, each with the level by it, `ways` the meetings that gave that level;
    `exposures` are all the person's meetings told until then, also those that counted for nothing. `alone_from` is the
    day from which a level counts that was given to who was reached by no case.
    """

    levels: Mapping[int, int]
    ways: Mapping[int, frozenset[int]]
    exposures: frozenset[int]
    alone_from: date | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """An officer's decision for one person in place of what the policy says, with its reason (quyết định riêng).

    None leaves what was derived. A level given here moves the person's exposures that were `known` to that level. None
    of `known` speaks of whatever there is. It is no part of what was decided: terms tell what a decision speaks of.
    """

    person: int
    reason: str
    level: int | None = None
    place: Place | None = None
    quarantine_until: date | None = None
    monitoring_until: date | None = None
    tests: tuple[date, ...] | None = None
    known: Known | None = field(default=None, compare=False)

    @property
    def stands_alone(self) -> bool:
        """It gives a level to who was reached by no case; any other ends with the exposures that it speaks of."""
        return self.level is not None and (self.known is None or self.known.alone_from is not None)

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("a decision needs its reason")
        if self.level is not None and self.level < 1:
            raise ValueError("who is F0 is said by a case, not by a decision")
