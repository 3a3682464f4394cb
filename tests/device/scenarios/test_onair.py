"""A scenario played by whole agents: packets, GATT exchanges and stores instead of drawn adverts."""

import pytest

from vungxanh.core.tracing.ids import DAY_S, identifier_at, key_after
from vungxanh.device.scenarios.onair import play_on_air
from vungxanh.device.scenarios.run import Phone, play

START_MS = 1_596_844_800_000
ASKED = {"phones": 6, "seconds": 320, "start_ms": START_MS, "seed": 3, "iphone_share": 0.34}


def said(phone: Phone, ms: int) -> bytes:
    """What a phone sends at a moment."""
    days = START_MS // 1000 // DAY_S - phone.base.start_s // DAY_S
    return identifier_at(key_after(phone.base.key, days), START_MS, ms)


def test_every_row_is_an_identifier_that_another_phone_of_the_scenario_sent_then() -> None:
    run = play_on_air("bus", **ASKED)  # type: ignore[arg-type]
    heard = {
        (phone.number, other.number)
        for phone in run.phones
        for row in phone.rows
        for other in run.phones
        if row.contact == said(other, row.ms)
    }
    assert all(row.own == said(phone, row.ms) for phone in run.phones for row in phone.rows)
    assert sum(len(phone.rows) for phone in run.phones) > 50
    sent = {said(phone, START_MS) for phone in run.phones}
    assert {row.contact for phone in run.phones for row in phone.rows} <= sent
    assert any(run.phones[other].iphone and not run.phones[one].iphone for one, other in heard)
    assert not any(one == other for one, other in heard)


def test_it_is_the_same_place_with_the_same_phones_as_the_drawn_run() -> None:
    drawn, real = play("bus", **ASKED), play_on_air("bus", **ASKED)  # type: ignore[arg-type]
    assert [(one.base, one.iphone) for one in real.phones] == [(one.base, one.iphone) for one in drawn.phones]
    assert real.near == drawn.near
    assert (drawn.through, real.through) == ("drawn", "bumble")


def test_iphones_that_call_each_other_at_once_are_not_taken_for_one_another(caplog: pytest.LogCaptureFixture) -> None:
    run = play_on_air("hall", phones=14, seconds=200, start_ms=START_MS, seed=1, iphone_share=1.0)
    assert sum(len(phone.rows) for phone in run.phones) > 100
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []
