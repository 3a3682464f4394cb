"""A server of its own for `load`: an empty database, codes to hand in with, granian as `vungxanh run` starts it."""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import click

from vungxanh.cli.bluezone import own_server
from vungxanh.cli.bluezone.loading import request
from vungxanh.core.tracing import ids, infof
from vungxanh.core.tracing.tracefile import Row, write_row
from vungxanh.kit import orphans

FIRST_ANSWER_LIMIT_S = 60.0
ROWS = 118  # as many as the captured upload has, 8,024 bytes
_BOUNDARY = "RNFetchBlob-load"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the server listens, uploads that it will accept, its process and the folder of its data."""

    address: tuple[str, int]
    requests: Iterator[bytes]
    pid: int
    room: Path


@contextmanager
def staged(database_url: str, *, codes: int) -> Iterator[Stage]:
    """A server on a fresh database with so many codes; all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vungxanh-load-") as room:
        # Processes of their own, in a folder without `.env`: nothing here may reach the database of a deployment.
        own = {name: value for name, value in os.environ.items() if not name.startswith(("VUNGXANH_", "DJANGO_"))}
        own |= {"VUNGXANH_VAR_DIR": room, "VUNGXANH_DATABASE_URL": database_url, "VUNGXANH_LOG_LEVEL": "WARNING"}
        (Path(room) / "static").mkdir()  # whitenoise looks for it
        made = subprocess.run(
            [sys.executable, "-m", "vungxanh.cli.bluezone.load_stage", str(codes)],
            env=own,
            cwd=room,
            stdout=subprocess.PIPE,
            check=True,
            preexec_fn=orphans.ending_with(os.getpid()),
        )
        port = own_server.free_port()
        running = own_server.started(port, own, Path(room))
        try:
            _wait(running, port)
            requests = (text.encode("ascii") for text in json.loads(made.stdout))
            yield Stage(("127.0.0.1", port), requests, running.pid, Path(room))
        finally:
            running.terminate()
            running.wait(30)


def main(codes: int) -> None:
    """In a process of its own: migrate, fill, and print the uploads as a JSON list."""
    from vungxanh.project import configure

    configure()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    json.dump([each.decode("ascii") for each in _uploads(codes)], sys.stdout)


def _uploads(count: int) -> list[bytes]:
    """Phones with a proved number, a code for each, and the request that hands in with it."""
    from vungxanh.apps.accounts.models import User
    from vungxanh.apps.exposure import keyed
    from vungxanh.apps.exposure.actions.codes import digest_of
    from vungxanh.apps.exposure.models import Code, CodeKind, Device
    from vungxanh.apps.org.models import Level, Unit
    from vungxanh.kit import clock

    at = clock.now()
    unit = Unit.objects.create(code="load", name="CDC", kind="", level=Level.PROVINCE, path="/load/")
    user = User.objects.create(username="load", full_name="load")
    devices, codes, requests = list[Device](), list[Code](), list[bytes]()
    since_on, expires_at = clock.day_of(at - timedelta(days=7)), at + timedelta(hours=1)
    for number in range(count):
        token, phone, text = f"load-{secrets.token_hex(48)}", f"09{number:08}", f"{number:06}"
        bound = keyed.of_phone(phone)
        device = Device(token_digest=keyed.of_token(token), token=token, phone=phone, phone_digest=bound)
        device.registered_at, device.phone_proved_at, device.seen_on = at, at, clock.day_of(at)
        devices.append(device)
        code = Code(kind=CodeKind.APP, digest=digest_of(text, bound), bound_phone_digest=bound, subject=uuid4())
        code.unit = code.place = unit
        code.issued_by, code.since_on = user, since_on
        code.issued_at, code.expires_at = at, expires_at
        codes.append(code)
        requests.append(_request(token, text, int(at.timestamp())))
    Device.objects.bulk_create(devices, batch_size=500)
    Code.objects.bulk_create(codes, batch_size=500)
    return requests


def _request(token: str, code: str, now_s: int) -> bytes:
    """As 3.0.x sends it, the file first: a phone that was installed ten days ago and met one other."""
    start_s = now_s - now_s % ids.DAY_S - 10 * ids.DAY_S
    info = infof.write_info(infof.info_at(secrets.token_bytes(32), start_s, now_s * 1000))
    other = secrets.token_bytes(ids.ID_BYTES)
    rows = (Row(secrets.token_bytes(ids.ID_BYTES), other, -63, (now_s - 60 * number) * 1000) for number in range(ROWS))
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="history"; filename="data_trace.txt"\r\n'
        "Content-Type: text/xml\r\n\r\n"
    )
    fields = {"TokenFirebase": token, "InfoF": info, "PhoneNumber": "", "OTP": code}
    parts = "".join(
        f'\r\n--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
        for name, value in fields.items()
    )
    body = head.encode() + b"".join(map(write_row, rows)) + f"{parts}\r\n--{_BOUNDARY}--\r\n".encode()
    path = "/api/AppHistoryContact/ReportHistory_ConfirmDeclare"
    return request("POST", path, body, f"multipart/form-data; boundary={_BOUNDARY}")


def _wait(running: "subprocess.Popen[bytes]", port: int) -> None:
    """Return when the server answers; click's refusal when it does not."""
    until = time.monotonic() + FIRST_ANSWER_LIMIT_S
    while time.monotonic() < until and running.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(request("HEAD", "/api/App/versionApp.json"))
                if line.recv(16).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            time.sleep(0.1)
    raise click.ClickException("Máy chủ để đo không mở được. / The server to be measured did not open.")


if __name__ == "__main__":
    main(int(sys.argv[1]))
