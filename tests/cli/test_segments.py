"""`vungxanh segments` as a process: it answers, ends when told, and begins again after kill -9."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from pytest_django import Settings

from tests.apps.exposure.graph.stored import EPOCH_DAY, columns, holders, store, subject
from tests.apps.exposure.graph.test_chains import END, moment
from tests.cli.test_serve import PROGRAM, environment, wait_for
from tests.factories.org import a_province
from vungxanh.apps.exposure.graph import small, wire
from vungxanh.apps.exposure.queries import chains
from vungxanh.apps.exposure.queries.chains import Asked
from vungxanh.core.tracing.graph import Contact

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def room(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment of this test's own, with one contact; only the process may answer."""
    settings.EXPOSURE_DIR = tmp_path / "exposure"
    monkeypatch.setattr(small, "MOST_ROWS", -1)
    store(EPOCH_DAY, a_province(), columns([Contact(0, 1, 600)], holders(2)))
    return tmp_path


def surroundings(room: Path) -> dict[str, str]:
    """A deployment whose database is the test's."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        (room / "vungxanh.sqlite3").unlink(missing_ok=True)
        (room / "vungxanh.sqlite3").symlink_to(held["NAME"])
        return environment(room)
    user, password = quote(held["USER"], safe=""), quote(held["PASSWORD"], safe="")
    url = f"postgresql://{user}:{password}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"
    return environment(room, VUNGXANH_DATABASE_URL=url)


@contextmanager
def segments(room: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The command, until the test is over."""
    with (room / "log").open("ab") as log:
        running = subprocess.Popen([PROGRAM, "segments"], env=surroundings(room), cwd=room, stdout=log, stderr=log)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def levels() -> dict[object, int]:
    found = chains.levels_of(Asked([(subject(0), moment(0))], 2, END))
    return {person: one.level for person, one in found.value.items()}


def answers() -> bool:
    """Whether somebody listens, and answers rightly."""
    try:
        return levels() == {subject(1): 1}
    except chains.ChainsUnavailable:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_ends_in_order_when_told(room: Path, number: signal.Signals) -> None:
    with segments(room) as running:
        wait_for(answers)
        assert wire.socket_path().stat().st_mode & 0o777 == 0o600
        running.send_signal(number)
        assert running.wait(30) == 0
    assert not wire.socket_path().exists()
    with pytest.raises(chains.ChainsUnavailable):
        levels()


def test_after_kill_9_the_socket_that_is_left_stops_nobody(room: Path) -> None:
    with segments(room) as running:
        wait_for(answers)
        running.kill()
        running.wait()
    assert wire.socket_path().exists()
    with pytest.raises(chains.ChainsUnavailable):
        levels()
    with segments(room):
        wait_for(answers)


def test_a_socket_nobody_listens_at_is_taken_over_and_the_one_of_a_running_process_is_not(room: Path) -> None:
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(wire.socket_path()))
    with segments(room):
        wait_for(answers)
        node = wire.socket_path().stat().st_ino
        with segments(room) as second:
            with pytest.raises(subprocess.TimeoutExpired):
                second.wait(5)  # it waits for its turn
            assert wire.socket_path().stat().st_ino == node
            assert answers()


def test_what_is_no_question_is_refused_and_the_next_is_answered(room: Path) -> None:
    with segments(room):
        wait_for(answers)
        for said in (b"\xff" * 64, b"GET / HTTP/1.1\r\n\r\n"):
            with socket.socket(socket.AF_UNIX) as rude:
                rude.settimeout(30)
                rude.connect(str(wire.socket_path()))
                rude.sendall(said)
                with suppress(ConnectionResetError):
                    assert rude.recv(1) == b""
        with socket.socket(socket.AF_UNIX) as odd:
            odd.settimeout(30)
            odd.connect(str(wire.socket_path()))
            wire.send_question(odd, {"op": "no such"})
            assert "refused" in wire.receive_answer(odd).facts
        assert answers()
