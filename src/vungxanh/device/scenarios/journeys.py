"""Where people are: straight legs at steady speed, made as far as somebody asks (lộ trình)."""

import heapq
import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

WALK_MPS = (0.5, 1.3)


@dataclass(frozen=True, slots=True)
class Leg:
    """From one point to another between two moments; metres, seconds, radians; `here` False while away."""

    start_s: float
    end_s: float
    start: tuple[float, float]
    end: tuple[float, float]
    facing: float
    here: bool = True


@dataclass(frozen=True, slots=True)
class Stand:
    """Where everybody is at one moment, a column a person: metres, radians, and whether they are there at all."""

    x: np.ndarray
    y: np.ndarray
    facing: np.ndarray
    here: np.ndarray


@dataclass(slots=True)
class Track:
    """The legs of one person so far."""

    legs: list[Leg] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def add(self, leg: Leg) -> None:
        """Go on with a leg that starts where the last one ended."""
        self.legs.append(leg)
        self.ends.append(leg.end_s)

    @property
    def end_s(self) -> float:
        """Until when it is known."""
        return self.ends[-1] if self.ends else 0.0

    def at(self, t_s: float) -> tuple[float, float, float, bool]:
        """Place, facing and presence at a known moment."""
        leg = self.legs[min(bisect_right(self.ends, t_s), len(self.legs) - 1)]
        share = min(1.0, (t_s - leg.start_s) / (leg.end_s - leg.start_s))
        x = leg.start[0] + share * (leg.end[0] - leg.start[0])
        y = leg.start[1] + share * (leg.end[1] - leg.start[1])
        return x, y, leg.facing, leg.here


class Crowd:
    """Everybody's tracks, made longer from one source of (person, leg) as time goes on (đám đông)."""

    def __init__(self, people: int, legs: Iterator[tuple[int, Leg]]) -> None:
        self.tracks = [Track() for _ in range(people)]
        self._legs = legs
        self._known = [(0.0, person) for person in range(people)]

    def _reach(self, t_s: float) -> None:
        while self._known and self._known[0][0] <= t_s:
            _, person = self._known[0]
            while self.tracks[person].end_s <= t_s:
                moved, leg = next(self._legs)
                self.tracks[moved].add(leg)
            heapq.heapreplace(self._known, (self.tracks[person].end_s, person))

    def at(self, t_s: float) -> Stand:
        """Where everybody is `t_s` seconds after the start."""
        self._reach(t_s)
        x, y, facing, here = zip(*(track.at(t_s) for track in self.tracks), strict=True)
        return Stand(np.array(x), np.array(y), np.array(facing), np.array(here, np.bool_))

    def person_at(self, person: int, t_s: float) -> tuple[float, float, float, bool]:
        """Where one person is: x, y, facing, whether they are there."""
        self._reach(t_s)
        return self.tracks[person].at(t_s)


def together(journeys: Sequence[Iterator[Leg]]) -> Iterator[tuple[int, Leg]]:
    """Endless journeys that do not depend on each other, in order of time."""
    due = [(0.0, person) for person in range(len(journeys))]
    while due:
        _, person = due[0]
        leg = next(journeys[person])
        yield person, leg
        heapq.heapreplace(due, (leg.end_s, person))


def sit(random: Random, t_s: float, until_s: float, at: tuple[float, float], facing: float) -> Iterator[Leg]:
    """Stay on a spot; once in a while turn a little and shift by a hand's breadth."""
    while t_s < until_s:
        end_s = min(until_s, t_s + random.uniform(30, 120))
        near = (at[0] + random.gauss(0, 0.05), at[1] + random.gauss(0, 0.05))
        yield Leg(t_s, end_s, near, near, facing + random.gauss(0, 0.4))
        t_s = end_s


def walk(random: Random, t_s: float, start: tuple[float, float], end: tuple[float, float]) -> Leg:
    """Go straight at a walking pace."""
    away = math.dist(start, end)
    facing = math.atan2(end[1] - start[1], end[0] - start[0])
    return Leg(t_s, t_s + max(1.0, away / random.uniform(*WALK_MPS)), start, end, facing)


def wander(
    random: Random, t_s: float, until_s: float, stops: Sequence[tuple[float, float]], pause_s: tuple[float, float]
) -> Iterator[Leg]:
    """Random waypoints: from stop to stop, with a pause at each (điểm dừng ngẫu nhiên)."""
    at = random.choice(stops)
    while t_s < until_s:
        target = random.choice(stops)
        leg = walk(random, t_s, at, (target[0] + random.gauss(0, 0.3), target[1] + random.gauss(0, 0.3)))
        yield leg
        t_s, at = leg.end_s, leg.end
        pause_end_s = t_s + random.uniform(*pause_s)
        for leg in sit(random, t_s, pause_end_s, at, random.uniform(-math.pi, math.pi)):
            yield leg
            t_s = leg.end_s
