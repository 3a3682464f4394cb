"""Firebase Cloud Messaging HTTP v1 with its token service: checks what the real one checks, fails as told.

`faults[token]` is a list of answers a phone's messages get, one a message, before they are accepted; `token_answers`
are what the token service says instead of a token.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PROJECT, EMAIL = "bluezone-quang-nam", "push@bluezone-quang-nam.iam.gserviceaccount.com"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
RESERVED = ("from", "message_type", "google.", "gcm.")
Fault = tuple[int, str, dict[str, str]]
UNREGISTERED: Fault = (404, "UNREGISTERED", {})
QUOTA: Fault = (429, "QUOTA_EXCEEDED", {"Retry-After": "90"})
DOWN: Fault = (503, "UNAVAILABLE", {})
BROKEN: Fault = (500, "INTERNAL", {})
OTHER_SENDER: Fault = (403, "SENDER_ID_MISMATCH", {})
NO_RIGHT: Fault = (403, "PERMISSION_DENIED", {})
HANG_UP: Fault = (0, "", {})


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class Peer(ThreadingHTTPServer):
    """The service; `delivered` are the messages it accepted, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key: RSAPrivateKey = generate_private_key(65_537, 2_048)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.delivered: list[dict[str, Any]] = []
        self.faults: dict[str, list[Fault]] = {}
        self.token_answers: list[object] = []
        self.asked = 0
        self.access: dict[str, float] = {}
        self.held = threading.Event()
        self.held.set()
        self.lock = threading.Lock()

    def account_file(self, folder: Path) -> Path:
        """As the console of Firebase gives it."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        form = {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "k1",
            "private_key": pem,
            "client_email": EMAIL,
            "token_uri": f"{self.url}/token",
        }
        path = folder / "account.json"
        path.write_text(json.dumps(form), encoding="utf-8")
        return path

    def tokens_of(self) -> list[str]:
        """Whom messages reached, in order."""
        return [message["token"] for message in self.delivered]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Peer

    def log_message(self, *_said: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/token":
            self._give_access(body)
        elif self.path == f"/v1/projects/{PROJECT}/messages:send":
            self.server.held.wait(30)
            self._take(body)
        else:
            self._answer(404, {"error": {"status": "NOT_FOUND"}})

    def _give_access(self, body: bytes) -> None:
        form = parse_qs(body.decode())
        head, claims, signature = form["assertion"][0].split(".")
        try:
            self.server.key.public_key().verify(_decoded(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return self._answer(401, {"error": "invalid_grant"})
        said, now = json.loads(_decoded(claims)), time.time()
        sound = (
            form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
            and json.loads(_decoded(head))["alg"] == "RS256"
            and (said["iss"], said["scope"], said["aud"]) == (EMAIL, SCOPE, f"{self.server.url}/token")
            and said["iat"] - 60 <= now <= said["exp"] <= said["iat"] + 3_600
        )
        if not sound:
            return self._answer(400, {"error": "invalid_grant"})
        with self.server.lock:
            if self.server.token_answers:
                return self._answer(200, self.server.token_answers.pop())
            name = f"access-{len(self.server.access)}"
            self.server.access[name] = now + 3_600
        return self._answer(200, {"access_token": name, "expires_in": 3_600, "token_type": "Bearer"})

    def _take(self, body: bytes) -> None:
        with self.server.lock:
            self.server.asked += 1
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.server.access.get(bearer, 0) < time.time():
            return self._refuse(401, "UNAUTHENTICATED")
        message = json.loads(body)["message"]
        faults = self.server.faults.get(message["token"], [])
        if faults:
            status, code, headers = faults.pop(0)
            if not status:
                self.close_connection = True
                return self.connection.close()
            return self._refuse(status, code, headers)
        if wrong := _wrong(message):
            return self._refuse(400, "INVALID_ARGUMENT", field=wrong)
        with self.server.lock:
            self.server.delivered.append(message)
            number = len(self.server.delivered)
        return self._answer(200, {"name": f"projects/{PROJECT}/messages/{number}"})

    def _refuse(self, status: int, code: str, headers: dict[str, str] | None = None, field: str = "") -> None:
        details: list[dict[str, object]] = [
            {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}
        ]
        if field:
            details.append(
                {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"field": field}]}
            )
        self._answer(status, {"error": {"code": status, "status": code, "details": details}}, headers)

    def _answer(self, status: int, form: object, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(form).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _wrong(message: dict[str, Any]) -> str:
    """The field the real service would complain of, or ""."""
    data = message.get("data", {})
    if not message.get("token") or message["token"].startswith("bad"):
        return "message.token"
    if not all(isinstance(value, str) for value in data.values()):
        return "message.data"
    if any(name.startswith(RESERVED) for name in data):
        return "message.data"
    if sum(len(name.encode()) + len(value.encode()) for name, value in data.items()) > 4_096:
        return "message"
    if message.get("apns", {}).get("headers", {}).get("apns-priority") == "10":
        return "message.apns"
    return ""


@contextmanager
def running() -> Iterator[Peer]:
    """A peer that answers, gone afterwards."""
    with Peer() as peer:
        threading.Thread(target=peer.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield peer
        finally:
            peer.held.set()
            peer.shutdown()
