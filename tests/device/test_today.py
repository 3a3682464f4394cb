"""What was met today is known without reading the day again, and is what the definition says."""

import asyncio
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from tests.device.phones import OWN, START_MS, new_store, seen
from vungxanh.core.tracing.encounters import encounters
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.device.store import IPHONE, Seen
from vungxanh.device.today import MOST, Today

ROWS = some.lists(
    some.tuples(some.integers(0, 2), some.integers(0, 1_200_000), some.integers(-100, -40)), min_size=1, max_size=60
)


@given(ROWS)
@settings(max_examples=100)
def test_the_running_encounters_are_those_of_the_definition(steps: list[tuple[int, int, int]]) -> None:
    today, ms, rows = Today(START_MS), START_MS, []
    for who, step, rssi in steps:
        ms += step // 20
        rows.append(Seen(OWN, bytes([who]) * 12, rssi, ms))
        today.add(rows[-1])
    expected = [
        (contact, met.start_ms, met.end_ms, met.max_rssi, round(met.minutes * 60_000))
        for contact, group in groupby(sorted(rows, key=attrgetter("contact")), key=attrgetter("contact"))
        for met in encounters((row.ms, row.rssi) for row in group)
    ]
    found = [(met.contact, met.start_ms, met.end_ms, met.max_rssi, met.lasted_ms) for met in today.longest(1_000)]
    assert sorted(found) == sorted(expected)
    assert today.count == len(expected)


def test_the_morning_is_read_once_and_rows_that_come_meanwhile_are_not_lost(tmp_path: Path) -> None:
    store, morning = new_store(tmp_path), START_MS + 2 * 3_600_000
    for place in range(2_000):
        store.note(Seen(OWN, (place % 40).to_bytes(12, "big"), -60, morning + place * 1_000, kind=IPHONE))
    store.note(seen(START_MS - DAY_MS))
    store.flush()

    async def play() -> Today:
        today = Today(morning)
        loading = asyncio.create_task(today.load(store))
        await asyncio.sleep(0.03)
        today.add(seen(morning + 2_000_000))
        await loading
        return today

    today = asyncio.run(play())
    assert today.count == 41
    assert {met.kind for met in today.longest(40)} == {IPHONE}


def test_a_new_day_in_viet_nam_begins_with_nobody() -> None:
    today = Today(START_MS)
    today.add(seen(START_MS))
    today.add(seen(START_MS + 17 * 3_600_000 - 1))
    assert today.count == 2
    today.add(seen(START_MS + 17 * 3_600_000))
    assert (today.count, len(today.longest(9))) == (1, 1)


def test_a_flood_of_identifiers_takes_bounded_memory_and_keeps_the_long_encounters() -> None:
    today = Today(START_MS)
    for minute in range(20):
        today.add(seen(START_MS + minute * 60_000))
    for place in range(3 * MOST):
        today.add(seen(START_MS + 1_200_000, place.to_bytes(12, "big")))
    assert today.count == 3 * MOST + 1
    assert len(today.longest(10 * MOST)) <= MOST
    assert today.longest(1)[0].contact == seen(0).contact
