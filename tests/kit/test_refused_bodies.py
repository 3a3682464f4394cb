"""What Django refuses before any view is asked is told as every other problem is."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
SIGN_IN = "/tai-khoan/dang-nhap/"


def a_browser() -> Client:
    """It has the cookie, so that the token is looked for in the body."""
    client = Client(enforce_csrf_checks=True)
    client.get(SIGN_IN)
    return client


def test_a_form_that_is_too_long_to_be_read_is_told_in_the_house_s_words() -> None:
    answer = a_browser().post(SIGN_IN, {"login": "x" * (6 * 2**20)})
    assert answer.status_code == 413
    assert "Dữ liệu gửi lên vượt quá giới hạn cho phép." in answer.content.decode()


def test_a_form_that_cannot_be_read_at_all_is_told_so() -> None:
    answer = a_browser().generic("POST", SIGN_IN, b"x", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "Không đọc được nội dung gửi lên." in answer.content.decode()
