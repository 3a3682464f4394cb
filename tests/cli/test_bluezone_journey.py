"""`vungxanh bluezone journey`: code, upload with consent, match, report, follow-up, release, on this engine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

SERVER = os.environ.get("VUNGXANH_TEST_DATABASE_URL", "").rpartition("/")[0]
pytestmark = pytest.mark.slow


@pytest.fixture
def database() -> Iterator[str]:
    """An empty database of this test's own on PostgreSQL; "" for SQLite."""
    if not SERVER:
        yield ""
        return
    name = f"journey_{os.getpid()}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{SERVER}/{name}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("option", [[], ["--revoked"]])
def test_every_step_comes_true_and_shows_its_evidence(database: str, option: list[str]) -> None:
    program = str(Path(sys.executable).with_name("vungxanh"))
    command = [program, "bluezone", "journey", "--json", "--database-url", database, *option]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    steps = [one["step"] for one in told]
    ends = ["batch", "revoked", "forgotten", "forgotten"] if option else ["release", "release"]
    begins = ["place", "met", "case", "code", "consent", "again", "batch", "match", "match", "match"]
    middle = ["tell", "confirm", "tell", "confirm", "contact", "contact", "notice", "clock", "check", "check"]
    assert steps == [*begins, *middle, *ends, "audit"]
    by_step = {one["step"]: one["evidence"] for one in told}
    assert by_step["consent"]["outcome"] == "accepted"
    assert by_step["again"]["outcome"] == "refused"
    assert [one["evidence"]["met"] for one in told if one["step"] == "match"] == [1, 1, 0]
    assert by_step["audit"]["sound"] is True
    assert "Người Gần" not in done.stdout
    if option:
        assert by_step["revoked"]["rows"] >= 1
        assert by_step["forgotten"]["count"] == 1


def test_in_english_every_word_of_a_step_is_english(database: str) -> None:
    program = str(Path(sys.executable).with_name("vungxanh"))
    command = [program, "bluezone", "journey", "--lang", "en", "--database-url", database]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "single-use code" in done.stdout
    assert not any(words in done.stdout for words in ("gửi liên kết", "ký tự", "triệu chứng"))
