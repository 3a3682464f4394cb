"""The antivirus hook: which scanner looks at every file before it is kept (quét mã độc).

`ANTIVIRUS` is empty (no scanner) or an address: `tcp://host:3310`, `unix:///run/clamav/clamd.ctl`. A scanner that
cannot be asked refuses the file for now: nothing unscanned is kept.
"""

import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

_CHUNK = 2**16
_TIMEOUT_S = 60


class ScannerDown(Exception):  # noqa: N818 - the name says what happened
    """The scanner did not answer, or answered that it could not scan."""


class Scanner(Protocol):
    """Something that looks for malware in a file."""

    def threat_in(self, path: Path) -> str:
        """The name of the malware found, empty when there is none; ScannerDown when it cannot tell."""


class Clamd:
    """ClamAV's daemon by its INSTREAM command, over TCP or a unix socket."""

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)

    def threat_in(self, path: Path) -> str:
        """Stream the file in chunks; the answer is `stream: OK`, `stream: NAME FOUND` or an error."""
        try:
            with self._connect() as peer, path.open("rb") as stream:
                answer = self._ask(peer, stream.read)
        except OSError as down:
            raise ScannerDown(str(down)) from down
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerDown(answer or "no answer")

    def _ask(self, peer: socket.socket, read: Callable[[int], bytes]) -> str:
        peer.sendall(b"zINSTREAM\0")
        while chunk := read(_CHUNK):
            peer.sendall(struct.pack(">I", len(chunk)) + chunk)
        peer.sendall(struct.pack(">I", 0))
        answer = b""
        while b"\0" not in answer and (part := peer.recv(4096)):
            answer += part
        return answer.split(b"\0")[0].decode("utf-8", "replace").strip()

    def _connect(self) -> socket.socket:
        if self._parts.scheme == "unix":
            peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            peer.settimeout(_TIMEOUT_S)
            try:
                peer.connect(self._parts.path)
            except OSError:
                peer.close()
                raise
            return peer
        return socket.create_connection((self._parts.hostname or "", self._parts.port or 3310), timeout=_TIMEOUT_S)


_makers: dict[str, Callable[[str], Scanner]] = {}


def register(scheme: str, maker: Callable[[str], Scanner]) -> None:
    """Let addresses `scheme://…` be served by the scanner that `maker(address)` makes."""
    _makers[scheme] = maker


def configured() -> Scanner | None:
    """The scanner of `ANTIVIRUS`; None when it is empty, ScannerDown for a scheme nobody registered."""
    address: str = settings.ANTIVIRUS
    if not address:
        return None
    scheme = urlsplit(address).scheme
    if scheme not in _makers:
        raise ScannerDown(f"no scanner for {scheme}://")
    return _makers[scheme](address)


register("tcp", Clamd)
register("unix", Clamd)
