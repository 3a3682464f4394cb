"""The table of times of keeping, and a deployment's own days."""

from datetime import timedelta

import pytest

from vungxanh.core.records.retention import RULES, limits


def test_a_deployments_days_replace_the_tables() -> None:
    kept = limits({"notices": 180})
    assert kept["notices"] == timedelta(days=180)
    assert kept["tokens"] == timedelta(days=90)
    assert set(kept) == {rule.name for rule in RULES}


@pytest.mark.parametrize("chosen", [{"notice": 180}, {"notices": 5}, {"notices": 99_999}, {"audit": 30}])
def test_an_unknown_rule_or_an_impossible_time_is_refused_by_name(chosen: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(chosen))):
        limits(chosen)


def test_no_rule_is_shorter_than_its_own_least() -> None:
    assert all(rule.days >= rule.least >= 0 for rule in RULES)


@pytest.mark.parametrize("name", ["uploads", "batches", "segments"])
@pytest.mark.parametrize("days", [20, 29])
def test_what_phones_handed_in_and_what_is_made_of_it_is_kept_for_21_to_28_days(name: str, days: int) -> None:
    assert limits({name: 21})[name] == timedelta(days=21)
    assert limits({name: 28})[name] == timedelta(days=28)
    with pytest.raises(ValueError, match=f"{name}: give 21 to 28 days"):
        limits({name: days})
