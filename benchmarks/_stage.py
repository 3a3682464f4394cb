"""A fresh migrated database of either engine for one benchmark process, gone afterwards; the letter, ready to issue."""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks._report import Report

if TYPE_CHECKING:
    from vungxanh.apps.directives.models import Directive
    from vungxanh.apps.org.officers import Officer

ENGINES = ("sqlite", "postgresql")


def number(default: int) -> int:
    """The size asked for on the command line: its first number."""
    return next((int(argument) for argument in sys.argv[1:] if argument.isdecimal()), default)


def on_each(name: str, measure: Callable[[str, Report], None], *engines: str) -> int:
    """Measure on each engine in a process of its own (the one named on the command line: here); worst exit code."""
    if asked := [engine for engine in ENGINES if engine in sys.argv[1:]]:
        report = Report()
        with fresh(asked[0]):
            measure(asked[0], report)
        return report.verdict()
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{name}", *sys.argv[1:]]
    there = installed()
    return max(
        (
            subprocess.run([*command, engine], check=False).returncode
            for engine in engines or ENGINES
            if engine in there
        ),
        default=0,
    )


def installed() -> list[str]:
    """SQLite always; PostgreSQL where a server is installed, with a loud line where it is not."""
    from tests import postgres

    if postgres.programs() is None:
        print("POSTGRESQL IS NOT INSTALLED: measured on SQLite only")
        return ["sqlite"]
    return list(ENGINES)


@contextmanager
def fresh(engine: str) -> Iterator[None]:
    """Set Django up on an empty database of the engine, migrated."""
    with tempfile.TemporaryDirectory() as room, _address(engine) as address:
        os.environ["VUNGXANH_TEST_ROOM"], os.environ["VUNGXANH_TEST_DATABASE_URL"] = room, address
        os.environ["VUNGXANH_ENV"], os.environ["DJANGO_SETTINGS_MODULE"] = "test", "vungxanh.project.settings.test"
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        logging.disable(logging.INFO)
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connection.close()
            if engine == "postgresql":
                connection.close_pool()


def confirmed_letter() -> "tuple[Officer, Directive]":
    """Letter 4248 in the demonstration province, confirmed by the clerk who received it."""
    from tests.factories.calendar import seeded_calendar
    from tests.factories.directives import the_demonstration_province, the_letter
    from tests.factories.work import ISSUED_AT
    from vungxanh.apps.directives.models import Stage

    seeded_calendar()
    clerk = the_demonstration_province()
    letter = the_letter(clerk)
    letter.stage, letter.confirmed_by, letter.confirmed_at = Stage.CONFIRMED, clerk.user, ISSUED_AT
    letter.save()
    return clerk, letter


@contextmanager
def _address(engine: str) -> Iterator[str]:
    """A server of this process's own that writes to the disk as a province's does."""
    if engine == "sqlite":
        yield ""
        return
    from tests import postgres

    server = postgres.of_this_run(durable=True)
    assert server is not None
    try:
        server.start()
        yield server.new_database()
    finally:
        server.stop()
