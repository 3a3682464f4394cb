"""Identifiers are those of the app of 2020, bit by bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids


def test_the_observed_phone_sent_what_its_key_says() -> None:
    for ms in (vectors.K2_FIRST_MS, vectors.K2_LAST_MS):
        assert ids.slot_of(ms) == vectors.K2_SLOT
        assert ids.identifier_at(vectors.K2, vectors.BASE_S * 1000, ms) == vectors.K2_OWN


@pytest.mark.parametrize(("key", "day", "slot", "expected"), vectors.COMPUTED)
def test_computed_identifiers(key: bytes, day: int, slot: int, expected: str) -> None:
    assert ids.identifiers(ids.key_after(key, day))[slot] == bytes.fromhex(expected)


@pytest.mark.parametrize(("key", "day", "expected"), vectors.DAY_KEYS)
def test_computed_day_keys(key: bytes, day: int, expected: str) -> None:
    assert ids.key_after(key, day) == bytes.fromhex(expected)


def test_computed_first_sub_keys() -> None:
    assert {key: next(ids.sub_keys(key)).hex().upper() for key in vectors.SUB_KEYS} == vectors.SUB_KEYS


def test_neither_published_key_is_the_other_ones_peer() -> None:
    days = [ids.identifiers(ids.key_after(key, day)) for key in (vectors.K1, vectors.K2) for day in range(20)]
    assert all(vectors.K2_PEER not in day for day in days)


def test_an_identifier_changes_exactly_on_the_local_quarter_hour() -> None:
    edge = vectors.BASE_S * 1000 + 24 * ids.SLOT_MS  # 13:00 in Viet Nam
    before, after = (ids.identifier_at(vectors.K1, vectors.BASE_S * 1000, edge + shift) for shift in (-1, 0))
    assert (before, after) == ids.identifiers(vectors.K1)[23:25]


def test_a_day_ends_at_midnight_utc() -> None:
    last_ms = vectors.BASE_S * 1000 + ids.DAY_MS - 1
    assert (ids.slot_of(last_ms), ids.midnight(last_ms)) == (95, vectors.BASE_S * 1000)
    assert ids.identifier_at(vectors.K1, vectors.BASE_S * 1000, last_ms + 1).hex().upper() == "64C0D2707C49D2F0D5E3E348"


def test_before_its_base_day_a_phone_sends_from_its_base_key() -> None:
    at = vectors.BASE_S * 1000 - 3 * ids.DAY_MS
    assert ids.identifier_at(vectors.K1, vectors.BASE_S * 1000, at) == ids.identifiers(vectors.K1)[0]


@given(st.binary(min_size=32, max_size=32), st.integers(0, 40), st.integers(0, 40))
def test_the_day_chain_adds_up(key: bytes, first: int, more: int) -> None:
    assert ids.key_after(ids.key_after(key, first), more) == ids.key_after(key, first + more)
