"""`load` and `journey` with a `--database-url` that cannot be used: one sentence, no password, nothing started."""

import os
import socket
from collections.abc import Iterator

import click
import psycopg
import pytest
from click.testing import CliRunner

from vungxanh.cli.bluezone.journey import journey
from vungxanh.cli.bluezone.load import load

SERVER = os.environ.get("VUNGXANH_TEST_DATABASE_URL", "").rpartition("/")[0]
COMMANDS = pytest.mark.parametrize("command", [load, journey])


@pytest.fixture
def dead_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@COMMANDS
@pytest.mark.parametrize(("lang", "words"), [("vi", "Không vào được cơ sở dữ liệu"), ("en", "cannot be opened")])
def test_a_dead_server_is_one_sentence_in_the_language_asked_for(
    dead_port: int, command: click.Command, lang: str, words: str
) -> None:
    url = f"postgresql://somebody:secret@127.0.0.1:{dead_port}/trial"
    done = CliRunner().invoke(command, ["--database-url", url, "--lang", lang])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert words in done.stderr
    assert f"127.0.0.1:{dead_port}/trial" in done.stderr
    assert "secret" not in done.stderr


@COMMANDS
@pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "postgresql://a:secret@b:x/c", "postgresql://b", "secret"])
def test_what_is_no_address_of_postgresql_is_wrong_usage(command: click.Command, url: str) -> None:
    done = CliRunner().invoke(command, ["--database-url", url, "--lang", "en"])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "secret" not in done.stderr


@pytest.fixture
def in_use() -> Iterator[str]:
    """A database that holds something."""
    name = f"in_use_{os.getpid()}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(f"{SERVER}/{name}") as connection:
        connection.execute("CREATE TABLE patients (name text)")
    yield f"{SERVER}/{name}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.skipif(not SERVER, reason="asks a PostgreSQL server")
@COMMANDS
def test_a_database_that_holds_something_is_not_filled(in_use: str, command: click.Command) -> None:
    done = CliRunner().invoke(command, ["--database-url", in_use, "--lang", "en"])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "holds tables" in done.stderr
