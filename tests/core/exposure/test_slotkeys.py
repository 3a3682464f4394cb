"""A slot key tells its own day from its slot on, and nothing else."""

from hashlib import sha256

import pytest

from tests.core.exposure.made import DAY
from vungxanh.core.exposure.redaction import kept, left_out
from vungxanh.core.exposure.slotkeys import SlotKey, blurred, identifiers, of_day, slot_key
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.keylist import PositiveKey

KEY = bytes(range(32))


@pytest.mark.parametrize("slot", [0, 1, 72, 95])
def test_it_speaks_for_the_identifiers_of_its_day_from_its_slot_on(slot: int) -> None:
    key = of_day(KEY, DAY, DAY + DAY_S - 1, slot=slot)
    assert tuple(identifiers(key)) == ids.identifiers(KEY)[slot:]
    assert (key.start_s, key.first_slot) == (DAY + slot * 900, slot)


def test_it_ends_with_the_slot_of_its_end() -> None:
    assert len(list(identifiers(of_day(KEY, DAY, DAY + 3_600)))) == 5


def test_nothing_that_follows_from_it_is_another_days() -> None:
    told, current = set(), slot_key(KEY)
    for _ in range(3 * 96):
        told.add(bytes(current[offset] for offset in ids.PICK))
        current = sha256(current).digest()
    assert not told & set(ids.identifiers(ids.next_key(KEY)))


def test_the_blurred_end_is_the_last_second_of_the_day_and_due_two_hours_later() -> None:
    key = blurred(SlotKey(KEY, DAY + 3_600, DAY + 50_000))
    assert (key.start_s, key.end_s, key.due_s) == (DAY + 3_600, DAY + DAY_S - 1, DAY + DAY_S + 7_200)


def days(count: int) -> list[PositiveKey]:
    return [
        PositiveKey(ids.key_after(KEY, day), DAY + day * DAY_S, DAY + (day + 1) * DAY_S - 1) for day in range(count)
    ]


def told_by(keys: tuple[SlotKey, ...]) -> set[bytes]:
    """Whatever anybody can work out from what left the phone, for weeks."""
    told = set()
    for key in keys:
        current = key.key
        for _ in range(30 * 96):
            told |= {bytes(current[offset] for offset in ids.PICK)}
            current = sha256(current).digest()
        told |= {one for n in range(30) for one in ids.identifiers(ids.key_after(key.key, n))}
    return told


def test_left_out_hours_cannot_be_worked_out_from_what_leaves() -> None:
    held = days(3)
    hours = (DAY + DAY_S + 11 * 3_600, DAY + DAY_S + 14 * 3_600)
    told = told_by(kept(held, [hours]))
    hidden = set(ids.identifiers(held[1].key)[: 14 * 4])
    assert not told & hidden
    assert set(ids.identifiers(held[0].key)) <= told
    assert set(ids.identifiers(held[1].key)[14 * 4 :]) <= told
    assert set(ids.identifiers(held[2].key)) <= told


def test_a_day_key_would_have_told_them() -> None:
    held = days(2)
    assert ids.next_key(held[0].key) == held[1].key


def test_the_owner_is_told_everything_that_stays() -> None:
    hours = (DAY + DAY_S + 11 * 3_600, DAY + DAY_S + 13 * 3_600 + 1)
    assert left_out(days(3), [hours]) == ((DAY + DAY_S, DAY + DAY_S + 14 * 3_600),)


def test_hours_to_the_end_of_a_day_take_the_whole_day() -> None:
    hours = [(DAY + 20 * 3_600, DAY + DAY_S + 3_600)]
    assert [key.start_s for key in kept(days(2), hours)] == [DAY + DAY_S + 3_600]
    assert left_out(days(2), hours) == ((DAY, DAY + DAY_S), (DAY + DAY_S, DAY + DAY_S + 3_600))


def test_hours_of_another_day_change_nothing_but_the_kind_of_key() -> None:
    held = days(1)
    assert kept(held, [(DAY - 9, DAY)]) == (of_day(KEY, DAY, DAY + DAY_S - 1),)
    assert left_out(held, [(DAY - 9, DAY)]) == ()
