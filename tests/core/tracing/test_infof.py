"""InfoF: read from any phone, written as Android does."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids, infof
from vungxanh.core.tracing.problems import Refused

NOW_MS = vectors.K2_FIRST_MS
YOUNG = infof.info_at(vectors.K2, vectors.BASE_S, NOW_MS)


def test_a_phone_younger_than_fourteen_days_gives_its_base_as_day_key() -> None:
    assert (YOUNG.daily_key, YOUNG.start_s) == (vectors.K2, vectors.BASE_S)


def test_an_older_phone_gives_the_key_of_fourteen_days_ago() -> None:
    old = infof.info_at(vectors.K1, vectors.BASE_S, (vectors.BASE_S + 27 * ids.DAY_S) * 1000 + 5)
    assert old.start_s == vectors.BASE_S + 13 * ids.DAY_S
    assert old.daily_key.hex().upper() == vectors.DAY_KEYS[1][2]
    assert old.problem is None


def test_android_writes_these_very_characters() -> None:
    key = vectors.K2.hex().upper()
    assert infof.write_info(YOUNG) == (
        f'{{"base_id":"{key}","time":1596844800,"daily_key":"{key}","time_start":1596844800}}'
    )


@given(st.permutations(["base_id", "time", "daily_key", "time_start", "more"]), st.booleans(), st.booleans())
def test_any_order_floats_lower_case_and_unknown_members_are_read(order: list[str], floats: bool, lower: bool) -> None:
    members = json.loads(infof.write_info(YOUNG)) | {"more": [1]}
    if floats:
        members |= {"time": float(members["time"]), "time_start": float(members["time_start"])}
    if lower:
        members["base_id"] = members["base_id"].lower()
    assert infof.read_info(json.dumps({name: members[name] for name in order})) == YOUNG


def test_times_inside_a_day_are_taken_back_to_its_midnight() -> None:
    assert infof.read_info(infof.write_info(YOUNG).replace("1596844800", "1596844807")) == YOUNG


def test_a_day_key_that_does_not_follow_from_the_base_is_told() -> None:
    shifted = infof.InfoF(vectors.K1, vectors.BASE_S, vectors.K1, vectors.BASE_S + ids.DAY_S)  # the bug before 2.0.3
    before = infof.InfoF(vectors.K1, vectors.BASE_S, vectors.K1, 0)
    assert [info.problem and info.problem.code for info in (shifted, before)] == ["key_of_another_day"] * 2


def test_a_day_key_of_another_century_costs_no_work() -> None:
    far = infof.InfoF(vectors.K1, 0, vectors.K1, 4_000_000_000 // ids.DAY_S * ids.DAY_S)
    assert far.problem is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x", "not_json"),
        ("[]", "not_an_object"),
        ("{}", "member_missing"),
        (infof.write_info(YOUNG).replace("66B0", "66"), "key_length"),
        (infof.write_info(YOUNG).replace("1596844800", "1e99"), "not_a_time"),
    ],
)
def test_what_is_no_info_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        infof.read_info(text)
    assert caught.value.problem.code == code


def test_keys_do_not_show_in_a_log_of_the_object() -> None:
    assert vectors.K2.hex() not in repr(YOUNG).lower()
    assert repr(vectors.K2) not in repr(YOUNG)
