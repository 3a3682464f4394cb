"""A report is read strictly: every rule broken has its name, and the entry that broke it."""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.core.exposure.made import DAY
from vungxanh.core.exposure.slotkeys import of_day, slot_key
from vungxanh.core.exposure.uploads import BODY_BYTES, MOST_BYTES, Consent, Reported, read_upload
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.problems import Refused

NOW = DAY + 5 * DAY_S + 3_600
KEY = bytes(range(32))


def entry(day: int = 0, **changes: object) -> dict[str, object]:
    start = DAY + day * DAY_S
    made = {
        "daily_key": bytes(range(day % 99, day % 99 + 32)).hex(),
        "time_start": start,
        "time_end": start + DAY_S - 1,
    }
    return {**made, "max": 96, **changes}


def body(keys: Any = None, **changes: object) -> bytes:
    consent = {"words": "agent-1", "leaves": ["keys"]}
    given = [entry()] if keys is None else keys
    content = {"version": 1, "code": "483920", "keys": given, "consent": consent, "padding": "", **changes}
    return json.dumps({name: value for name, value in content.items() if value is not ...}).encode()


def refusal(data: bytes) -> tuple[str, int]:
    with pytest.raises(Refused) as wrong:
        read_upload(data, now_s=NOW)
    problem = wrong.value.problem
    assert problem.sentence("vi") != problem.sentence("en")
    return problem.code, problem.row


def test_a_report_gives_its_keys_for_one_day_each_from_the_earliest() -> None:
    read = read_upload(body([entry(2), entry(0)]), now_s=NOW)
    assert (read.code, read.chaff) == ("483920", False)
    first, last = read.keys
    assert first == Reported(of_day(KEY, DAY, DAY + DAY_S - 1), KEY)
    assert last.key.start_s == DAY + 2 * DAY_S


def test_a_part_of_a_day_comes_as_it_is_and_without_a_day_key() -> None:
    key = slot_key(KEY, 12)
    part = {"slot_key": key.hex(), "time_start": DAY + 3 * 3_600, "time_end": DAY + DAY_S - 1, "max": 96}
    (one,) = read_upload(body([part]), now_s=NOW).keys
    assert (one.key, one.day_key) == (of_day(KEY, DAY, DAY + DAY_S - 1, slot=12), None)


def test_chaff_is_read_like_a_report() -> None:
    assert read_upload(body(chaff=True), now_s=NOW).chaff


def test_the_phones_own_report_is_read() -> None:
    from vungxanh.device.chaff import Chaff
    from vungxanh.device.upload import body_of

    made = next(one for seed in range(99) if (one := Chaff(seed, NOW * 1000)).route == "uploads").body()
    read = read_upload(made, now_s=NOW)
    assert read.chaff
    assert 1 <= len(read.keys) <= 14
    assert len(made) == BODY_BYTES == len(body_of("483920", [entry()], device="ab" * 16))
    read = read_upload(body_of("483920", [entry()], device="ab" * 16), now_s=NOW)
    assert (read.chaff, read.device, read.consent) == (False, "ab" * 16, Consent("agent-1", ("keys",)))


