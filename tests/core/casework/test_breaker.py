"""Alerts that outrun cases are noticed, ordinary days are not, and a person decides."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from vungxanh.core.casework.breaker import Advice, Breaker, BreakerRule, DayCount, judge

FIRST = date(2020, 8, 1)
AT = datetime(2020, 8, 9, tzinfo=UTC)


def days(*counts: tuple[int, int]) -> list[DayCount]:
    return [DayCount(FIRST + timedelta(number), alerts, cases) for number, (alerts, cases) in enumerate(counts)]


STEADY = days(*[(200, 4), (190, 4), (260, 5), (100, 2), (0, 0), (155, 3), (195, 4), (250, 5)])
TODAY = DayCount(FIRST + timedelta(8), 0, 4)


def test_a_flood_of_alerts_without_more_cases_is_advised_against() -> None:
    found = judge(STEADY, replace(TODAY, alerts=2000))
    assert found.advice is Advice.OPEN
    assert found.expected == pytest.approx(200, rel=0.02)
    assert found.said.vi.startswith("2.000 cảnh báo cho 4 ca; dự kiến 200, ngưỡng ")
    assert found.said.vi.endswith("Đề nghị tạm dừng cảnh báo để kiểm tra.")


def test_more_alerts_with_more_cases_are_an_epidemic_and_pass() -> None:
    assert judge(STEADY, DayCount(TODAY.day, 2000, 40)).advice is Advice.CLOSE


def test_alerts_on_a_day_without_cases_pass_up_to_the_least_number_only() -> None:
    assert judge(STEADY, DayCount(TODAY.day, 50, 0)).advice is Advice.CLOSE
    assert judge(STEADY, DayCount(TODAY.day, 51, 0)).advice is Advice.OPEN


def test_too_little_history_gives_no_advice() -> None:
    for history in (STEADY[:6], days(*[(5, 1)] * 8), []):
        found = judge(history, replace(TODAY, alerts=9999))
        assert (found.advice, found.expected, found.limit) == (Advice.UNKNOWN, None, None)


def test_today_and_later_are_no_history() -> None:
    flood = DayCount(TODAY.day, 100_000, 1)
    assert judge([*STEADY, flood], flood).advice is Advice.OPEN


def test_a_province_whose_days_vary_much_has_a_wider_limit() -> None:
    wild = days(*[(20, 4), (900, 4), (0, 4), (400, 4), (10, 4), (90, 4), (180, 4), (0, 4)])
    narrow, wide = judge(STEADY, TODAY).limit, judge(wild, TODAY).limit
    assert narrow is not None
    assert wide is not None
    assert wide > 3 * narrow


def test_days_of_pure_chance_hardly_ever_open_it() -> None:
    chance = np.random.default_rng(3)
    opened = 0
    for _ in range(300):
        cases = chance.poisson(4, 15)
        rows = [DayCount(FIRST + timedelta(n), int(chance.poisson(50 * c)), int(c)) for n, c in enumerate(cases)]
        opened += judge(rows[:-1], rows[-1]).advice is Advice.OPEN
    assert opened <= 3


def test_without_alerts_before_the_least_number_alone_counts() -> None:
    quiet = days(*[(0, 4)] * 8)
    assert judge(quiet, replace(TODAY, alerts=49)).advice is Advice.CLOSE
    assert judge(quiet, replace(TODAY, alerts=60), BreakerRule(least_alerts=50)).advice is Advice.OPEN


def test_an_officer_turns_it_with_a_reason_and_not_twice() -> None:
    closed = Breaker(False, "bắt đầu", AT)
    opened = closed.turned(True, "nghi dữ liệu giả", AT)
    assert (opened.opened, opened.reason) == (True, "nghi dữ liệu giả")
    with pytest.raises(ValueError):
        closed.turned(True, "  ", AT)
    with pytest.raises(ValueError):
        opened.turned(True, "lại", AT)
