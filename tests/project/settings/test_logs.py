"""Log lines tell an operator what happened, and nobody who searched for whom."""

import json
import logging

import structlog
from django.conf import settings as django_settings

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
