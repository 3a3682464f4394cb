"""A PostgreSQL server of one's own for a while, where one is installed: its own folder, its own port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vungxanh.cli.bluezone import own_server
from vungxanh.kit import orphans

FIRST_ANSWER_LIMIT_S = 60.0
OLDEST = 15
OPTIONS = "-c listen_addresses=127.0.0.1 -c shared_buffers=128MB -c max_connections=60"
# Neither waits for the disk nor counts rows: between tests that are rolled back every table looks empty, and a plan for
# an empty table compares each row with each once a transaction fills it.
FORGETFUL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


def programs() -> Path | None:
    """The folder of the newest installed server (15 or later), or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found and int(found[-1].parts[-3]) >= OLDEST:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        return None
    said = subprocess.run([on_path, "--version"], capture_output=True, text=True, check=False).stdout.split()
    major = said[2].split(".")[0] if len(said) > 2 else ""
    return Path(on_path).parent if major.isdigit() and int(major) >= OLDEST else None


def owner() -> str | None:
    """The user the server runs as: PostgreSQL refuses root, so root lends it to `postgres`."""
    return "postgres" if os.getuid() == 0 else None


def _program(name: str) -> str:
    folder = programs()
    if folder is None:
        raise RuntimeError("no PostgreSQL is installed")
    return str(folder / name)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, user=owner(), cwd="/", check=False, capture_output=True, text=True)


def _must(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        raise RuntimeError(f"{done.args[0]}: {done.stdout}{done.stderr}")


def _wait(running: "subprocess.Popen[bytes]", port: int) -> None:
    """Return when the server takes connections; RuntimeError when it does not."""
    until = time.monotonic() + FIRST_ANSWER_LIMIT_S
    while _run(_program("pg_isready"), "-h", "127.0.0.1", "-p", str(port)).returncode:
        if running.poll() is not None or time.monotonic() > until:
            raise RuntimeError("PostgreSQL does not take connections")
        time.sleep(0.1)


@dataclass(frozen=True)
class Server:
    """A server with its data in one folder; a durable one is as a province's, as only measurements need."""

    room: Path
    port: int
    durable: bool = False

    def url(self, database: str) -> str:
        """The address for VUNGXANH_DATABASE_URL."""
        return f"postgresql://vungxanh:vungxanh@127.0.0.1:{self.port}/{database}"

    def ctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run pg_ctl on it; RuntimeError where none is installed."""
        return _run(_program("pg_ctl"), "-D", str(self.room / "data"), *arguments)

    def start(self) -> None:
        """Make and start it unless it runs, until somebody stops it; RuntimeError says why it could not."""
        if self.ctl("status").returncode:
            self._make()
            _must(self.ctl("-o", self._options, "-l", str(self.room / "log"), "-w", "start"))

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Make it and run it meanwhile; it ends with this process, also when that is killed."""
        try:
            self._make()
            with subprocess.Popen(
                [_program("postgres"), "-D", str(self.room / "data"), *self._options.split()],
                user=owner(),
                cwd="/",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                preexec_fn=orphans.ending_with(os.getpid(), signal.SIGQUIT),  # noqa: PLW1509 - no threads run yet
            ) as running:
                try:
                    _wait(running, self.port)
                    yield
                finally:
                    running.send_signal(signal.SIGQUIT)
        finally:
            shutil.rmtree(self.room, ignore_errors=True)

    @property
    def _options(self) -> str:
        return f"-p {self.port} -k {self.room} {OPTIONS} {'' if self.durable else FORGETFUL}"

    def _make(self) -> None:
        shutil.rmtree(self.room / "data", ignore_errors=True)
        self.room.mkdir(parents=True, exist_ok=True)
        if name := owner():
            os.chown(self.room, pwd.getpwnam(name).pw_uid, -1)
        secret = self.room / "secret"
        secret.write_text("vungxanh", encoding="utf-8")
        secret.chmod(0o644)
        asked = ("-U", "vungxanh", f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8")
        _must(_run(_program("initdb"), "-D", str(self.room / "data"), *asked))

    def new_database(self) -> str:
        """Create a database of this process's own name and return its address."""
        import psycopg

        name = f"vungxanh_{os.getpid()}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def stop(self) -> None:
        """Stop it and remove its data."""
        if programs():
            self.ctl("-m", "immediate", "stop")
        shutil.rmtree(self.room, ignore_errors=True)


def fresh(*, durable: bool) -> Server:
    """A server in a folder of its own, not started yet."""
    return Server(Path(tempfile.mkdtemp(prefix="vungxanh-postgres-")), own_server.free_port(), durable)


@contextmanager
def serving() -> Iterator[str]:
    """The address of an empty database that waits for its disk as a province's does; gone afterwards."""
    server = fresh(durable=True)
    with server.bound():
        yield server.new_database()
