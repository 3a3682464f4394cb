"""A web server of one's own, as `vungxanh run` starts it; it ends with whoever started it (máy chủ web riêng)."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from vungxanh.cli.serve import web_server
from vungxanh.kit import orphans


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def started(
    port: int, environment: dict[str, str] | None = None, room: Path | None = None
) -> "subprocess.Popen[bytes]":
    """The server, not answering yet; environment and folder are this process's own unless given."""
    return subprocess.Popen(
        [sys.executable, "-m", *web_server("127.0.0.1", port, 1)],
        stdout=subprocess.DEVNULL,
        env=environment,
        cwd=room,
        preexec_fn=orphans.ending_with(os.getpid()),  # noqa: PLW1509 - this process has no threads
    )
