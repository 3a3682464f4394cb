"""Keys are read in every form in which somebody may hold them."""

import json

import pytest

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids, infof
from vungxanh.core.tracing.keyfile import MAX_INFOS, read_keys
from vungxanh.core.tracing.keylist import MOST_DAYS, PositiveKey
from vungxanh.core.tracing.problems import Refused

START = vectors.BASE_S
ENTRY = {"daily_key": vectors.K1.hex(), "time_start": START, "time_end": START + 14 * ids.DAY_S, "max": 96}
KEY = PositiveKey(vectors.K1, START, START + 14 * ids.DAY_S)
YOUNG = {"base_id": vectors.K1.hex(), "time": START, "daily_key": vectors.K1.hex(), "time_start": START}


@pytest.mark.parametrize(
    "content",
    [
        {"data": [ENTRY]},
        [ENTRY],
        ENTRY,
        json.dumps({"data": [ENTRY]}),
        json.dumps(json.dumps([ENTRY])),
        {"FindGUID": "123456", "Numberdays": 14, "InfoF": json.dumps({"data": [ENTRY]})},
    ],
)
def test_the_list_is_read_bare_wrapped_and_as_text(content: object) -> None:
    read = read_keys(json.dumps(content))
    assert (read.keys, read.problems) == ((KEY,), ())


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(YOUNG),
        json.dumps(dict(reversed(YOUNG.items()))),
        json.dumps(YOUNG | {"time": float(START), "time_start": float(START), "more": 1}),
        json.dumps(json.dumps(YOUNG)),
    ],
)
def test_what_a_young_phone_says_of_itself_is_one_key_without_an_end(text: str) -> None:
    read = read_keys(text)
    assert (read.keys, read.problems) == ((PositiveKey(vectors.K1, START, START + MOST_DAYS * ids.DAY_S),), ())


def test_what_phones_say_of_themselves_is_read_among_the_entries_of_a_list() -> None:
    older = json.loads(infof.write_info(infof.info_at(vectors.K2, START, (START + 40 * ids.DAY_S) * 1000)))
    for content in ({"data": [ENTRY, YOUNG, 7, older]}, [ENTRY, YOUNG, 7, older]):
        read = read_keys(json.dumps(content))
        bare = [read_keys(json.dumps(info)).keys for info in (YOUNG, older)]
        assert read.keys == (KEY, *bare[0], *bare[1])
        assert read.rows == (1, 2, 4, 4)
        assert [(one.code, one.row) for one in read.problems] == [("not_an_entry", 3)]


def test_an_odd_info_in_a_list_is_told_by_its_row_and_too_many_are_left_out() -> None:
    read = read_keys(json.dumps({"data": [YOUNG | {"daily_key": vectors.K2.hex()}, YOUNG | {"base_id": "12"}]}))
    assert [(one.code, one.row) for one in read.problems] == [("key_of_another_day", 1), ("key_length", 2)]
    keys = [f"{place:064x}" for place in range(MAX_INFOS + 2)]
    many = read_keys(json.dumps([YOUNG | {"base_id": key, "daily_key": key} for key in keys]))
    assert len(many.keys) == MAX_INFOS
    assert [(one.code, one.row) for one in many.problems] == [
        ("too_many_infos", MAX_INFOS + 1), ("too_many_infos", MAX_INFOS + 2),
    ]  # fmt: skip


def test_of_an_older_phone_the_base_key_speaks_for_the_days_before_its_day_key() -> None:
    info = infof.info_at(vectors.K1, START, (START + 40 * ids.DAY_S) * 1000)
    day, base = read_keys(infof.write_info(info)).keys
    assert (day.key, day.start_s) == (info.daily_key, info.start_s)
    assert base == PositiveKey(vectors.K1, START, info.start_s - 1)


def test_a_base_key_of_long_ago_is_brought_within_the_days_that_are_looked_at() -> None:
    info = infof.info_at(vectors.K1, START, (START + 3_000 * ids.DAY_S) * 1000)
    day, base = read_keys(infof.write_info(info)).keys
    assert base.start_s == day.start_s - MOST_DAYS * ids.DAY_S
    assert base.key == ids.key_after(vectors.K1, (base.start_s - START) // ids.DAY_S)


def test_a_day_key_that_does_not_follow_from_the_base_is_said_and_used() -> None:
    read = read_keys(json.dumps(YOUNG | {"daily_key": vectors.K2.hex()}))
    assert [one.code for one in read.problems] == ["key_of_another_day"]
    assert [key.key for key in read.keys] == [vectors.K2]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, "no_keys"),
        ([], "no_keys"),
        (7, "no_keys"),
        (None, "no_keys"),
        ({"data": {}}, "no_keys"),
        ({"keys": [ENTRY]}, "no_keys"),
        ("not JSON", "not_json"),
        ({"base_id": vectors.K1.hex()}, "member_missing"),
        (YOUNG | {"base_id": "12"}, "key_length"),
    ],
)
def test_another_shape_is_refused_and_the_forms_that_are_accepted_are_told(content: object, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_keys(json.dumps(content))
    assert caught.value.problem.code == code
    if code == "no_keys":
        assert all(name in str(caught.value) for name in ("data", "daily_key", "base_id"))
