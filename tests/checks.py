"""`make check`: every static rule of the house, and migrations on both engines; says which failed."""

import os
import secrets
import subprocess
import sys
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


def steps(url: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and environment of each check; `url` is PostgreSQL's address or empty."""
    test = TEST | {room.NAME: os.environ[room.NAME], "VUNGXANH_VAR_DIR": os.environ[room.NAME]}
    sqlite = test | {"VUNGXANH_TEST_DATABASE_URL": ""}
    engines = [("SQLite", sqlite)] + ([("PostgreSQL", test | {"VUNGXANH_TEST_DATABASE_URL": url})] if url else [])
    migrations = [
        (f"migrations on {name}", [*DJANGO, command, *options], environment)
        for name, environment in engines
        for command, options in (("migrate", ["--noinput", "-v0"]), ("makemigrations", ["--check", "--dry-run"]))
    ]
    return [
        ("ruff", [str(HERE / "ruff"), "check", "."], test),
        ("ruff format", [str(HERE / "ruff"), "format", "--check", "--quiet", "."], test),
        ("mypy", [str(HERE / "mypy")], test),
        ("import-linter", [str(HERE / "lint-imports")], test),
        ("djlint", [str(HERE / "djlint"), "--quiet", "--lint", "src"], test),
        ("django check", [*DJANGO, "check", "--fail-level", "WARNING"], test),
        ("django check for production", [*DJANGO, "check", "--deploy", "--fail-level", "WARNING"], test | PRODUCTION),
        ("laws", [sys.executable, "-m", "pytest", "-q", "tests/law"], sqlite),
        *migrations,
    ]


def run(url: str) -> list[str]:
    """Run all, stop at none; the names of those that failed."""
    failed = []
    for name, command, environment in steps(url):
        print(f"— {name}", flush=True)
        if subprocess.run(command, env=environment, check=False).returncode:
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
