"""One encrypted text: it opens under its key and purpose and nowhere else."""

import base64

import pytest
from django.conf import LazySettings

from vungxanh.kit.sealing import written
from vungxanh.kit.sealing.keys import UnknownKey
from vungxanh.kit.sealing.text import Tampered, key_of, seal, unseal

PHONE = "0905 123 456 – Đại Lộc"


@pytest.fixture(autouse=True)
def _keys(settings: LazySettings) -> None:
    settings.DATA_KEYS = ",".join([written.fresh("k2"), written.fresh("k1")])


def test_a_sealed_text_opens_again_and_never_looks_the_same_twice() -> None:
    first, second = (seal(PHONE, purpose="a.phone") for _ in range(2))
    assert first != second
    assert unseal(first, purpose="a.phone") == unseal(second, purpose="a.phone") == PHONE
    assert "0905" not in first
    assert key_of(first) == "k2"


def test_an_empty_text_has_nothing_to_hide() -> None:
    assert seal("", purpose="a.phone") == unseal("", purpose="a.phone") == ""


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(Tampered):
        unseal(seal(PHONE, purpose="a.phone"), purpose="a.email")


@pytest.mark.parametrize("place", [0, 11, 12, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    head, _, body = seal(PHONE, purpose="a.phone").rpartition(".")
    raw = bytearray(base64.urlsafe_b64decode(body))
    raw[place] ^= 1
    with pytest.raises(Tampered):
        unseal(f"{head}.{base64.urlsafe_b64encode(raw).decode()}", purpose="a.phone")


@pytest.mark.parametrize("text", ["0905123456", "vx1.k2", "vx1.k2.", "vx1.k2.AAAA", "vx1.k2.ă", "gAAAAB.k2.x"])
def test_what_is_no_sealed_text_is_never_handed_out(text: str) -> None:
    with pytest.raises(Tampered):
        unseal(text, purpose="a.phone")


def test_an_older_key_still_opens_and_a_lost_one_is_named(settings: LazySettings) -> None:
    sealed = seal(PHONE, purpose="a.phone")
    present = settings.DATA_KEYS
    settings.DATA_KEYS = f"{written.fresh('k3')},{present}"
    assert unseal(sealed, purpose="a.phone") == PHONE
    assert key_of(seal(PHONE, purpose="a.phone")) == "k3"
    settings.DATA_KEYS = written.fresh("k3")
    with pytest.raises(UnknownKey, match="k2"):
        unseal(sealed, purpose="a.phone")


@pytest.mark.parametrize("text", ["k1", "k1:bimat", "K1:" + "A" * 43, "k1:" + "A" * 22, "k1:không"])
def test_a_malformed_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError) as told:
        written.parse(text)
    assert text.partition(":")[2] not in str(told.value) or text == "k1"


def test_two_keys_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError):
        written.parse(f"{written.fresh('k1')},{written.fresh('k1')}")
