"""Sightings of one person become encounters: from when to when, how near, how sure (lần tiếp xúc).

The rows are grouped by person first: grouping by identifier would cut every meeting at the quarter-hour. A silence
longer than three scan cycles ends an encounter; a single sighting lasts a cycle, not nothing. Decibels are never
averaged: a body only weakens a signal, so the strongest and the upper quartile are nearest the truth. An RSSI of 127
says that the radio could not measure, so it counts as the weakest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

CYCLE_MS = 300_000
GAP_CYCLES = 3
UNMEASURED, WEAKEST = 127, -128
# Attenuation in dB after correction for the pair of systems: near, close, room, far.
BUCKET_EDGES_DB = (55, 63, 73)


@dataclass(frozen=True, slots=True)
class Rule:
    """How sightings are joined (quy tắc gộp): one scan cycle in ms, and how many silent cycles end an encounter."""

    cycle_ms: int = CYCLE_MS
    gap_cycles: int = GAP_CYCLES
    tx_power_dbm: int = -12  # from memory: an attenuation is this minus RSSI; ADVERTISE_TX_POWER_LOW with its antenna


DEFAULT = Rule()


@dataclass(frozen=True, slots=True)
class Encounter:
    """One meeting: ends in ms, rows, minutes by attenuation bucket, strongest and upper-quartile RSSI in dBm."""

    start_ms: int
    end_ms: int
    rows: int
    bucket_minutes: tuple[float, float, float, float]
    max_rssi: int
    upper_rssi: int

    @property
    def minutes(self) -> float:
        """How long it lasted, half a cycle added at both ends; give or take five minutes."""
        return sum(self.bucket_minutes)


def encounters(sightings: Iterable[tuple[int, int]], rule: Rule = DEFAULT) -> list[Encounter]:
    """Encounters of one person from (ms, rssi) in any order, earliest first. This is the definition of the kernel."""
    found: list[Encounter] = []
    current: list[tuple[int, int]] = []
    for row in sorted((ms, WEAKEST if rssi == UNMEASURED else rssi) for ms, rssi in sightings):
        if current and row[0] - current[-1][0] > rule.gap_cycles * rule.cycle_ms:
            found.append(_joined(current, rule))
            current = []
        current.append(row)
    if current:
        found.append(_joined(current, rule))
    return found


def bucket_of(rssi: int, rule: Rule = DEFAULT) -> int:
    """The attenuation bucket of one RSSI, 0 (nearest) to 3."""
    attenuation = rule.tx_power_dbm - rssi
    return sum(attenuation >= edge for edge in BUCKET_EDGES_DB)


def _joined(rows: list[tuple[int, int]], rule: Rule) -> Encounter:
    spent = [0.0] * 4
    half = rule.cycle_ms / 2
    for place, (ms, rssi) in enumerate(rows):
        before = min(ms - rows[place - 1][0], rule.cycle_ms) / 2 if place else half
        after = min(rows[place + 1][0] - ms, rule.cycle_ms) / 2 if place + 1 < len(rows) else half
        spent[bucket_of(rssi, rule)] += (before + after) / 60_000
    strengths = sorted(rssi for _, rssi in rows)
    upper = strengths[(3 * (len(strengths) - 1) + 3) // 4]
    near, close, room, far = spent
    return Encounter(rows[0][0], rows[-1][0], len(rows), (near, close, room, far), strengths[-1], upper)
