"""A policy as JSON and back, for the column it is kept in (lưu chính sách)."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from vungxanh.core.casework.policy import ContactRule, LevelRule, Place, Policy, Thresholds, problems
from vungxanh.core.tracing.risk import Class

_PLAIN = ("number", "title", "source", "lookback_days", "lookback_days_symptomless", "latency_hours", "max_ring")


def as_json(policy: Policy) -> dict[str, Any]:
    """Plain dictionaries, lists, words and numbers; `from_json` gives the same policy back."""
    return {
        **{name: getattr(policy, name) for name in _PLAIN},
        "valid_from": policy.valid_from.isoformat(),
        "contact": {"text": policy.contact.text, "minutes": policy.contact.minutes},
        "levels": [_rule_as_json(rule) for rule in policy.levels],
        "thresholds": {
            "high_minutes": policy.thresholds.high_minutes,
            "medium_minutes": policy.thresholds.medium_minutes,
        },
        "least_class": policy.least_class.value,
        "assumed": {level.value: policy.assumed[level] for level in Class if level in policy.assumed},
        "read": sorted(policy.read),
    }


def from_json(data: Mapping[str, Any]) -> Policy:
    """The policy in stored or uploaded data; ValueError names what is missing, unknown or unsound."""
    known = {one.name for one in fields(Policy)}
    if set(data) != known:
        raise ValueError(f"missing or unknown: {', '.join(sorted(set(data) ^ known))}")
    try:
        policy = _read(data)
        wrong = problems(policy)
    except (AttributeError, KeyError, TypeError) as unfit:
        raise ValueError(f"not a policy: {unfit}") from unfit
    if wrong:
        raise ValueError(" ".join(one.vi for one in wrong))
    return policy


def _read(data: Mapping[str, Any]) -> Policy:
    return Policy(
        **{name: data[name] for name in _PLAIN},
        valid_from=date.fromisoformat(data["valid_from"]),
        contact=ContactRule(**data["contact"]),
        levels=tuple(_rule_from_json(rule) for rule in data["levels"]),
        thresholds=Thresholds(**data["thresholds"]),
        least_class=Class(data["least_class"]),
        assumed={Class(name): float(share) for name, share in data["assumed"].items()},
        read=frozenset(data["read"]),
    )


def _rule_as_json(rule: LevelRule) -> dict[str, Any]:
    plain = {one.name: getattr(rule, one.name) for one in fields(LevelRule)}
    return {name: list(held) if isinstance(held, tuple) else held for name, held in plain.items()} | {
        "place": rule.place.value
    }


def _rule_from_json(data: Mapping[str, Any]) -> LevelRule:
    turned: dict[str, Any] = {name: tuple(held) if isinstance(held, list) else held for name, held in data.items()}
    return LevelRule(**turned | {"place": Place(data["place"])})
