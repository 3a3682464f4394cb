"""Keyed digests of sealed values."""

import pytest
from django.conf import LazySettings

from vungxanh.kit.sealing.digests import keyed


def test_the_same_text_is_found_again_and_another_is_not() -> None:
    assert keyed("0905123456", purpose="a.b") == keyed("0905123456", purpose="a.b")
    assert keyed("0905123456", purpose="a.b") != keyed("0905123457", purpose="a.b")


def test_one_columns_digest_tells_nothing_about_anothers() -> None:
    assert keyed("0905123456", purpose="a.b") != keyed("0905123456", purpose="a.c")


def test_another_deployments_digest_differs(settings: LazySettings) -> None:
    here = keyed("0905123456", purpose="a.b")
    settings.DIGEST_KEY = "another key, of another deployment"
    assert keyed("0905123456", purpose="a.b") != here


@pytest.mark.parametrize("text", ["", "Đặng Thị Hồng"])
def test_a_digest_has_one_length_and_nothing_has_none(text: str) -> None:
    assert len(keyed(text, purpose="a.b")) == (64 if text else 0)
