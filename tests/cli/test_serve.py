"""`vungxanh run` as processes: nothing is left behind however it ends, and what cannot start says why."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from vungxanh.kit.sealing import written

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
        "VUNGXANH_SECRET_KEY": secrets.token_urlsafe(48),
        "VUNGXANH_DATA_KEYS": written.fresh("k1"),
        "VUNGXANH_DIGEST_KEY": secrets.token_urlsafe(48),
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


def part_of(process: psutil.Process, words: str) -> psutil.Process | None:
    for one in process.children():
        with suppress(psutil.NoSuchProcess):  # a zombie too: it may die between two looks
            if one.status() != psutil.STATUS_ZOMBIE and words in " ".join(one.cmdline()):
                return one
    return None


def answers(process: psutil.Process) -> bool:
    arguments = process.cmdline()
    port = int(arguments[arguments.index("--port") + 1])
    with socket.socket() as asking:
        asking.settimeout(5)
        if asking.connect_ex(("127.0.0.1", port)):
            return False
        asking.sendall(b"GET /song HTTP/1.1\r\nHost: vungxanh.example.vn\r\nConnection: close\r\n\r\n")
        return asking.recv(9).startswith(b"HTTP/1.1")


def test_kill_9_of_the_worker_leaves_the_pages_up_and_the_worker_comes_back(
    running: tuple[psutil.Process, list[psutil.Process], Path],
) -> None:
    process, _family, log = running
    wait_for(lambda: answers(process))
    web, worker = part_of(process, "granian"), part_of(process, "kit.tasks")
    assert web is not None
    assert worker is not None
    worker.kill()
    wait_for(lambda: (found := part_of(process, "kit.tasks")) is not None and found.pid != worker.pid)
    assert answers(process)
    assert web.is_running()
    assert "Tiến trình worker đã dừng (mã -9)" in log.read_text()


def test_kill_9_of_the_web_process_brings_the_pages_back_on_the_same_port(
    running: tuple[psutil.Process, list[psutil.Process], Path],
) -> None:
    process, _family, _log = running
    web, worker = part_of(process, "granian"), part_of(process, "kit.tasks")
    assert web is not None
    assert worker is not None
    web.kill()
    wait_for(lambda: (found := part_of(process, "granian")) is not None and found.pid != web.pid)
    wait_for(lambda: answers(process))
    assert worker.is_running()


def test_a_server_whose_own_process_is_killed_comes_back(
    running: tuple[psutil.Process, list[psutil.Process], Path],
) -> None:
    process, _family, _log = running
    wait_for(lambda: answers(process))
    web = part_of(process, "granian")
    assert web is not None
    for own in web.children(recursive=True):
        own.kill()
    wait_for(lambda: (found := part_of(process, "granian")) is not None and found.pid != web.pid)
    wait_for(lambda: answers(process))


def test_five_quick_deaths_of_one_part_end_all_and_say_so(
    running: tuple[psutil.Process, list[psutil.Process], Path],
) -> None:
    process, family, log = running
    family = [*family]
    last = 0
    for _ in range(5):
        wait_for(lambda: (found := part_of(process, "kit.tasks")) is not None and found.pid != last)  # noqa: B023
        found = part_of(process, "kit.tasks")
        assert found is not None
        last = found.pid
        family.append(found)
        found.kill()
    wait_for(lambda: all_gone([process, *family]))
    assert "dừng 5 lần trong một phút (mã -9)" in log.read_text()


@pytest.mark.parametrize("given", ["", "http://10.0.0.7:81"])
def test_links_lead_to_the_address_it_listens_on_unless_another_is_given(tmp_path: Path, given: str) -> None:
    port = str(free_port())
    variables = environment(tmp_path, VUNGXANH_ENV="dev", VUNGXANH_PUBLIC_URL=given)
    started = subprocess.Popen([PROGRAM, "run", "--port", port], env=variables, cwd=tmp_path, start_new_session=True)
    own, told = psutil.Process(started.pid), given or f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: any(part.environ().get("VUNGXANH_PUBLIC_URL") == told for part in own.children()))
    finally:
        started.terminate()
        started.wait(60)


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
