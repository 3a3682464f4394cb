"""Figures are for this machine and the holder of the token."""

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


def status(**headers: str) -> int:
    return Client().get("/metrics", **headers).status_code  # type: ignore[arg-type]


def test_this_machine_may_read_and_nobody_else() -> None:
    assert status(REMOTE_ADDR="127.0.0.1") == 200
    assert status(REMOTE_ADDR="10.0.0.7") == 404
    assert status(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9") == 404


def test_the_token_opens_them_from_anywhere(settings: Settings) -> None:
    settings.METRICS_TOKEN = "dung-ma"
    assert status(REMOTE_ADDR="10.0.0.7", HTTP_AUTHORIZATION="Bearer dung-ma") == 200
    assert status(REMOTE_ADDR="10.0.0.7", HTTP_AUTHORIZATION="Bearer sai") == 404
    assert status(REMOTE_ADDR="127.0.0.1") == 404
