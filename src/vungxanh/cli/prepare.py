"""What `vungxanh run` needs before it serves: tables, static files, the demonstration; a process of its own."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from vungxanh import __version__
from vungxanh.project.env import Env

PACKAGE = Path(__file__).parents[1]


def is_prepared(env: Env) -> bool:
    """Whether an earlier start has prepared this version for this database: a quick look, no proof."""
    try:
        noted = _note(env).read_text(encoding="utf-8")
    except OSError:
        return False
    if not env.database_url and not (env.var_dir / "vungxanh.sqlite3").exists():
        return False
    return noted == fingerprint(env) and (env.var_dir / "static" / "staticfiles.json").exists()


def fingerprint(env: Env) -> str:
    """What preparation depends on: the version, its migrations and static files, the database it was done for."""
    parts = [__version__, env.env, hashlib.sha256(env.database_url.encode()).hexdigest()]
    parts += sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.glob("**/migrations/*.py"))
    static = PACKAGE.glob("**/static/**/*.*")
    parts += sorted(f"{path.relative_to(PACKAGE)} {path.stat().st_mtime_ns}" for path in static)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def prepare(env: Env) -> None:
    """Migrate, collect static files and play the demonstration, each only when it is not done yet.

    Two starts at once prepare one after the other.
    """
    from django.conf import settings
    from django.core.management import call_command

    from vungxanh.cli.upkeep import bring_up_to_date
    from vungxanh.kit import clock

    with alone(env.var_dir / "prepare.lock"):
        noted = fingerprint(env)
        if _behind():
            click.echo("Đang chuẩn bị cơ sở dữ liệu …")
            bring_up_to_date()
        if not is_prepared(env):
            call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMONSTRATION:
            from vungxanh.project.demonstration import open_province

            open_province(at=clock.now(), say=click.echo, with_letter=settings.DEMONSTRATION_LETTER)
        _note(env).write_text(noted, encoding="utf-8")


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock file that the system lets go when the process ends, however it ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _note(env: Env) -> Path:
    return env.var_dir / "prepared"


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


if __name__ == "__main__":
    from vungxanh.cli import start
    from vungxanh.project import env as environment

    start()
    prepare(environment.read())
