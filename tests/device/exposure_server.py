"""A server of the modern channel for tests: real documents over real HTTP, honest or not."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.core.exposure.made import ROOT, key_set, signer, write_batch
from vungxanh.core.exposure.batch import Head, Row
from vungxanh.core.exposure.index import Entry, Index, entry_of, etag, write_index
from vungxanh.core.exposure.keyset import write_key_set
from vungxanh.core.exposure.signing import SigningKey
from vungxanh.core.tracing.ids import DAY_S

BASE = "/exposure/v1/"
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class ExposureServer:
    """What it serves by path; what it was asked; and answers that replace its own."""

    documents: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    posted: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    instead: dict[str, Answer] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    signers: list[SigningKey] = field(default_factory=lambda: [signer()])
    sequence: int = 0
    url: str = ""

    def publish_keys(
        self,
        *keys: SigningKey,
        sequence: int = 1,
        root: SigningKey = ROOT,
        by: SigningKey | None = None,
        issued_s: int,
    ) -> bytes:
        held = key_set(*keys, sequence=sequence, issued_s=issued_s, root=root)
        self.documents["keys.json"] = write_key_set(held, [by or root])
        return self.documents["keys.json"]

    def publish(self, rows: list[Row], until_s: int) -> Entry:
        """One more batch, and the index with it."""
        number = len(self.entries) + 1
        head = Head(number, until_s - DAY_S, until_s)
        data = write_batch(head, rows, self.signers)
        entry = entry_of(number, data, from_s=head.from_s, until_s=until_s)
        self.documents[entry.path] = data
        self.entries.append(entry)
        self.sign_index(until_s)
        return entry

    def sign_index(self, issued_s: int, sequence: int | None = None) -> None:
        self.sequence = self.sequence + 1 if sequence is None else sequence
        index = Index(self.sequence, issued_s, tuple(self.entries))
        self.documents["index.json"] = write_index(index, self.signers)

    def asked_for(self) -> list[str]:
        return [path for _, path, _ in self.asked]


@contextmanager
def exposing(server: ExposureServer) -> Iterator[ExposureServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix(BASE)
            if path in server.instead:
                server.asked.append(("GET", path, 0))
                server.instead[path](self)
                return
            data = server.documents.get(path)
            same = data is not None and self.headers.get("If-None-Match") == etag(data)
            status = 404 if data is None else 304 if same else 200
            server.asked.append(("GET", path, status))
            self.send_response(status)
            if data is not None:
                self.send_header("ETag", etag(data))
            body = data if data is not None and not same else b""
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.posted.append((dict(self.headers.items()), body))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        server.url = f"http://127.0.0.1:{running.server_port}"
        yield server
        running.shutdown()
