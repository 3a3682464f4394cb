"""The app of 2020 as it speaks: requests byte by byte, in the three forms its libraries wrote."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from vungxanh.apps.exposure.app import door
from vungxanh.core.tracing import infof

BASE = bytes.fromhex("4C5224B397F8AB3896781D5AA0F3119F280513F1B592CA280EBDED6357E21084")  # the phone of the captures
BASE_S = 1_596_844_800
TOKEN = "cXk2:APA91bH_demo-token-of-a-phone"
PHONE = "0905123456"
INFO = infof.write_info(infof.InfoF(BASE, BASE_S, BASE, BASE_S))
ROWS = b"29ABD013B41C90269332AB5D\t9C25DF2D9861B31897EA3028\t-63\t1596887252275\n"


@dataclass(frozen=True)
class Answered:
    http: int
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def status(self) -> int:
        return int(self.form["Status"])


def _nothing_behind(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("418 Passed on", [])
    return [b"passed on"]


DOOR = door.before(_nothing_behind, address_of=lambda environ: str(environ["REMOTE_ADDR"]))


@contextmanager
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: the connection in the test's transaction is not put away."""
    kept, door.close_old_connections = door.close_old_connections, lambda: None
    try:
        yield
    finally:
        door.close_old_connections = kept


class Line(io.RawIOBase):
    """A body that arrives in pieces of at most `piece` bytes, made while it is read."""

    def __init__(self, chunks: Iterator[bytes], piece: int = 65_536) -> None:
        self._chunks, self._piece, self._kept, self.taken = chunks, piece, b"", 0

    def read(self, size: int = -1) -> bytes:
        while not self._kept:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._kept = chunk
        taken = min(size, self._piece) if size >= 0 else self._piece
        found, self._kept = self._kept[:taken], self._kept[taken:]
        self.taken += len(found)
        return found


def ask(
    path: str,
    body: bytes | Line = b"",
    *,
    method: str = "POST",
    content_type: str = "application/json;charset=utf-8",
    address: str = "203.0.113.7",
    **headers: str,
) -> Answered:
    """One request through the door as granian would hand it over."""
    told: dict[str, Any] = {}
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_TYPE": content_type,
        "REMOTE_ADDR": address,
        "wsgi.input": io.BytesIO(body) if isinstance(body, bytes) else body,
        **headers,
    }
    if isinstance(body, bytes):
        environ["CONTENT_LENGTH"] = str(len(body))

    def start(status: str, found: list[tuple[str, str]]) -> None:
        told.update(status=status, headers=dict(found))

    with _one_connection():
        pieces = b"".join(DOOR(environ, start))
    return Answered(int(told["status"].split()[0]), told["headers"], pieces)


def ask_json(path: str, **members: object) -> Answered:
    """As axios 0.19 sends it."""
    return ask(path, json.dumps(members).encode())


def form_a(fields: dict[str, str], file: bytes = ROWS) -> tuple[bytes, str]:
    """2.0.4 on Android: the boundary of stars, the file last with its length inside, one CRLF too many behind it."""
    parts = [
        f'--*****\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    head = (
        '--*****\r\nContent-Disposition: form-data; name="history"; filename="data_trace.txt"\r\n'
        f"Content-Type: text/xml\r\nContent-length: {len(file)}\r\n\r\n"
    )
    body = "".join(parts).encode() + head.encode() + file + b"\r\n" + b"\r\n--*****--\r\n"
    return body, "multipart/form-data;boundary=*****"


def form_b(fields: dict[str, str], file: bytes = ROWS) -> tuple[bytes, str]:
    """3.0.x: the file first, plain fields say that they are text."""
    boundary = "RNFetchBlob-1600432"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="history"; filename="data_trace.txt"\r\n'
        "Content-Type: text/xml\r\n\r\n"
    )
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\nContent-Type: text/plain\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    body = head.encode() + file + b"\r\n" + "".join(parts).encode() + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def form_c(fields: dict[str, str]) -> tuple[bytes, str]:
    """The twin without a file: React Native's own form."""
    boundary = "VXm3kJ2-9sd"
    parts = [
        f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return ("".join(parts) + f"--{boundary}--\r\n").encode(), f"multipart/form-data; boundary={boundary}"


def a_token(number: int) -> str:
    """A push token of somebody else."""
    return f"fX:{sha256(str(number).encode()).hexdigest()}"


def raw_rows(*tables: str) -> str:
    """What the tables hold, as the disk has it: the models' fields would decrypt."""
    from django.db import connection

    rows: list[object] = []
    with connection.cursor() as cursor:
        for table in tables or connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    return str(rows)
