"""Adverts as the phones of 2020 sent them, in any order, and nothing a stranger sends can do harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from vungxanh.core.tracing import adverts
from vungxanh.core.tracing.adverts import Advert, Kind

ID = vectors.K2_OWN
identifiers = st.binary(min_size=12, max_size=12)
OTHERS = (b"\x02\x0a\xf4", b"\x09\x09Bluezone", b"\x05\xff\x0f\x00\x01\x02", b"\x05\x16\x6f\xfd\x01\x02")


def split(advert: bytes) -> list[bytes]:
    """The structures of an advert with their headers."""
    return [bytes([len(data) + 1, kind]) + data for kind, data in adverts.structures(advert)]


def test_an_android_advert_is_these_23_bytes() -> None:
    assert adverts.android_advert(ID).hex(" ") == f"02 01 02 0f ff b5 22 {ID.hex(' ')} 03 03 56 4e"


def test_a_background_iphone_advert_is_these_bytes() -> None:
    assert adverts.background_iphone_advert().hex() == "02011a14ff4c000108" + "00" * 15


def test_the_wake_up_beacon_is_the_standard_frame() -> None:
    frame = "02010" + "2" + "1aff4c000215c7afef7b17884f4aa87d691d53bf21c400140014c5"
    assert adverts.beacon_advert().hex() == frame
    assert adverts.read_advert(adverts.beacon_advert()) == Advert(Kind.BEACON)


def test_an_iphone_says_its_service_and_its_name_but_no_identifier() -> None:
    advert, answer = adverts.iphone_advert()
    assert adverts.read_advert(advert) == Advert(Kind.IPHONE)
    assert answer == b"\x09\x09Bluezone"
    assert max(len(advert), len(answer)) <= 31


@given(identifiers, st.permutations(range(5)), st.integers(0, 255))
def test_an_android_advert_is_read_in_any_order_with_any_flags(sent: bytes, order: list[int], flags: int) -> None:
    parts = [*split(adverts.android_advert(sent, flags=flags)), *OTHERS[:2]]
    assert adverts.read_advert(b"".join(parts[place] for place in order)) == Advert(Kind.ANDROID, sent)


@given(st.binary(min_size=16, max_size=16), st.permutations(range(4)))
def test_a_background_iphone_is_seen_whatever_bits_other_apps_set(mask: bytes, order: list[int]) -> None:
    nearby = b"\x06\xff\x4c\x00\x10\x01\x03"  # another Apple record beside it
    parts = [*split(adverts.background_iphone_advert(mask)), OTHERS[0], nearby]
    assert adverts.read_advert(b"".join(parts[place] for place in order)) == Advert(Kind.IPHONE_BACKGROUND)


def test_a_background_iphone_without_our_bit_is_somebody_elses() -> None:
    other = adverts.background_iphone_advert(bytes([0xF7]) + b"\xff" * 15)
    assert adverts.read_advert(other) is not None
    assert adverts.read_advert(other.replace(b"\x01\xff", b"\x01\xf7", 1)) is None


@pytest.mark.parametrize("length", [0, 6, 11, 13, 20])
def test_an_identifier_of_another_length_is_no_contact(length: int) -> None:
    maker = bytes([length + 3, 0xFF, 0xB5, 0x22]) + bytes(length)
    assert adverts.read_advert(maker + b"\x03\x03\x56\x4e") is None


def test_an_identifier_without_the_service_is_no_contact() -> None:
    assert adverts.read_advert(b"\x0f\xff\xb5\x22" + ID) is None


def test_the_service_is_found_among_others_in_one_list_and_in_the_incomplete_kind() -> None:
    lists = (b"\x07\x03\x0f\x18\x56\x4e\x6f\xfd", b"\x03\x02\x56\x4e")
    assert [adverts.read_advert(b"\x0f\xff\xb5\x22" + ID + text) for text in lists] == [Advert(Kind.ANDROID, ID)] * 2


@given(identifiers, st.integers(0, 22), st.integers(0, 255))
def test_a_lying_length_never_makes_an_identifier_up(sent: bytes, place: int, lie: int) -> None:
    hostile = bytearray(adverts.android_advert(sent))
    hostile[place] = lie
    read = adverts.read_advert(bytes(hostile))
    assert read is None or read.identifier is None or read.identifier in bytes(hostile)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    assert sum(len(value) + 2 for _, value in adverts.structures(data)) <= len(data)
    adverts.read_advert(data)


def test_an_endless_advert_is_read_to_the_longest_bluetooth_allows() -> None:
    assert sum(1 for _ in adverts.structures(b"\x01\x01" * 1_000_000)) <= adverts.MAX_ADVERT_BYTES


def test_a_cut_structure_ends_the_reading_but_what_stands_before_counts() -> None:
    whole = adverts.android_advert(ID)
    assert adverts.read_advert(whole + b"\x1f\xff\x4c") == Advert(Kind.ANDROID, ID)
    assert adverts.read_advert(whole[:-1]) is None


def test_only_twelve_bytes_are_an_identifier_over_gatt_too() -> None:
    answers = [adverts.read_characteristic(bytes(length)) for length in (0, 11, 12, 13, 512)]
    assert [answer is not None for answer in answers] == [False, False, True, False, False]
    with pytest.raises(ValueError, match="12 bytes, not 11"):
        adverts.android_advert(bytes(11))
