"""Keys under which one person is found again, and how alike two records are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.core.casework.identity import (
    Identity,
    blocking_keys,
    candidates,
    citizen_id,
    dialled,
    likeness,
    name_likeness,
    phone,
)

AN = Identity("Nguyễn Văn An", date(1980, 5, 2), phone="0912 345 678", citizen_id="049080001234", female=False)
SYLLABLES = ["Nguyễn", "Trần", "Lê", "Văn", "Thị", "An", "Anh", "Bình", "Hoà", "Hòa", "Đức", "Dức", "Phương"]
names = st.lists(st.sampled_from(SYLLABLES), max_size=5).map(" ".join)
people = st.builds(
    Identity,
    names,
    st.none() | st.dates(date(1980, 1, 1), date(1981, 3, 1)),
    st.none() | st.integers(1979, 1982),
    st.sampled_from(("", "0912345678", "+84 912 345 678", "0905111222", "rác")),
    st.sampled_from(("", "049080001234", "201234567", "049080009999")),
    st.none() | st.booleans(),
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0912345678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084-912-345-678", "0912345678"),
        ("+84 (0)912 345 678", "0912345678"),
        ("912345678", "0912345678"),
        ("01691234567", "0391234567"),
        ("+84 169 123 4567", "0391234567"),
        ("0121 123 4567", "0791234567"),
        ("0236 3650 269", "02363650269"),
        ("0100 900 009", "0100900009"),
        ("01009000091", None),
        ("", None),
        ("113", None),
        ("1900 9095", None),
        ("0112345678", None),
        ("không có", None),
        ("٠٩١٢٣٤٥٦٧٨", None),
    ],
)
def test_a_number_is_one_number_however_it_is_written(written: str, meant: str | None) -> None:
    assert phone(written) == meant


@given(st.from_regex(r"\A0[35789][0-9]{8}\Z"), st.sampled_from(("{}", "+84{1}", "84{1}", "0084 {1}", " {} ", "{1}")))
def test_every_mobile_number_normalises_to_itself(number: str, way: str) -> None:
    assert phone(way.format(number, number[1:])) == number


def test_citizen_ids_have_nine_or_twelve_digits() -> None:
    assert [citizen_id(text) for text in ("201 234 567", "049080001234", "04908000123", "20123456a", "")] == [
        "201234567",
        "049080001234",
        None,
        None,
        None,
    ]


def test_keys_are_the_same_however_marks_and_spaces_are_written() -> None:
    keys = blocking_keys(AN)
    assert keys == ("0912345678", "049080001234", "nguyen van an|1980")
    again = blocking_keys(Identity("NGUYEN  VĂN AN ", year=1980, phone="+84912345678", citizen_id="049 080 001 234"))
    assert again == keys
    assert blocking_keys(Identity("Hoà", year=1980)).name == blocking_keys(Identity("Hòa", year=1980)).name


def test_what_is_not_known_gives_no_key() -> None:
    assert blocking_keys(Identity("An")) == ("", "", "")
    assert blocking_keys(Identity("", year=1980, phone="113", citizen_id="x")) == ("", "", "")


def test_reasons_are_told() -> None:
    found = likeness(AN, Identity("Nguyễn Văn Ân", year=1980, phone="84912345678"))
    assert [reason.vi for reason in found.reasons] == ["cùng số điện thoại", "tên gần giống, khác dấu", "cùng năm sinh"]
    near = likeness(AN, Identity("Nguyễn Văn Anh", year=1980))
    assert [reason.vi for reason in near.reasons] == ["tên gần giống", "cùng năm sinh"]
    assert found.score > near.score


def test_a_shared_phone_of_a_family_is_no_duplicate_by_itself() -> None:
    wife = Identity("Trần Thị Bích", date(1982, 1, 1), phone=AN.phone, female=True)
    assert likeness(AN, wife).score < 0.5
    assert likeness(AN, replace(AN, citizen_id="")).score >= 0.9


def test_equal_citizen_ids_settle_it_and_unequal_ones_all_but_exclude_it() -> None:
    assert likeness(AN, Identity("Nguyen V. An", citizen_id="049080001234")).score == 1
    twin = replace(AN, citizen_id="049080009999")
    assert likeness(AN, twin).score <= 0.2
    assert likeness(AN, twin).reasons[-1].vi == "khác số căn cước"
    # The old card of nine digits and the new one of twelve are two numbers of one person.
    assert likeness(AN, replace(AN, citizen_id="201234567")).score >= 0.9


def test_candidates_are_those_worth_asking_about_the_likest_first() -> None:
    known = [
        (1, Identity("Trần Thị Bích", year=1950)),
        (2, Identity("Nguyễn Văn Anh", year=1980, phone="0912345678")),
        (3, replace(AN, citizen_id="")),
    ]
    assert [key for key, _ in candidates(AN, known)] == [3, 2]


@given(people, people)
def test_likeness_is_mutual_bounded_and_explained(one: Identity, other: Identity) -> None:
    found, back = likeness(one, other), likeness(other, one)
    assert found == back
    assert 0 <= found.score <= 1
    assert found.score == 0 or found.reasons


@given(names, names)
def test_name_likeness_is_mutual_and_one_only_for_equal_folded_names(one: str, other: str) -> None:
    found = name_likeness(one, other)
    assert found == name_likeness(other, one)
    assert 0 <= found <= 1
    assert not one or name_likeness(one, one.upper()) == 1


@given(people, people)
def test_who_shares_no_key_is_never_surely_the_same(one: Identity, other: Identity) -> None:
    """At most a name that looks alike and the same day of birth."""
    keys = zip(blocking_keys(one), blocking_keys(other), strict=True)
    if not any(mine and mine == its for mine, its in keys):
        assert likeness(one, other).score <= 0.55


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("905333444", "0905333444"),
        (" 905 333 444 ", "0905 333 444"),
        ("0905333444", "0905333444"),
        ("+84 905 333 444", "+84 905 333 444"),
        ("235333444", "235333444"),
        ("", ""),
    ],
)
def test_the_first_zero_of_a_mobile_number_is_put_back(text: str, number: str) -> None:
    assert dialled(text) == number


def test_names_that_differ_by_their_accents_are_alike_and_not_the_same() -> None:
    teo = Identity("Nguyễn Văn Tèo", year=1980)
    alike = likeness(teo, Identity("nguyễn văn tẹo", year=1980))
    assert [reason.vi for reason in alike.reasons] == ["tên gần giống, khác dấu", "cùng năm sinh"]
    assert alike.reasons[0].en == "names alike without accents"
    same = likeness(teo, Identity(" NGUYỄN  VĂN TÈO", year=1980))
    assert [reason.vi for reason in same.reasons] == ["cùng họ tên", "cùng năm sinh"]
    assert same.score == alike.score
