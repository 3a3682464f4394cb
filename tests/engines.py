"""Which test files can tell the engines apart; `pytest --of-engines` runs all of these and none of the others.

A test that is not allowed a database is refused one by pytest-django, so only what its processes open can meet an
engine; a file that hands them one names the run's own address.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.test import TransactionTestCase

OPTION = "--of-engines"
ADDRESS = "VUNGXANH_TEST_DATABASE_URL"
WAYS_IN = {"db", "transactional_db", "live_server", "django_db_setup"}
# A fixture that lets itself in, and the address that other processes are given.
WORDS = ("django_db_blocker", ADDRESS)


def meets_a_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets this test, or a fixture of it, ask the database."""
    if item.get_closest_marker("django_db") or WAYS_IN & set(getattr(item, "fixturenames", ())):
        return True
    family = getattr(item, "cls", None)
    return family is not None and issubclass(family, TransactionTestCase)


def names_one(path: Path) -> bool:
    """Whether the file's own words speak of the run's database."""
    text = path.read_text(encoding="utf-8")
    return any(word in text for word in WORDS)


def of_engines(items: Iterable[pytest.Item]) -> set[Path]:
    """The files to run on each engine: one test that meets a database brings its whole file."""
    waiting = list(items)
    met = {item.path for item in waiting if meets_a_database(item)}
    return met | {path for path in {item.path for item in waiting} - met if names_one(path)}
