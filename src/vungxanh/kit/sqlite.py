"""SQLite's real limit of values in one statement, so that bulk inserts need a bounded number of queries."""

import sqlite3
from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created, dispatch_uid="vungxanh.kit.sqlite")
def use_the_real_limit(connection: Any, **_: object) -> None:
    """Replace Django's guess of 999 values by what this library was built with (250,000 on Debian)."""
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit
