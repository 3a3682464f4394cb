"""Nothing that a running province makes is in the repository: no key, no database, no clock."""

import re
import shutil
import subprocess

import pytest

from tests.law import tree

MADE = re.compile(
    r"(^|/)(\.env|prepared|run\.pid|prepare\.lock|[^/]*\.(key|pem|p12|pfx|sqlite3?|db|clock)([-.][^/]*)?)$",
    re.IGNORECASE,
)


def tracked() -> list[str]:
    """The files git keeps, by their path; skipped where there is no checkout."""
    if not (tree.ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("NOT A GIT CHECKOUT, OR NO GIT: what is tracked was not looked at")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=tree.ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name]


def test_no_key_database_or_clock_is_tracked() -> None:
    names = tracked()
    assert len(names) > 100
    assert not [name for name in names if MADE.search(name)]


@pytest.mark.parametrize(
    "name",
    [
        "development.key", "var/development-data.key", ".development.key.x1y2", "vungxanh.sqlite3", "a/b.sqlite3-wal",
        "demonstration.clock", "old.DB", "deploy/tls.pem", ".env", "var/run.pid",
    ],
)  # fmt: skip
def test_what_a_province_makes_is_known_by_its_name(name: str) -> None:
    assert MADE.search(name)


@pytest.mark.parametrize("name", ["src/vungxanh/kit/sqlite.py", "src/vungxanh/kit/clock.py", "kit/sealing/keys.py"])
def test_code_is_not_taken_for_it(name: str) -> None:
    assert not MADE.search(name)
