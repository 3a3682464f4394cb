"""What differs between the databases: how words are indexed and matched."""

from types import ModuleType

from django.db import connection


def current() -> ModuleType:
    """The engine of the database in use; both have `fill(rows)` and `matching(tier)`."""
    if connection.vendor == "postgresql":
        from vungxanh.kit.search.engines import postgresql

        return postgresql
    from vungxanh.kit.search.engines import sqlite

    return sqlite
