"""How much an encounter matters: a class and a probability, never metres (nguy cơ lây nhiễm).

Signal strength does not measure distance: in a tram it does not even correlate with it. Ranking by weighted minutes
does foretell who falls ill, so that is all that is said. Every number of the rule is data of a policy with a version.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from vungxanh.core.tracing.encounters import DEFAULT, Encounter, Rule


class System(StrEnum):
    """What a phone runs (hệ điều hành)."""

    ANDROID = "android"
    IOS = "ios"


class Class(StrEnum):
    """How much an encounter matters (mức nguy cơ)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


# "Near" began at these dBm in the app of 2020, by receiver and sender: the same nearness, heard differently.
_NEAR_DBM = {
    (System.ANDROID, System.ANDROID): -86,
    (System.ANDROID, System.IOS): -69,
    (System.IOS, System.ANDROID): -88,
    (System.IOS, System.IOS): -74,
}
_CORRECTIONS = {pair: _NEAR_DBM[System.ANDROID, System.ANDROID] - near for pair, near in _NEAR_DBM.items()}


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rule (phiên bản chính sách).

    `weights` are for a minute in each attenuation bucket, nearest first; `hourly` is the hazard of an hour at weight 1;
    `high_minutes` and `medium_minutes` are weighted minutes; `corrections` are dB to add to an RSSI, by receiver and
    sender. The weights follow the shape of published rules (full within two metres' attenuation, a tenth beyond) and
    the high class the official definition of 2020, two metres for fifteen minutes; none is calibrated in Viet Nam.
    """

    version: str
    weights: tuple[float, float, float, float] = (1.0, 1.0, 0.8, 0.1)
    hourly: float = 0.011
    high_minutes: float = 15.0
    medium_minutes: float = 5.0
    corrections: Mapping[tuple[System, System], int] = field(default_factory=_CORRECTIONS.copy)

    def __post_init__(self) -> None:
        if not all(0 <= later <= sooner for sooner, later in zip(self.weights, self.weights[1:], strict=False)):
            raise ValueError("a farther bucket cannot weigh more than a nearer one")
        if not 0 < self.medium_minutes <= self.high_minutes or self.hourly <= 0:
            raise ValueError("thresholds and hazard must be positive, and medium not above high")

    def correction(self, receiver: System | None, sender: System | None) -> int:
        """What to add to an RSSI so that it compares with two Androids'; 0 when either system is unknown."""
        return self.corrections.get((receiver, sender), 0) if receiver and sender else 0

    def rule(self, receiver: System | None, sender: System | None, rule: Rule = DEFAULT) -> Rule:
        """How to join the sightings of such a pair: the correction is taken off the transmit power instead."""
        return replace(rule, tx_power_dbm=rule.tx_power_dbm - self.correction(receiver, sender))


CURRENT = Policy("2020-10")


@dataclass(frozen=True, slots=True)
class Risk:
    """What an encounter means under one version of the policy."""

    level: Class
    probability: float
    weighted_minutes: float
    policy: str


def assess(
    encounter: Encounter, policy: Policy = CURRENT, *, infectiousness: float = 1.0, setting: float = 1.0
) -> Risk:
    """Class and probability; `infectiousness` is of the day since onset, `setting` of the place, 1 when unknown."""
    return assess_minutes(encounter.bucket_minutes, policy, infectiousness=infectiousness, setting=setting)


def assess_minutes(
    bucket_minutes: tuple[float, float, float, float],
    policy: Policy = CURRENT,
    *,
    infectiousness: float = 1.0,
    setting: float = 1.0,
) -> Risk:
    """The same from minutes by bucket, as of a day's encounters together."""
    near_minutes = sum(spent * weight for spent, weight in zip(bucket_minutes, policy.weights, strict=True))
    weighted = near_minutes * infectiousness * setting
    probability = -math.expm1(-policy.hourly * weighted / 60)
    if weighted >= policy.high_minutes:
        return Risk(Class.HIGH, probability, weighted, policy.version)
    level = Class.MEDIUM if weighted >= policy.medium_minutes else Class.LOW
    return Risk(level, probability, weighted, policy.version)
