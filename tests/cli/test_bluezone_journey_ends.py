"""A journey that is stopped or killed leaves no process behind, and no folder for longer than until the next one."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from vungxanh.cli.bluezone.journey_room import PREFIX, own_room

LONG_S = 60.0


@contextmanager
def a_journey(room: Path) -> Iterator[tuple["subprocess.Popen[str]", list[psutil.Process]]]:
    """One whose server answers, at a terminal of its own, and the processes that it began."""
    program = str(Path(sys.executable).with_name("vungxanh"))
    running = subprocess.Popen(
        [program, "bluezone", "journey", "--lang", "en"],
        env={**os.environ, "TMPDIR": str(room)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - under nohup it is ignored
    )
    assert running.stdout is not None
    assert "temporary server" in running.stdout.readline()
    children = psutil.Process(running.pid).children(recursive=True)
    try:
        yield running, children
    finally:
        for one in [each for each in children if each.is_running()]:
            one.kill()
        running.kill()
        running.communicate()


def rooms(place: Path) -> list[Path]:
    return list(place.glob(f"{PREFIX}*"))


@pytest.mark.slow
def test_ctrl_c_ends_the_journey_with_one_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    with a_journey(tmp_path) as (running, children):
        os.killpg(running.pid, signal.SIGINT)
        _stdout, stderr = running.communicate(timeout=LONG_S)
        said = "Stopped half-way; the temporary server is down and its data are gone.\n"
        assert (running.returncode, stderr) == (1, said)
        assert len(children) >= 2
        assert not psutil.wait_procs(children, timeout=LONG_S)[1]
        assert rooms(tmp_path) == []


@pytest.mark.slow
def test_children_end_with_a_journey_that_was_killed_and_the_next_one_removes_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with a_journey(tmp_path) as (running, children):
        (held,) = rooms(tmp_path)
        with own_room() as own:
            assert set(rooms(tmp_path)) == {held, own.path}
        running.kill()
        assert not psutil.wait_procs(children, timeout=LONG_S)[1]
        assert rooms(tmp_path) == [held]
        with own_room() as own:
            assert rooms(tmp_path) == [own.path]
    assert rooms(tmp_path) == []


def test_a_folder_is_gone_after_its_journey_also_after_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken() -> None:
        with own_room() as own:
            (own.path / "data").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert rooms(tmp_path) == []
