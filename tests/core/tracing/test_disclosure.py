"""What leaves a phone: the infectious window and nothing that tells more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from vungxanh.core.tracing import disclosure, ids, matching
from vungxanh.core.tracing.disclosure import Base

BASE = Base(vectors.K1, vectors.BASE_S)
NOW_MS = (vectors.BASE_S + 10 * ids.DAY_S) * 1000 + 45_000_000
FRESH = bytes(range(32))


def disclosed(days_back: int) -> disclosure.Disclosure:
    since = NOW_MS - days_back * ids.DAY_MS
    return disclosure.disclose(BASE, infectious_from_ms=since, now_ms=NOW_MS, random=FRESH)


def test_each_day_of_the_window_goes_with_its_own_end() -> None:
    keys = disclosed(3).keys
    assert [key.start_s for key in keys] == [vectors.BASE_S + day * ids.DAY_S for day in (7, 8, 9, 10)]
    assert [key.end_s - key.start_s for key in keys] == [86_399, 86_399, 86_399, 45_000]
    assert [key.key for key in keys] == [ids.key_after(vectors.K1, day) for day in (7, 8, 9, 10)]


@given(st.integers(0, 2_000))
def test_the_base_key_never_leaves_and_work_is_bounded(days_back: int) -> None:
    keys = disclosed(days_back).keys
    assert vectors.K1 not in {key.key for key in keys}
    assert len(keys) <= 28


@given(st.binary(min_size=32, max_size=32), st.integers(vectors.BASE_S * 1000, 2 * vectors.BASE_S * 1000))
def test_the_day_of_a_new_base_has_a_key_that_is_not_the_base(random: bytes, now_ms: int) -> None:
    base = disclosure.new_base(random, now_ms)
    (key,) = disclosure.day_keys(base, since_ms=now_ms, until_ms=now_ms)
    assert key.key != random
    spoken = ids.identifier_at(base.key, base.start_s * 1000, now_ms)
    assert ids.identifiers(key.key)[ids.slot_of(now_ms)] == spoken


def test_what_the_phone_sends_after_the_report_follows_from_no_disclosed_key() -> None:
    left = disclosed(13)
    later = [ids.identifier_at(left.base.key, left.base.start_s * 1000, NOW_MS + n * ids.SLOT_MS) for n in range(2_000)]
    known = {sent for key in left.keys for day in range(30) for sent in ids.identifiers(ids.key_after(key.key, day))}
    assert known.isdisjoint(later)


def test_identifiers_replayed_after_the_report_are_refused() -> None:
    today = disclosed(0).keys[-1]
    own = ids.identifiers(today.key)[ids.slot_of(NOW_MS)]
    rows = [matching.Sighting(own, -60, NOW_MS + shift) for shift in (-1_000, 1_000)]
    (found,) = matching.match([today], rows)
    assert (len(found.rows), found.after_end) == (1, 1)


def test_a_window_before_the_base_or_in_the_future_discloses_nothing_of_it() -> None:
    assert disclosure.day_keys(BASE, since_ms=NOW_MS + ids.DAY_MS, until_ms=NOW_MS) == ()
    assert disclosure.day_keys(BASE, since_ms=0, until_ms=vectors.BASE_S * 1000 - 1) == ()


def test_a_short_base_is_refused() -> None:
    with pytest.raises(ValueError, match="32 random bytes, not 16"):
        disclosure.new_base(bytes(16), NOW_MS)


def test_a_base_does_not_show_in_a_log_of_the_object() -> None:
    assert "key" not in repr(BASE)
