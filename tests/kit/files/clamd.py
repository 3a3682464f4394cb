"""A small peer that speaks clamd's INSTREAM protocol for real, over TCP or a unix socket."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MALWARE = b"X5O!P%@AP-TEST-SAMPLE"


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.server.limit:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(content)  # type: ignore[attr-defined]
        self.wfile.write(b"stream: Test.Sample FOUND\0" if MALWARE in content else b"stream: OK\0")


@contextmanager
def clamd(unix: Path | None = None, *, limit: int = 10**7) -> Iterator[tuple[str, list[bytes]]]:
    """The peer's address and what it has been sent."""
    server: socketserver.BaseServer
    if unix:
        server = socketserver.ThreadingUnixStreamServer(str(unix), _Session)
        address = f"unix://{unix}"
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
        address = f"tcp://127.0.0.1:{server.server_address[1]}"
    server.seen, server.limit = [], limit  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address, server.seen  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
