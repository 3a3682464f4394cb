"""`vungxanh run` as processes: nothing is left behind however it ends, and what cannot start says why."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow
PROGRAM = str(Path(sys.executable).with_name("vungxanh"))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(room: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("VUNGXANH_", "DJANGO_"))}
    # A province of its own, not the demonstration: it starts in a moment.
    own = {
        "VUNGXANH_ENV": "prod",
        "VUNGXANH_SECRET_KEY": "k" * 60,
        "VUNGXANH_DATA_KEYS": "k1:" + "k" * 43,
        "VUNGXANH_PUBLIC_URL": "https://vungxanh.example.vn",
        "VUNGXANH_ALLOWED_HOSTS": '["vungxanh.example.vn"]',
    }
    return kept | own | {"VUNGXANH_VAR_DIR": str(room)} | more


def wait_for(claim: "object", *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not claim():  # type: ignore[operator]
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def listening() -> None:
    """As in a terminal: tests that run in the background or under nohup would hand their deafness down."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def deaf() -> None:
    """As under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("province")


@pytest.fixture
def running(room: Path) -> Iterator[tuple[psutil.Process, list[psutil.Process], Path]]:
    """The program with web and worker at work, and all their processes."""
    log = room / "log"
    with log.open("wb") as file:
        started = subprocess.Popen(
            [PROGRAM, "run", "--port", str(free_port())],
            env=environment(room), cwd=room, stdout=file, stderr=file, start_new_session=True,
            preexec_fn=listening,  # noqa: PLW1509 - between fork and exec it only sets signals
        )  # fmt: skip
    process = psutil.Process(started.pid)
    family: list[psutil.Process] = []
    try:
        wait_for(lambda: started.poll() is not None or b"worker" in log.read_bytes())
        assert started.poll() is None, log.read_text()
        wait_for(lambda: len(process.children(recursive=True)) >= 3)
        family = process.children(recursive=True)
        yield process, family, log
    finally:
        for one in (process, *family):
            if one.is_running():
                one.kill()
        started.wait()


def all_gone(family: list[psutil.Process]) -> bool:
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_process_in_order(
    running: tuple[psutil.Process, list[psutil.Process], Path], number: int
) -> None:
    process, family, log = running
    process.send_signal(number)
    wait_for(lambda: all_gone([process, *family]))
    assert "Đang dừng" in log.read_text()
    assert "stopped" in log.read_text(), "the worker was not given time to end"


def test_kill_9_of_the_parent_leaves_no_orphan(running: tuple[psutil.Process, list[psutil.Process], Path]) -> None:
    process, family, _log = running
    process.kill()
    wait_for(lambda: all_gone(family))


@pytest.mark.parametrize("part", ["granian", "kit.tasks"])
def test_kill_9_of_one_part_ends_the_others_and_says_so(
    running: tuple[psutil.Process, list[psutil.Process], Path], part: str
) -> None:
    process, family, log = running
    next(one for one in process.children() if part in " ".join(one.cmdline())).kill()
    wait_for(lambda: all_gone([process, *family]))
    assert "đã dừng" in log.read_text()


def test_under_nohup_a_hangup_changes_nothing(room: Path) -> None:
    log = room / "nohup"
    with log.open("wb") as file:
        started = subprocess.Popen(
            [PROGRAM, "run", "--port", str(free_port())],
            env=environment(room), cwd=room, stdout=file, stderr=file, start_new_session=True,
            preexec_fn=deaf,  # noqa: PLW1509 - between fork and exec it only sets signals
        )  # fmt: skip
    try:
        wait_for(lambda: started.poll() is not None or b"worker" in log.read_bytes())
        started.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert started.poll() is None, log.read_text()
    finally:
        started.terminate()
        started.wait(60)


def test_a_taken_port_is_told_in_one_sentence(room: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [PROGRAM, "run", "--port", port],
            env=environment(room),
            cwd=room,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "chương trình khác" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_settings_are_named_without_their_values(room: Path) -> None:
    for wrong in ({"VUNGXANH_SECRET_KEY": "bi-mat"}, {"VUNGXANH_DATABASE_URL": "mysql://u:bi-mat@h/d"}):
        for command in ("run", "doctor"):
            done = subprocess.run(
                [PROGRAM, command],
                env=environment(room, **wrong),
                cwd=room,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 1
            assert next(iter(wrong)) in done.stderr
            assert "bi-mat" not in done.stderr + done.stdout
            assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_a_finding_of_the_doctor(room: Path) -> None:
    url = f"postgresql://u:bi-mat@127.0.0.1:{free_port()}/d"
    done = subprocess.run(
        [PROGRAM, "doctor"],
        env=environment(room, VUNGXANH_DATABASE_URL=url),
        cwd=room,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "không kết nối được" in done.stdout
    assert "bi-mat" not in done.stderr + done.stdout
