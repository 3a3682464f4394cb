"""Tasks that worker processes of the tests run; their effects are rows of auth_group."""

import os
import time
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import OperationalError

from vungxanh.kit.tasks import periodic, retry, task


@task()
def effect(name: str) -> str:
    """An idempotent effect."""
    Group.objects.get_or_create(name=name)
    return name


@task()
def slow_effect(name: str, marker: str, seconds: float, effect_first: bool) -> None:
    """An effect that takes its time in the first attempt only; the marker tells the test that it runs."""
    first = not Path(marker).exists()
    if effect_first:
        Group.objects.get_or_create(name=name)
    with Path(marker).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    if first:
        time.sleep(seconds)
    Group.objects.get_or_create(name=name)


@task()
def fails() -> None:
    """Always ends with an error that nobody declared."""
    raise KeyError("sai")


@task()
@retry(max_attempts=3, backoff=timedelta(0), on=(ConnectionError,))
def flaky(name: str, good_from: int) -> None:
    """Fails until enough attempts were made; each leaves a row."""
    attempt = Group.objects.filter(name__startswith=name).count() + 1
    Group.objects.create(name=f"{name}{attempt}")
    if attempt < good_from:
        raise ConnectionError(f"lần {attempt}")


@task()
def finds_the_database_away() -> None:
    """What a task meets when a foreign lock outlasts the busy timeout."""
    raise OperationalError("database is locked")


@task()
def leaves() -> None:
    """A task that tries to take its worker with it."""
    raise SystemExit(3)


@task()
def gives_what_json_cannot_hold() -> object:
    """A value that cannot be stored."""
    return object()


@periodic("*/15 7-20 * * *")
@task()
def quarterly() -> None:
    """Spawned by ticks in the tests."""