@pytest.mark.parametrize(
    "more",
    [
        {"consent": {}},
        {"consent": None},
        {"consent": "agent-1"},
        {"consent": {"words": "", "leaves": ["keys"]}},
        {"consent": {"words": "agent-1", "leaves": []}},
        {"consent": {"words": "agent-1", "leaves": ["history"]}},
        {"consent": {"words": "agent-1", "leaves": [1]}},
        {"consent": {"words": "Nguyễn Văn An", "leaves": ["keys"]}},
        {"device": ""},
        {"device": 5},
        {"device": "AB" * 16},
    ],
)
def test_consent_and_device_are_read_strictly(more: dict[str, object]) -> None:
    with pytest.raises(Refused) as told:
        read_upload(body(**more), now_s=NOW)
    assert told.value.problem.facts["member"] == next(iter(more))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"\xff", "not_json"),
        (b"[]", "not_an_object"),
        (b"0" * (MOST_BYTES + 1), "report_too_large"),
        (body(version=...), "member_missing"),
        (body(padding=...), "member_missing"),
        (body(consent=...), "member_missing"),
        (body(version=2), "other_version"),
        (body(version=True), "other_version"),
        (body(base_id="4C" * 32), "unknown_member"),
        (body(padding="001"), "bad_member"),
        (body(padding=0), "bad_member"),
        (body(chaff=1), "bad_member"),
        (body(code="12345"), "bad_code"),
        (body(code="1" * 33), "bad_code"),
        (body(code="48392 0"), "bad_code"),
        (body(code="483920\n"), "bad_code"),
        (body(code=483920), "bad_code"),
        (body([]), "key_count"),
        (body({}), "key_count"),
        (body([entry()] * 29), "key_count"),
    ],
)
def test_what_is_wrong_with_a_report_is_named(data: bytes, code: str) -> None:
    assert refusal(data) == (code, 0)


SLOT = {"slot_key": KEY.hex(), "daily_key": ...}


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (1, "not_an_entry"),
        (entry(1, time_end=...), "member_missing"),
        (entry(1, daily_key=...), "one_key_kind"),
        (entry(1, slot_key=KEY.hex()), "one_key_kind"),
        (entry(1, name="An"), "unknown_member"),
        (entry(1, daily_key="xy" * 32), "key_not_hex"),
        (entry(1, daily_key="00"), "key_length"),
        (entry(1, daily_key="00" * 32), "bad_member"),
        (entry(1, max=144), "not_96"),
        (entry(1, time_start="1"), "number_as_text"),
        (entry(1, time_start=1_596_844_800_000), "not_a_time"),
        (entry(1, time_start=DAY + DAY_S + 1), "not_midnight"),
        (entry(1, **SLOT, time_start=DAY + DAY_S + 900), "not_an_hour"),
        (entry(1, time_end=DAY), "row_ends_before_start"),
        (entry(1, time_end=DAY + 2 * DAY_S), "row_past_midnight"),
        (entry(0), "day_twice"),
        (entry(0, **SLOT, time_start=DAY + 3_600), "day_twice"),
        (entry(1, daily_key=KEY.hex()), "key_twice"),
        (entry(1, slot_key=slot_key(KEY).hex(), daily_key=..., time_start=DAY + DAY_S + 3_600), "key_twice"),
        (entry(6), "key_from_the_future"),
        (entry(5), "key_from_the_future"),
        (entry(-17), "key_too_old"),
    ],
)
def test_what_is_wrong_with_an_entry_is_named_with_its_place(bad: Any, code: str) -> None:
    if isinstance(bad, dict):
        bad = {name: value for name, value in bad.items() if value is not ...}
    assert refusal(body([entry(), bad])) == (code, 2)


def test_a_clock_a_quarter_of_an_hour_ahead_is_forgiven() -> None:
    assert read_upload(body([entry(5, time_end=NOW + 900)]), now_s=NOW).keys
    assert refusal(body([entry(5, time_end=NOW + 901)])) == ("key_from_the_future", 1)


def test_the_oldest_key_that_counts_is_of_21_days_ago() -> None:
    assert read_upload(body([entry(5 - 21, daily_key=KEY.hex())]), now_s=NOW).keys


SCALARS = st.none() | st.booleans() | st.floats() | st.text() | st.integers()


@given(st.recursive(SCALARS, lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_nothing_that_is_json_does_more_than_be_refused(content: Any) -> None:
    assume(not (isinstance(content, str) and content.isascii() and content.isalnum()))  # that may be a code
    for data in (json.dumps(content).encode(), body([content]), body(code=content), body([entry(daily_key=content)])):
        with pytest.raises(Refused) as wrong:
            read_upload(data, now_s=NOW)
        assert wrong.value.problem.sentence("vi")
