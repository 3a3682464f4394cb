"""Where the journey takes place: a province with people in their posts, and its web server (nơi diễn ra)."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from vungxanh.cli.bluezone import own_server

FIRST_ANSWER_LIMIT_S = 60.0


def make_province() -> None:
    """Tables, the demonstration's units and people, the official policies; nobody is ill yet."""
    from django.core.management import call_command
    from django.db import transaction

    from vungxanh.apps.cases.actions.seeding import seed_policies
    from vungxanh.apps.org.actions import demonstration as org
    from vungxanh.kit import clock
    from vungxanh.kit.actors import SystemActor

    call_command("migrate", verbosity=0)
    by = SystemActor("journey")
    org.seed(by=by, at=clock.now())
    with transaction.atomic():
        seed_policies(by=by, at=clock.now())


@contextmanager
def serving() -> Iterator[str]:
    """The web server as `vungxanh run` starts it; when this process is told to end, it ends first."""
    port = own_server.free_port()
    running = own_server.started(port)
    signal.signal(signal.SIGTERM, lambda *_: _end_at_once(running))
    try:
        until = time.monotonic() + FIRST_ANSWER_LIMIT_S
        while not _answers(port):
            if running.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the journey's server does not answer")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(30)


def _end_at_once(running: "subprocess.Popen[bytes]") -> NoReturn:
    """Nothing of a journey that was stopped is kept: no loop, transaction or store is closed in order."""
    running.terminate()
    with suppress(subprocess.TimeoutExpired):
        running.wait(30)
    os._exit(1)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
