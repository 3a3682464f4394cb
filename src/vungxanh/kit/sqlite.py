"""What SQLite has to be told: its real limit of values in one statement, and which writer waits for which."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as default
from django.db.backends.signals import connection_created
from django.dispatch import receiver

REST_S = 0.12
"""Long enough for others to write; SQLite has no queue of writers, each looks every 0.1 s whether it may."""


@receiver(connection_created, dispatch_uid="vungxanh.kit.sqlite")
def use_the_real_limit(connection: Any, **_: object) -> None:
    """Replace Django's guess of 999 values by what this library was built with (250,000 on Debian)."""
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit


@contextmanager
def impatient() -> Iterator[None]:
    """Give a write up at once (OperationalError) while another one holds SQLite; PostgreSQL skips locked rows instead.

    Not inside a transaction, which has the right to write already.
    """
    if default.vendor != "sqlite":
        yield
        return
    default.ensure_connection()
    waits_ms = int(default.connection.execute("PRAGMA busy_timeout").fetchone()[0])
    default.connection.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        default.connection.execute(f"PRAGMA busy_timeout = {waits_ms}")


def rest() -> None:
    """Let others write between two transactions of a long run, each of them short (nghỉ giữa hai đợt ghi)."""
    time.sleep(REST_S)
