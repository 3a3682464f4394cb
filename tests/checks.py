"""`make check`: every static rule of the house, and migrations on both engines, side by side; says which failed."""

import os
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import postgres, room
from tests.everything import loud

HERE = Path(sys.executable).parent
TEST = os.environ | {"VUNGXANH_ENV": "test", "DJANGO_SETTINGS_MODULE": "vungxanh.project.settings.test"}
PRODUCTION = {
    "VUNGXANH_ENV": "prod",
    "DJANGO_SETTINGS_MODULE": "vungxanh.project.settings.prod",
    "VUNGXANH_SECRET_KEY": secrets.token_urlsafe(60),
    "VUNGXANH_DATA_KEYS": f"k1:{secrets.token_urlsafe(32)}",
    "VUNGXANH_DIGEST_KEY": secrets.token_urlsafe(60),
    "VUNGXANH_PUBLIC_URL": "https://vungxanh.example.vn",
    "VUNGXANH_ALLOWED_HOSTS": '["vungxanh.example.vn"]',
}
DJANGO = [sys.executable, "-m", "django"]


def lines(url: str) -> list[tuple[str, dict[str, str], list[list[str]]]]:
    """Name and environment of each check, and its commands one after another; `url` is PostgreSQL's address or empty.

    Lines need nothing of each other; the two long ones stand first.
    """
    test = TEST | {room.NAME: os.environ[room.NAME], "VUNGXANH_VAR_DIR": os.environ[room.NAME]}
    sqlite = test | {"VUNGXANH_TEST_DATABASE_URL": ""}
    engines = [("SQLite", sqlite)] + ([("PostgreSQL", test | {"VUNGXANH_TEST_DATABASE_URL": url})] if url else [])
    migrated = [[*DJANGO, "migrate", "--noinput", "-v0"], [*DJANGO, "makemigrations", "--check", "--dry-run"]]
    deployed = [*DJANGO, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        ("mypy", test, [[str(HERE / "mypy")]]),
        ("laws", sqlite, [[sys.executable, "-m", "pytest", "-q", "tests/law"]]),
        ("ruff", test, [[str(HERE / "ruff"), "check", "."]]),
        ("ruff format", test, [[str(HERE / "ruff"), "format", "--check", "--quiet", "."]]),
        ("import-linter", test, [[str(HERE / "lint-imports")]]),
        ("djlint", test, [[str(HERE / "djlint"), "--quiet", "--lint", "src"]]),
        ("django check", test, [[*DJANGO, "check", "--fail-level", "WARNING"]]),
        ("django check for production", test | PRODUCTION, [deployed]),
        *[(f"migrations on {name}", environment, migrated) for name, environment in engines],
    ]


def follow(line: tuple[str, dict[str, str], list[list[str]]]) -> tuple[str, str, bool]:
    """Run a line's commands, stop at none; its name, what they said, and whether all held."""
    name, environment, commands = line
    done = [
        subprocess.run(
            command, env=environment, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for command in commands
    ]
    return name, "".join(one.stdout for one in done), not any(one.returncode for one in done)


def run(url: str) -> list[str]:
    """Run all, as many at once as there are processors; the names of those that failed."""
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, said, held in pool.map(follow, lines(url)):
            print(f"— {name}\n{said}", end="", flush=True)
            if not held:
                failed.append(name)
    return failed


def main() -> int:
    """Check with a room and a server of this run's own, which go when it ends."""
    made, server = room.make(), postgres.of_this_run()
    try:
        if server is None:
            loud("POSTGRESQL IS NOT INSTALLED: MIGRATIONS ARE CHECKED ON SQLITE ONLY")
        else:
            server.start()
        failed = run(server.new_database() if server else "")
    finally:
        if server is not None:
            server.stop()
        room.remove(made)
    print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All checks passed.'}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
