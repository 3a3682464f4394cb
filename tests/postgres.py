"""A real PostgreSQL server of the tests' own: `python -m tests.postgres start` prints its address, `stop` ends it."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOM = Path(tempfile.gettempdir()) / f"vungxanh-postgres-{os.getuid()}"
DATA = ROOM / "data"
PORT = "54329"
OPTIONS = f"-p {PORT} -k {ROOM} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=256MB -c max_connections=60"


def programs() -> Path | None:
    """The folder of the newest installed server (15 or later), or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found and int(found[-1].parts[-3]) >= 15:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def owner() -> str | None:
    """The user the server runs as: PostgreSQL refuses root, so root lends it to `postgres`."""
    return "postgres" if os.getuid() == 0 else None


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, user=owner(), cwd="/", check=False, capture_output=True, text=True)


def start() -> str:
    """Start the server unless it runs; return the address for VUNGXANH_TEST_DATABASE_URL, or "" where none is installed."""
    folder = programs()
    if folder is None:
        return ""
    url = f"postgresql://vungxanh:vungxanh@127.0.0.1:{PORT}/vungxanh"
    if _run(str(folder / "pg_ctl"), "-D", str(DATA), "status").returncode == 0:
        return url
    shutil.rmtree(ROOM, ignore_errors=True)
    ROOM.mkdir(parents=True)
    if name := owner():
        os.chown(ROOM, pwd.getpwnam(name).pw_uid, -1)
    secret = ROOM / "secret"
    secret.write_text("vungxanh", encoding="utf-8")
    secret.chmod(0o644)
    steps = [
        (str(folder / "initdb"), "-D", str(DATA), "-U", "vungxanh", f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8"),
        (str(folder / "pg_ctl"), "-D", str(DATA), "-o", OPTIONS, "-l", str(ROOM / "log"), "-w", "start"),
    ]
    for step in steps:
        done = _run(*step)
        if done.returncode:
            raise RuntimeError(f"{step[0]}: {done.stdout}{done.stderr}")
    _create_database(url)
    return url


def _create_database(url: str) -> None:
    import psycopg

    with psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE vungxanh")


def stop() -> None:
    """Stop the server and remove its data."""
    if folder := programs():
        _run(str(folder / "pg_ctl"), "-D", str(DATA), "-m", "immediate", "stop")
    shutil.rmtree(ROOM, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["stop"]:
        stop()
    else:
        print(f"export VUNGXANH_TEST_DATABASE_URL={start()}")
