"""What the owner sees: a disk that is full is red and named, a radio that is gone says why, and how to stop."""

import io
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from tests.device.phones import Room, in_room
from vungxanh.device.reasons import Reason
from vungxanh.device.screen import Screen
from vungxanh.device.settings import BACKGROUND

PROGRAM = """
import fcntl, sys, termios
from pathlib import Path
from vungxanh.device.running import run_agent
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
sys.exit(run_agent("sim:still", store_dir=Path(sys.argv[1])))
"""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("KHÔNG GHI ĐƯỢC (ổ đĩa đầy): 7 dòng", "mất liên lạc: bộ thu phát đã bị rút hoặc tắt", "Ctrl-C: dừng")),
        ("en", ("CANNOT BE WRITTEN (the disk is full): 7 rows", "lost: the adapter was pulled out", "Ctrl-C: stop")),
    ],
)
def test_trouble_is_shown_in_the_owners_language_and_in_red(tmp_path: Path, language: str, words: list[str]) -> None:
    async def play(room: Room) -> None:
        agent = room.agent(0)
        agent.status.rows, agent.status.unwritten, agent.status.trouble = 7, Reason("full"), Reason("gone")
        out = io.StringIO()
        screen = Screen(agent, BACKGROUND, language)
        Console(file=out, width=100, force_terminal=True).print(screen.draw(room.clock.now_ms()))
        assert all(word in out.getvalue() for word in words)
        assert "\x1b[1;31m" in out.getvalue()
        agent.status.unwritten = agent.status.trouble = None
        out.seek(0), out.truncate()
        Console(file=out, width=100, force_terminal=True).print(screen.draw(room.clock.now_ms()))
        assert "\x1b[1;31m" not in out.getvalue()

    in_room(tmp_path, play)


@pytest.mark.parametrize("how", ["q", "Ctrl-C"])
def test_the_screen_is_left_by_q_and_by_ctrl_c_and_the_terminal_is_as_before(tmp_path: Path, how: str) -> None:
    import termios

    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    program = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(program, stdin=slave, stdout=slave, stderr=slave, start_new_session=True) as agent:
        screen = b""
        while "Trạng thái".encode() not in screen:
            screen += os.read(master, 65_536)
        if how == "q":
            os.write(master, b"q")
        else:
            agent.send_signal(signal.SIGINT)
        while agent.poll() is None:  # a terminal that nobody reads holds up who writes on it
            if select.select([master], [], [], 0.1)[0]:
                os.read(master, 65_536)
        assert agent.returncode == 0
    assert termios.tcgetattr(slave) == before
    os.close(master), os.close(slave)
