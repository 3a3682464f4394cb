"""Lists of positive keys: exact when right, bounded and named when wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids, keylist
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.problems import Refused

START = vectors.BASE_S
GOOD = {"daily_key": vectors.K1.hex(), "time_start": START, "time_end": START + 14 * ids.DAY_S, "max": 96}
keys = st.builds(
    lambda key, day, length, slots: PositiveKey(key, day * ids.DAY_S, day * ids.DAY_S + length, slots),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 40_000),
    st.integers(0, keylist.MAX_DAYS * ids.DAY_S),
    st.sampled_from((1, 96, 144, 1_440)),
)


def read(*entries: object) -> keylist.KeyList:
    return keylist.read_key_list(json.dumps({"data": entries, "version": 7}))


def codes(*entries: object) -> list[tuple[str, int]]:
    return [(problem.code, problem.row) for problem in read(*entries).problems]


def test_fourteen_days_test_1345_identifiers_as_the_app_did() -> None:
    (key,) = read(GOOD).keys
    assert (key.last_slot + 1, key.days) == (14 * 96 + 1, 15)


@given(st.lists(keys, max_size=5, unique=True))
def test_a_written_list_is_read_back(given_keys: list[PositiveKey]) -> None:
    got = keylist.read_key_list(keylist.write_key_list(given_keys))
    assert got.keys == tuple(given_keys)
    assert got.problems == ()


def test_a_list_is_written_as_phones_expect_it() -> None:
    written = keylist.write_key_list([PositiveKey(vectors.K1, START, START + 5)])
    key = vectors.K1.hex().upper()
    assert written == f'{{"data":[{{"daily_key":"{key}","time_start":{START},"time_end":{START + 5},"max":96}}]}}'


def test_numbers_may_be_floating_and_digits_of_either_case() -> None:
    mixed = GOOD | {"daily_key": vectors.K1.hex().upper(), "time_start": float(START), "max": 96.0, "more": []}
    assert read(mixed).keys == read(GOOD).keys


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"daily_key": vectors.K1.hex()[:-1]}, "key_length"),
        ({"daily_key": vectors.K1.hex()[:-2]}, "key_length"),
        ({"daily_key": ""}, "key_length"),
        ({"daily_key": vectors.K1.hex()[:-1] + "g"}, "key_not_hex"),
        ({"daily_key": " " + vectors.K1.hex()}, "key_not_hex"),
        ({"daily_key": "\ud800"}, "key_not_hex"),
        ({"daily_key": None}, "key_not_hex"),
        ({"max": 0}, "bad_slots"),
        ({"max": -96}, "bad_slots"),
        ({"max": 97}, "bad_slots"),
        ({"max": 10**9}, "bad_slots"),
        ({"max": "96"}, "number_as_text"),
        ({"max": "a day"}, "bad_slots"),
        ({"max": True}, "bad_slots"),
        ({"max": float("nan")}, "bad_slots"),
        ({"time_start": "soon"}, "not_a_time"),
        ({"time_start": f"{START}.0"}, "number_as_text"),
        ({"time_start": -1}, "not_a_time"),
        ({"time_end": 1e300}, "not_a_time"),
        ({"time_end": float("inf")}, "not_a_time"),
        ({"time_end": float("nan")}, "not_a_time"),
        ({"time_start": START * 1000, "time_end": START * 1000}, "not_a_time"),
        ({"time_end": START - 1}, "ends_before_start"),
    ],
)
def test_a_bad_entry_is_named_and_the_others_are_still_used(change: dict[str, object], code: str) -> None:
    got = read(GOOD | change, GOOD)
    assert [(problem.code, problem.row) for problem in got.problems] == [(code, 1)]
    assert len(got.keys) == 1
    assert all(problem.sentence(language).isprintable() for problem in got.problems for language in ("vi", "en"))


def test_a_missing_member_and_a_non_object_are_named() -> None:
    without = {name: value for name, value in GOOD.items() if name != "max"}
    assert codes(without, 3, None, GOOD) == [("member_missing", 1), ("not_an_entry", 2), ("not_an_entry", 3)]


def test_a_thousand_days_are_said_to_be_odd_and_looked_at() -> None:
    (key,), (problem,) = (got := read(GOOD | {"time_end": START + 1_000 * ids.DAY_S})).keys, got.problems
    assert (problem.code, problem.facts["days"]) == ("too_long", 1_000)
    assert key.end_s == START + 1_000 * ids.DAY_S


def test_more_than_three_years_are_cut_to_bounded_work() -> None:
    (key,), (problem,) = (got := read(GOOD | {"time_end": START + 5_000 * ids.DAY_S})).keys, got.problems
    assert (problem.code, problem.facts["days"]) == ("cut_short", 5_000)
    assert key.end_s == START + keylist.MOST_DAYS * ids.DAY_S


def test_an_entry_of_twenty_eight_days_is_not_odd() -> None:
    assert codes(GOOD | {"time_end": START + 28 * ids.DAY_S}) == []


@pytest.mark.parametrize(("given_s", "clock"), [(START + 7, "0:00:07"), (START + 86_399, "23:59:59")])
def test_a_start_inside_a_day_is_taken_back_to_its_midnight_and_said_by_how_much(given_s: int, clock: str) -> None:
    got = read(GOOD | {"time_start": given_s})
    assert got.keys == read(GOOD).keys
    assert got.problems[0].code == "not_midnight"
    assert clock in got.problems[0].sentence("en")


def test_a_fraction_of_a_second_is_left_out_of_start_and_end() -> None:
    assert read(GOOD | {"time_start": START + 0.9, "time_end": START + 86_399.75}).keys == (
        PositiveKey(vectors.K1, START, START + 86_399),
    )


def test_an_end_in_whole_seconds_covers_that_second() -> None:
    assert PositiveKey(vectors.K1, START, START + 86_399).end_ms == (START + ids.DAY_S) * 1000 - 1


@pytest.mark.parametrize(
    ("length", "spoken"), [(0, 96), (86_399, 96), (86_400, 97), (86_401, 97), (87_300, 192), (900, 96)]
)
def test_a_key_speaks_whole_days_and_the_slot_that_begins_at_its_end(length: int, spoken: int) -> None:
    assert PositiveKey(vectors.K1, START, START + length).spoken == spoken


def test_the_rows_of_the_keys_are_told() -> None:
    assert read(3, GOOD, GOOD, GOOD | {"time_end": START}).rows == (2, 4)


def test_a_key_given_twice_counts_once() -> None:
    got = read(GOOD, GOOD)
    assert len(got.keys) == 1
    assert codes(GOOD, GOOD) == [("repeated_key", 2)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_json"),
        ('{"data":[', "not_json"),
        ('{"data":' + "9" * 10_000 + "}", "not_json"),
        ("[" * 100_000, "not_json"),
        ("[]", "no_data"),
        ('{"data":{}}', "no_data"),
    ],
)
def test_what_is_no_list_at_all_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        keylist.read_key_list(text)
    assert caught.value.problem.code == code


def test_a_key_that_is_no_hex_is_not_repeated() -> None:
    with pytest.raises(Refused) as refused:
        keylist.read_key(vectors.K1.hex()[:-1] + "g")
    told = refused.value.problem.sentence("vi")
    assert "64" in told
    assert vectors.K1.hex()[:8] not in told


@pytest.mark.parametrize("small", ["[]", '""', "{}"])
def test_a_text_of_countless_small_things_is_refused_unread(small: str) -> None:
    with pytest.raises(Refused) as refused:
        keylist.read_key_list('{"data":[' + ",".join([small] * keylist.MAX_PARTS) + "]}")
    assert refused.value.problem.code == "too_many_parts"
