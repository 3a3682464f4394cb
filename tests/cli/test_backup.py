"""deploy/backup.sh and deploy/restore.sh, run as an operator runs them, on the engine of this run."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).parents[2]
SERVER = os.environ.get("VUNGXANH_TEST_DATABASE_URL", "").rpartition("/")[0]
UNITS = next((ROOT / "src" / "vungxanh").rglob("units-quang-nam-2020.csv"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[[str], dict[str, str]]]:
    """The environment of a deployment with a folder and an empty database of its own."""
    made: list[str] = []

    def new(name: str) -> dict[str, str]:
        outside = {k: v for k, v in os.environ.items() if not k.startswith(("VUNGXANH_", "DJANGO_"))}
        folder = postgres.programs()
        address = ""
        if SERVER:
            made.append(f"backup_{os.getpid()}_{name}")
            address = f"{SERVER}/{made[-1]}"
            with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {made[-1]}")
        return outside | {
            "VUNGXANH_VAR_DIR": str(tmp_path / name),
            "VUNGXANH_DATABASE_URL": address,
            "VUNGXANH_BIN": str(Path(sys.executable).parent),
            "PATH": f"{folder}:{os.environ['PATH']}" if folder else os.environ["PATH"],
        }

    yield new
    for database in made:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


def vungxanh(environment: dict[str, str], *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("vungxanh")), *arguments]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)


def script(name: str, environment: dict[str, str], folder: Path) -> "subprocess.CompletedProcess[str]":
    command = ["sh", str(ROOT / "deploy" / name), str(folder)]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)


def rows(environment: dict[str, str]) -> dict[str, str]:
    """A digest of every table."""
    if url := environment["VUNGXANH_DATABASE_URL"]:
        with psycopg.connect(url) as server:
            names = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            return {name: _digest(server.execute(f'SELECT * FROM "{name}"').fetchall()) for (name,) in names}
    file = sqlite3.connect(f"{environment['VUNGXANH_VAR_DIR']}/vungxanh.sqlite3")
    names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'").fetchall()
    return {name: _digest(file.execute(f'SELECT * FROM "{name}"').fetchall()) for (name,) in names}


def _digest(found: list[tuple[object, ...]]) -> str:
    return f"{len(found)} {hashlib.sha256(repr(sorted(map(repr, found))).encode()).hexdigest()}"


@pytest.mark.slow
@pytest.mark.skipif(bool(SERVER) and shutil.which("pg_dump") is None, reason="PG_DUMP IS NOT INSTALLED")
def test_a_backup_brings_back_rows_files_and_log_and_overwrites_nothing(
    place: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    old, new = place("old"), place("new")
    vungxanh(old, "migrate")
    vungxanh(old, "org", "import", str(UNITS))
    (tmp_path / "old" / "files" / "ab").mkdir(parents=True)
    (tmp_path / "old" / "files" / "ab" / "cd").write_bytes(b"photo")
    saved = script("backup.sh", old, tmp_path / "kept")
    assert saved.returncode == 0, saved.stderr
    kept = Path(saved.stdout.strip())
    assert {path.stat().st_mode & 0o077 for path in kept.iterdir()} == {0}
    restored = script("restore.sh", new, kept)
    assert restored.returncode == 0, restored.stderr
    assert rows(new) == rows(old)
    assert (tmp_path / "new" / "files" / "ab" / "cd").read_bytes() == b"photo"
    again = script("restore.sh", new, kept)
    assert again.returncode == 1
    assert "in the way" in again.stderr or "restore into an empty one" in again.stderr
    assert rows(new) == rows(old)


def test_a_damaged_backup_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "database.sqlite3").write_bytes(b"changed")
    (kept / "SHA256SUMS").write_text(f"{hashlib.sha256(b'written').hexdigest()}  database.sqlite3\n")
    environment = {"PATH": os.environ["PATH"], "VUNGXANH_VAR_DIR": str(tmp_path / "var")}
    refused = script("restore.sh", environment, kept)
    assert refused.returncode != 0
    assert not (tmp_path / "var").exists()
