"""Log lines tell an operator what happened, and nobody who searched for whom."""

import json
import logging
from io import StringIO

import pytest
import structlog
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from vungxanh.apps.accounts.secret_text import mint
from vungxanh.project.settings import logs


def test_searches_one_time_links_browsers_and_addresses_are_left_out() -> None:
    secret = "MQ:1uKXyz:" + "a" * 43
    line = logs.without_personal_data(
        None,
        "info",
        {
            "event": "x",
            "request": f"GET /tai-khoan/dat-lai/{secret}/?q=Nguyễn+Văn+A",
            "ip": "1.2.3.4",
            "user_agent": "y",
        },
    )
    assert line == {"event": "x", "request": "GET /tai-khoan/dat-lai/…/"}


def failing(request: HttpRequest, secret: str) -> HttpResponse:
    """A page with a fault that tells its address in every way there is."""
    logging.getLogger("x").warning("at %s", request.get_full_path())
    structlog.get_logger("x").warning("x", seen={"at": [request.path]}, error=ValueError(f"vx_{secret}"))
    raise RuntimeError(f"no row for {request.get_full_path()}")


urlpatterns = [path("tai-khoan/dat-lai/<str:secret>/", failing)]


@pytest.mark.django_db
@pytest.mark.parametrize("as_json", [True, False])
def test_a_fault_on_a_one_time_link_leaves_the_link_out_of_every_line(settings: Settings, as_json: bool) -> None:
    secret, told = mint(), StringIO()
    settings.ROOT_URLCONF = __name__
    formatter = logs.configure(level="INFO", as_json=as_json)["formatters"]["line"]
    handler = logging.StreamHandler(told)
    handler.setFormatter(formatter.pop("()")(**formatter))
    logging.getLogger().addHandler(handler)
    try:
        client = Client(raise_request_exception=False)
        assert client.post(f"/tai-khoan/dat-lai/{secret}/?q=Nguyen").status_code == 500
    finally:
        logging.getLogger().removeHandler(handler)
        structlog.reset_defaults()
        logs.configure(level="INFO", as_json=False)
    lines = told.getvalue()
    assert "Internal Server Error: /tai-khoan/dat-lai/…" in lines
    assert "Traceback" in lines
    assert "test_logs.py" in lines
    assert secret not in lines
    assert "Nguyen" not in lines


def test_what_an_operator_looks_for_stays_in_the_line() -> None:
    kept = {
        "event": "file 7 is not in the store: " + "0af3" * 16,
        "seconds": 1.5,
        "ok": True,
        "path": "/a/" + "0af3" * 16,
    }
    assert logs.without_personal_data(None, "info", dict(kept)) == kept


def test_production_writes_one_json_object_a_line_for_our_and_foreign_loggers() -> None:
    formatter = logs.configure(level="INFO", as_json=True)["formatters"]["line"]
    try:
        made = formatter.pop("()")(**formatter)
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "hỏng %s", ("tệp",), None)
        told = json.loads(made.format(record))
    finally:
        structlog.reset_defaults()
        logs.configure(level="INFO", as_json=False)
    assert told["event"] == "hỏng tệp"
    assert told["level"] == "error"


def test_the_level_is_the_setting() -> None:
    assert django_settings.LOGGING["root"]["level"] == "INFO"
