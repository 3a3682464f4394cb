"""The kernel finds what the definition finds, at every rung of the ladder."""

from random import Random

import numpy as np
import pytest

from tests.core.exposure.made import DAY
from vungxanh.core.exposure.columns import Columns
from vungxanh.core.exposure.kernels import matching as kernel
from vungxanh.core.exposure.matching import match
from vungxanh.core.exposure.slotkeys import SLOT_S, SlotKey, identifiers, of_day
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.kernels import ladder
from vungxanh.core.tracing.matching import Sighting
from vungxanh.core.tracing.sightings import Sightings


def scene(seed: int) -> tuple[list[SlotKey], list[Sighting]]:
    """Keys of some days from any slot on, and sightings of some: in time, late, after the end, or of strangers."""
    chance, keys, seen = Random(seed), [], []
    for _ in range(150):
        midnight = DAY + chance.randrange(4) * DAY_S
        end = midnight + chance.choice([DAY_S - 1, chance.randrange(80_000, DAY_S)])
        keys.append(of_day(chance.randbytes(32), midnight, end, slot=chance.choice([0, 0, chance.randrange(80)])))
    for key in keys[::3]:
        spoken = list(identifiers(key))
        for _ in range(5):
            slot = chance.randrange(len(spoken))
            off_s = chance.choice([0, 0, -900, 1_800, 5_000, 20_000, 80_000, 200_000])
            ms = (key.start_s + slot * SLOT_S + chance.randrange(900) + off_s) * 1000
            seen.append(Sighting(spoken[slot], -chance.randrange(40, 100), ms))
    seen += [Sighting(chance.randbytes(12), -60, (DAY + chance.randrange(4 * DAY_S)) * 1000) for _ in range(500)]
    chance.shuffle(seen)
    return keys, seen


def as_columns(keys: list[SlotKey]) -> Columns:
    flat = np.frombuffer(b"".join(one.key for one in keys), np.uint8).reshape(-1, 32)
    start, end = (np.array([getattr(one, name) for one in keys], np.uint32) for name in ("start_s", "end_s"))
    nothing = np.zeros(len(keys), np.uint8)
    return Columns(flat, start, end, nothing, nothing)


def as_block(seen: list[Sighting]) -> Sightings:
    flat = np.frombuffer(b"".join(one.identifier for one in seen), np.uint8).reshape(-1, 12)
    return Sightings(flat, np.array([one.rssi for one in seen], np.int16), np.array([one.ms for one in seen], np.int64))


@pytest.mark.parametrize("rung", ladder.available())
@pytest.mark.parametrize("seed", range(5))
def test_kernel_and_definition_agree(seed: int, rung: ladder.Rung) -> None:
    keys, seen = scene(seed)
    blocks = [as_block(seen[:200]), as_block(seen[200:])]
    found = kernel.match_blocks(as_columns(keys), blocks, rung=rung)
    expected = match(keys, seen)
    assert list(found) == list(expected)
    for place, one in expected.items():
        assert sorted(found[place].rows) == sorted(one.rows)
        assert found[place].offsets == one.offsets
        assert (found[place].after_end, found[place].wrong_clock) == (one.after_end, one.wrong_clock)
    assert any(one.after_end for one in expected.values())
    assert any(one.wrong_clock for one in expected.values())


def test_more_hits_than_there_is_room_for_are_all_found() -> None:
    key = of_day(bytes(range(32)), DAY, DAY + DAY_S - 1)
    keys = [key] * 40
    seen = [Sighting(one, -60, (DAY + slot * SLOT_S) * 1000) for slot, one in enumerate(identifiers(key))]
    found = kernel.match_blocks(as_columns(keys), [as_block(seen)])
    assert [len(one.rows) for one in found.values()] == [96] * 40


def test_an_empty_history_has_met_nobody() -> None:
    assert kernel.match_blocks(as_columns([of_day(bytes(32), DAY, DAY + 9)]), []) == {}
