"""Alerts that outrun cases: a fault or a forgery rather than an epidemic (ngắt mạch cảnh báo).

The rule only advises; an officer opens the breaker (alerts stop) or closes it (alerts go out), with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import sqrt

from vungxanh.core.casework.words import Said, counted


class Advice(StrEnum):
    """What the numbers advise (đề nghị)."""

    CLOSE = "close"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DayCount:
    """Alerts that were sent on a day and cases whose keys were published then."""

    day: date
    alerts: int
    cases: int


@dataclass(frozen=True, slots=True)
class BreakerRule:
    """When alerts are too many; a rule of the house, not calibrated (ngưỡng).

    limit = expected + `deviations` · √(spread · expected), and at least `least_alerts`; spread is the variance of past
    days over their expectation, at least 1 (as of pure chance). Needs `least_days` with `least_cases` cases in all.
    """

    deviations: float = 4.0
    least_alerts: int = 50
    least_days: int = 7
    least_cases: int = 10


@dataclass(frozen=True, slots=True)
class Judgement:
    """One day against its expectation; `expected` and `limit` are None where history is too short."""

    today: DayCount
    expected: float | None
    limit: float | None
    advice: Advice
    said: Said


def judge(history: Sequence[DayCount], today: DayCount, rule: BreakerRule = BreakerRule()) -> Judgement:
    """Whether today's alerts fit today's cases as alerts fitted cases on the days before; order does not matter.

    Alerts on a day without any case are judged by the rule's least number alone.
    """
    past = [one for one in history if one.day < today.day]
    cases = sum(one.cases for one in past)
    if len(past) < rule.least_days or cases < rule.least_cases:
        said = Said("Chưa đủ số liệu để so sánh.", "Too little history to compare with.")
        return Judgement(today, None, None, Advice.UNKNOWN, said)
    rate = sum(one.alerts for one in past) / cases
    expected = rate * today.cases
    limit = max(expected + rule.deviations * sqrt(_spread(past, rate) * expected), float(rule.least_alerts))
    advice = Advice.OPEN if today.alerts > limit else Advice.CLOSE
    return Judgement(today, expected, limit, advice, _said(today, expected, limit, advice))


def _spread(past: Sequence[DayCount], rate: float) -> float:
    """How much more than by chance alerts of past days differ from what their cases let expect."""
    squares = [(one.alerts - rate * one.cases) ** 2 / (rate * one.cases) for one in past if rate and one.cases]
    return max(1.0, sum(squares) / len(squares)) if squares else 1.0


def _said(today: DayCount, expected: float, limit: float, advice: Advice) -> Said:
    numbers = [counted(number) for number in (today.alerts, today.cases, round(expected), round(limit))]
    vi = "{} cảnh báo cho {} ca; dự kiến {}, ngưỡng {}.".format(*numbers)
    en = "{} alerts for {} cases; expected {}, limit {}.".format(*numbers)
    if advice is Advice.OPEN:
        return Said(f"{vi} Đề nghị tạm dừng cảnh báo để kiểm tra.", f"{en} Stop alerts and look into it.")
    return Said(vi, en)


@dataclass(frozen=True, slots=True)
class Breaker:
    """How the breaker stands since when and why; open means that no alert goes out (cầu dao)."""

    opened: bool
    reason: str
    at: datetime

    def turned(self, opened: bool, reason: str, at: datetime) -> "Breaker":
        """The breaker after an officer's decision; ValueError without a reason or without a change."""
        if not reason.strip():
            raise ValueError("a decision needs its reason")
        if opened == self.opened:
            raise ValueError("the breaker already stands so")
        return Breaker(opened, reason, at)
