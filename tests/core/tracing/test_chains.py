"""Which keys of a list are one person's."""

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.chains import FEW_KEYS, chains
from vungxanh.core.tracing.keylist import PositiveKey

START = vectors.BASE_S


def day_key(day: int, *, until_day: int | None = None, key: bytes = vectors.K1, slots: int = 96) -> PositiveKey:
    """The key of a day counted from the base, until the last second of that day or of a later one."""
    start = START + day * ids.DAY_S
    end = START + ((day if until_day is None else until_day) + 1) * ids.DAY_S - 1
    return PositiveKey(ids.key_after(key, day), start, end, slots)


def test_day_keys_of_one_phone_are_one_person_in_any_order_and_another_phones_are_not() -> None:
    keys = [day_key(2), day_key(0), day_key(1, key=vectors.K2), day_key(1)]
    who = chains(keys)
    assert who.person == (0, 0, 1, 0)
    assert [person.places for person in who.persons] == [(1, 3, 0), (2,)]
    assert who.persons[0].whole == day_key(0, until_day=2)


def test_where_days_follow_each_other_only_the_last_end_is_enforced() -> None:
    who = chains([day_key(0), day_key(1), day_key(2)])
    last = day_key(2).end_ms
    assert [who.last_ms(place, (START + place * ids.DAY_S) * 1000) for place in range(3)] == [last] * 3


def test_a_day_that_ends_early_is_the_same_person_and_keeps_its_end() -> None:
    early = PositiveKey(vectors.K1, START, START + 3_600)
    who = chains([early, day_key(1)])
    assert who.person == (0, 0)
    assert who.last_ms(0, START * 1000) == early.end_ms


def test_slots_that_the_next_key_speaks_for_keep_the_end_of_the_longer_one() -> None:
    two = day_key(0, until_day=1)
    who = chains([two, day_key(1, until_day=3)])
    assert who.last_ms(0, START * 1000) == day_key(3).end_ms
    assert who.last_ms(0, (START + ids.DAY_S) * 1000) == two.end_ms


def test_a_long_key_holds_those_of_later_days_together() -> None:
    who = chains([day_key(0, until_day=10), day_key(2), day_key(8)])
    assert who.person == (0, 0, 0)


def test_a_gap_between_days_or_another_number_of_slots_is_another_person() -> None:
    assert chains([day_key(0), day_key(2)]).person == (0, 1)
    assert chains([day_key(0), day_key(1, slots=144)]).person == (0, 1)


def test_a_key_listed_with_many_ends_is_one_person_searched_once() -> None:
    who = chains([PositiveKey(vectors.K1, START, START + end) for end in (50, 10, 90)])
    assert [person.places for person in who.persons] == [(1, 0, 2)]
    assert who.persons[0].whole.end_s == START + 90


def test_a_long_list_is_followed_over_twenty_eight_days() -> None:
    others = [day_key(0, key=bytes([1, place]) * 16) for place in range(FEW_KEYS)]
    far = [day_key(0, until_day=40), day_key(30)]
    assert chains(far).person == (0, 0)
    assert len(set(chains([*far, *others]).person)) == FEW_KEYS + 2


def test_no_keys_are_nobody() -> None:
    assert chains([]).persons == ()
