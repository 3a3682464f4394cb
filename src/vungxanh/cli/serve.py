"""`vungxanh run`: prepare what is missing, then serve pages and work off tasks until told to stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from types import FrameType

import click

from vungxanh.cli import starting
from vungxanh.cli.prepare import is_prepared
from vungxanh.cli.supervision import Part, Watched, watch
from vungxanh.kit import orphans
from vungxanh.project import env as environment
from vungxanh.project.gate import THREADS

# The threads that `project.gate` reckons with, and connections enough that idle ones keep nobody out.
_MANY = ("--blocking-threads", str(THREADS), "--backpressure", "1024", "--http1-header-read-timeout", "10000")
# At "warning" it would say at each start that so many threads are many: most of them wait for senders.
LIMITS = (*_MANY, "--log-level", "error")
STOP_LIMIT_S = 40.0  # the worker gives a running task 30 s to end
FIRST_ANSWER_LIMIT_S = 15.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
def run(host: str, port: int, workers: int) -> None:
    """Open the province: pages at http://HOST:PORT and the background worker beside them."""
    _refuse_a_taken_port(host, port)
    _tell_the_address(environment.read(), host, port)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # `nohup vungxanh run` outlives its terminal
            signal.signal(number, _stop)
    parts: dict[str, Part] = {}
    try:
        with starting.noted(environment.read().var_dir):
            watch(_open(parts, host, port, workers), parts)
    except KeyboardInterrupt:
        click.echo("Đang dừng …")
    finally:
        _end(list(parts.values()))


def _open(parts: dict[str, Part], host: str, port: int, workers: int) -> dict[str, Watched]:
    """Start the parts; where an earlier start has prepared all, pages come first and the check of it after them."""
    known = is_prepared(environment.read())
    if not known:
        _prepare(parts)
    web = partial(_begin, *web_server(host, port, workers))
    parts["web"] = web()
    click.echo(f"Vùng Xanh: {_address(host, port)}   (Ctrl C để dừng)")
    if known:
        _wait_for_answer(parts["web"], host, port)
        _prepare(parts)
    exposure = environment.read().var_dir.resolve() / "exposure"
    begins = {
        "worker": partial(_begin, "vungxanh.kit.tasks"),
        "segments": partial(_begin, "vungxanh.apps.exposure.graph.process", str(exposure)),
    }
    for name, begin in begins.items():
        parts[name] = begin()
    return {name: Watched(begin, parts[name]) for name, begin in {"web": web, **begins}.items()}


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _tell_the_address(env: environment.Env, host: str, port: int) -> None:
    """Hand host and port to the parts for the links they send, unless the deployment names the address people use."""
    if "public_url" not in env.model_fields_set:
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what nobody can open is told apart, not bound
        os.environ["VUNGXANH_PUBLIC_URL"] = _address(everywhere.get(host, host), port)


def web_server(host: str, port: int, workers: int) -> tuple[str, ...]:
    """The web server's module and arguments."""
    address = ("--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers))
    # A worker that is still loading misses the signal to end; the server then kills it instead of waiting for ever.
    ending = ("--workers-kill-timeout", "10")
    return ("granian", *address, *LIMITS, *ending, "vungxanh.project.wsgi:application")


def _prepare(parts: dict[str, Part]) -> None:
    """Do what is missing in a process of its own, so that this one stays small."""
    doing = parts["preparation"] = _begin("vungxanh.cli.prepare")
    if doing.wait():
        raise click.ClickException("Chưa chuẩn bị được; xem thông báo phía trên. / Preparation failed, see above.")
    del parts["preparation"]


def _begin(module: str, *arguments: str) -> Part:
    """A part in a process group of its own: Ctrl C reaches this process only, which then ends each part in order."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        process_group=0,
        preexec_fn=orphans.ending_with(os.getpid()),  # noqa: PLW1509 - this process has no threads
    )


def _refuse_a_taken_port(host: str, port: int) -> None:
    """Say so before anything is prepared; servers that share ports would answer in turns otherwise."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise click.ClickException(
            f"Không mở được cổng {port} ở {host}: có chương trình khác đang dùng hoặc địa chỉ không đúng; "
            f"chọn cổng khác bằng --port. / Port {port} on {host} cannot be opened ({error.strerror}); "
            "choose another with --port."
        ) from error


def _wait_for_answer(web: Part, host: str, port: int) -> None:
    """Return when the first connection is taken, or when it takes too long to matter."""
    until = time.monotonic() + FIRST_ANSWER_LIMIT_S
    while time.monotonic() < until and web.poll() is None:
        try:
            with socket.create_connection((host, port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(parts: list[Part]) -> None:
    """Ask all parts to end and wait; what is left of them is killed, so that nothing outlives this process."""
    for part in parts:
        part.terminate()
    until = time.monotonic() + STOP_LIMIT_S
    with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
        for part in parts:
            part.wait(timeout=max(0.1, until - time.monotonic()))
    for part in parts:
        with suppress(ProcessLookupError):
            os.killpg(part.pid, signal.SIGKILL)  # its group: a web server that was killed leaves its workers
        part.wait()
