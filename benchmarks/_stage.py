"""A fresh migrated database of either engine for one benchmark process, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


def engines() -> list[str]:
    """SQLite always; PostgreSQL where a server is installed, with a loud line where it is not."""
    from tests import postgres

    if postgres.programs() is None:
        print("POSTGRESQL IS NOT INSTALLED: measured on SQLite only")
        return ["sqlite"]
    return ["sqlite", "postgresql"]


@contextmanager
def fresh(engine: str) -> Iterator[None]:
    """Set Django up on an empty database of the engine, migrated."""
    with tempfile.TemporaryDirectory() as room, _address(engine) as address:
        os.environ["VUNGXANH_VAR_DIR"], os.environ["VUNGXANH_DATABASE_URL"] = room, address
        os.environ["VUNGXANH_ENV"], os.environ["DJANGO_SETTINGS_MODULE"] = "dev", "vungxanh.project.settings.dev"
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connection.close()
            if engine == "postgresql":
                connection.close_pool()


@contextmanager
def _address(engine: str) -> Iterator[str]:
    if engine == "sqlite":
        yield ""
        return
    import psycopg

    from tests import postgres

    server, name = postgres.start().rsplit("/", 1)[0], f"bench_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
