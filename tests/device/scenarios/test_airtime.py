"""What the phones of a simulated run do is what the app does."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import numpy as np
import pytest

from vungxanh.core.tracing.ids import DAY_MS, SLOT_MS, identifiers, key_after, slot_of
from vungxanh.device.scenarios import SCENARIOS
from vungxanh.device.scenarios.habits import Habits, Phones
from vungxanh.device.scenarios.run import Run, play

START_MS = 1_596_848_400_000 + 5 * 60_000
SECONDS = 1_500
EXACT = Habits(clock_s=0.0)


@lru_cache(maxsize=4)
def run(seed: int = 2) -> Run:
    return play("hall", phones=16, seconds=SECONDS, start_ms=START_MS, seed=seed, habits=EXACT, iphone_share=0.4)


@lru_cache(maxsize=1)
def senders() -> dict[bytes, tuple[int, int]]:
    """Who sends each identifier, and the start of its slot in ms."""
    day = START_MS // DAY_MS
    return {
        identifier: (phone.number, day * DAY_MS + slot * SLOT_MS)
        for phone in run().phones
        for slot, identifier in enumerate(
            identifiers(key_after(phone.base.key, day - phone.base.start_s * 1000 // DAY_MS))
        )
    }


def phones() -> Phones:
    scene = SCENARIOS["hall"](16, 2, iphone_share=0.4)
    return Phones(scene, 2, EXACT)


def test_every_row_is_of_a_phone_in_the_run_and_at_most_a_slot_late() -> None:
    offsets = set()
    for phone in run().phones:
        for row in phone.rows:
            assert row.contact is not None
            other, begun = senders()[row.contact]
            assert other != phone.number
            offsets.add((row.ms - begun) // SLOT_MS)
    assert offsets == {0, 1}, "a burst keeps the identifier of its beginning past the slot edge"


def test_the_own_identifier_is_that_of_the_moment_of_writing() -> None:
    for phone in run().phones:
        for row in phone.rows:
            number, begun = senders()[row.own]
            assert number == phone.number
            assert slot_of(row.ms) == slot_of(begun)


def test_five_seconds_lie_between_rows_of_one_identifier() -> None:
    for phone in run().phones:
        last: dict[bytes, int] = {}
        for row in phone.rows:
            assert row.contact is not None
            assert row.ms - last.get(row.contact, 0) >= 5_000
            last[row.contact] = row.ms


def test_iphones_write_whole_seconds_and_android_milliseconds() -> None:
    for phone in run().phones:
        assert all(row.in_seconds == phone.iphone for row in phone.rows)
        assert all(row.ms % 1000 == 0 for row in phone.rows if phone.iphone)


def test_a_hidden_android_phone_hears_android_phones_only_in_its_forty_seconds() -> None:
    known, heard = phones(), 0
    apple = {phone.number for phone in run().phones if phone.iphone}
    for phone in run().phones:
        if phone.iphone or phone.front:
            continue
        for row in phone.rows:
            assert row.contact is not None
            if senders()[row.contact][0] not in apple:
                within = ((row.ms - START_MS) / 1000 - known.offset_s[phone.number]) % 300
                assert within < 41
                heard += 1
    assert heard > 50


def test_two_hidden_iphones_never_see_each_other() -> None:
    hidden = {phone.number for phone in run().phones if phone.iphone and not phone.front}
    assert len(hidden) >= 2
    for phone in run().phones:
        seen = {senders()[row.contact][0] for row in phone.rows if row.contact}
        assert phone.number not in hidden or not seen & hidden


def test_iphones_connect_to_each_other_no_sooner_than_after_two_minutes() -> None:
    apple = {phone.number for phone in run().phones if phone.iphone}
    times = defaultdict(list)
    for phone in run().phones:
        for row in phone.rows:
            if phone.iphone and row.contact and senders()[row.contact][0] in apple:
                times[phone.number, senders()[row.contact][0]].append(row.ms)
    gaps = [gap for held in times.values() for gap in np.diff(sorted(held))]
    assert gaps
    assert min(gaps) > 115_000


def test_android_misses_hidden_iphones_whose_mask_carries_another_app() -> None:
    known = phones()
    crowded = set(np.flatnonzero(known.iphone & ~known.front & known.crowded).tolist())
    assert crowded
    for phone in run().phones:
        if not phone.iphone:
            assert not crowded & {senders()[row.contact][0] for row in phone.rows if row.contact}


@pytest.mark.parametrize("front", [False, True])
def test_duty_cycles_are_those_of_the_app(front: bool) -> None:
    habits = Habits(android_front=float(front))
    known = Phones(SCENARIOS["hall"](9, 1, iphone_share=0.0), 1, habits)
    times = np.arange(0, 9_300, 0.5)
    sending = np.mean([known.sending(t_s) for t_s in times])
    scanning = np.mean([known.scanning(t_s) for t_s in times])
    assert sending == pytest.approx(150 / 155 if front else 15 / 30, abs=0.005)
    assert scanning == pytest.approx(150 / 155 if front else 40 / 300, abs=0.005)


def test_the_same_arguments_give_the_same_rows() -> None:
    short = [play("market", phones=6, seconds=200, start_ms=START_MS, seed=-9) for _ in range(2)]
    assert short[0].phones == short[1].phones
    assert short[0].near == short[1].near
