"""`make check`: every static rule of the house, and migrations on both engines; says which failed."""

import os
import subprocess
import sys
from pathlib import Path

from tests import postgres
from tests.everything import loud

HERE = Path(sys.executable).parent
TEST = os.environ | {"VUNGXANH_ENV": "test", "DJANGO_SETTINGS_MODULE": "vungxanh.project.settings.test"}
DJANGO = [sys.executable, "-m", "django"]


def steps() -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and environment of each check."""
    url = postgres.start()
    if not url:
        loud("POSTGRESQL IS NOT INSTALLED: MIGRATIONS ARE CHECKED ON SQLITE ONLY")
    sqlite = TEST | {"VUNGXANH_TEST_DATABASE_URL": ""}
    engines = [("SQLite", sqlite)] + ([("PostgreSQL", TEST | {"VUNGXANH_TEST_DATABASE_URL": url})] if url else [])
    migrations = [
        (f"migrations on {name}", [*DJANGO, command, *options], environment)
        for name, environment in engines
        for command, options in (("migrate", ["--noinput", "-v0"]), ("makemigrations", ["--check", "--dry-run"]))
    ]
    return [
        ("ruff", [str(HERE / "ruff"), "check", "."], TEST),
        ("ruff format", [str(HERE / "ruff"), "format", "--check", "--quiet", "."], TEST),
        ("mypy", [str(HERE / "mypy")], TEST),
        ("import-linter", [str(HERE / "lint-imports")], TEST),
        ("djlint", [str(HERE / "djlint"), "--quiet", "--lint", "src"], TEST),
        ("django check", [*DJANGO, "check", "--fail-level", "WARNING"], TEST),
        ("laws", [sys.executable, "-m", "pytest", "-q", "tests/law"], sqlite),
        *migrations,
    ]


def main() -> int:
    """Run all, stop at none, name the failures."""
    failed = []
    for name, command, environment in steps():
        print(f"— {name}", flush=True)
        if subprocess.run(command, env=environment, check=False).returncode:
            failed.append(name)
    postgres.stop()
    print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All checks passed.'}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
