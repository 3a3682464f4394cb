"""A phone with a past, for the commands of its owner, and the terminal at which the owner sits."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tests.device.test_upload import Server
from vungxanh.cli.bluezone import bluezone
from vungxanh.core.tracing.ids import DAY_MS, SLOT_MS, identifiers
from vungxanh.device.store import Seen, Store

TODAY = time.time_ns() // 1_000_000 // DAY_MS * DAY_MS
BASE, CASE = bytes(range(32)), bytes(range(100, 132))
CODE = "483920"
PROGRAM = "from vungxanh.cli.bluezone import bluezone; bluezone()"
AT_TERMINAL = f"import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); {PROGRAM}"


def phone_in(tmp_path: Path, *, simulated: bool = False) -> Path:
    """The store of a phone in use for six days that met the holder of CASE for twenty minutes the day before."""
    place = tmp_path / "store"
    place.mkdir()
    (place / "store.key").write_text("AB" * 32)
    (place / "store.key").chmod(0o600)
    store = Store(place)
    store.devote(simulated=simulated)
    store.adopt(BASE, day_ms=TODAY - 7 * DAY_MS, from_ms=TODAY - 6 * DAY_MS)
    for minute in range(20):
        ms = TODAY - DAY_MS + 40 * SLOT_MS + minute * 60_000
        store.note(Seen(bytes(12), identifiers(CASE)[ms % DAY_MS // SLOT_MS], -55, ms))
    store.close()
    return place


def store_command(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(bluezone, ["store", *words, "--store", str(folder)])


def answer(folder: Path, *words: str, code: int = 0) -> Any:
    done = store_command(folder, *words, "--json")
    assert (done.exit_code, done.stderr) == (code, ""), done.output
    return json.loads(done.stdout)


def logged(folder: Path) -> list[tuple[str, str, str]]:
    return [(one["by"], one["what"], one["outcome"]) for one in answer(folder, "log")]


@dataclass
class Told:
    """How a command ended that was run at a terminal, and what stood on it."""

    code: int
    screen: str
    stdout: str


def at_terminal(folder: Path, words: list[str], typed: str, *, before: str = "") -> Told:
    """Run with a terminal; `typed` is typed when the question stands there, `before` already before the start."""
    master, slave = pty.openpty()
    os.write(master, before.encode())
    program = [sys.executable, "-c", AT_TERMINAL, "store", *words, "--store", str(folder)]
    with subprocess.Popen(
        program, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as running:
        os.close(slave)
        screen = b""
        try:
            while piece := os.read(master, 65_536):
                screen += piece
                if screen.endswith(b"] "):
                    os.write(master, typed.encode())
        except OSError:  # the other side has closed the terminal
            pass
        stdout, _ = running.communicate()
    os.close(master)
    return Told(running.returncode, screen.decode(), stdout)


def report(server: Server, days: int = 2) -> list[str]:
    first = time.strftime("%Y-%m-%d", time.gmtime((TODAY - days * DAY_MS) / 1000 + 12 * 3_600))
    return ["report", "--server", server.url, "--code", CODE, "--since", first]
