"""Speaking HTTP with the push service; what it answers becomes one of five outcomes."""

import email.utils
import http.client
import json
import threading
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from vungxanh.apps.exposure.fcm.account import Account, UnusableAccount, asking

TIMEOUT_S = 10.0
_EARLY_S = 120  # a token is renewed before its end
_LEAST_WAIT_S, _MOST_WAIT_S, _SHUT_WAIT_S = 1.0, 3_600.0, 60.0
_SHUT = {http.client.TOO_MANY_REQUESTS, http.client.UNAUTHORIZED, http.client.FORBIDDEN}
_LOCAL = {"127.0.0.1", "localhost", "::1"}


class Kind(Enum):
    """What became of a message; SHUT: the service takes none from us now, whatever it says (quota, our account)."""

    ACCEPTED = auto()
    GONE = auto()
    FAILED = auto()
    LATER = auto()
    SHUT = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """With the service's own word for it, and how long it wants to be left alone (0: it does not say)."""

    kind: Kind
    reason: str = ""
    wait_s: float = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    retry_after: str
    form: dict[str, Any]


class _NoAccess(http.client.HTTPException):
    """The service of tokens gave none: our account is refused, or it cannot answer."""


class Client:
    """One account; used by several threads, whose connections stay open for the next message."""

    def __init__(self, account: Account, endpoint: str) -> None:
        self._account = account
        self._url = f"{endpoint}/v1/projects/{account.project}/messages:send"
        self._kept: dict[str, list[http.client.HTTPConnection]] = {}
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0

    def send(self, body: bytes) -> Outcome:
        """One message; a token that was refused is renewed once."""
        try:
            answer = self._send(body)
            if answer.status == http.client.UNAUTHORIZED:
                self._forget_token()
                answer = self._send(body)
        except (_NoAccess, UnusableAccount):
            return Outcome(Kind.SHUT, "NO_ACCESS", _SHUT_WAIT_S)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Outcome(Kind.LATER, type(error).__name__)
        return outcome_of(answer.status, answer.form, answer.retry_after)

    def _send(self, body: bytes) -> _Answer:
        headers = {"Authorization": f"Bearer {self._access()}", "Content-Type": "application/json; charset=utf-8"}
        return self._ask(self._url, body, headers)

    def _access(self) -> str:
        with self._lock:
            if time.monotonic() >= self._until:
                headers = {"Content-Type": "application/x-www-form-urlencoded"}
                form = asking(self._account, now_s=int(time.time()))  # the service's own clock, not the province's
                answer = self._ask(self._account.token_url, form, headers)
                token, life_s = answer.form.get("access_token"), answer.form.get("expires_in", 0)
                if answer.status != http.client.OK or not isinstance(token, str) or not isinstance(life_s, int | float):
                    raise _NoAccess
                self._token, self._until = token, time.monotonic() + life_s - _EARLY_S
            return self._token

    def _forget_token(self) -> None:
        with self._lock:
            self._until = 0.0

    def _ask(self, url: str, body: bytes, headers: dict[str, str]) -> _Answer:
        """Over a connection that is open already, or a new one when the other side has closed it meanwhile."""
        parts = urlsplit(url)
        kept = self._kept.setdefault(parts.netloc, [])
        connection = kept.pop() if kept else None
        if connection is not None:
            try:
                answer = _asked(connection, parts.path, body, headers)
            except (OSError, http.client.HTTPException):
                connection.close()
            else:
                kept.append(connection)
                return answer
        connection = _connection(parts.scheme, parts.netloc)
        try:
            answer = _asked(connection, parts.path, body, headers)
        except BaseException:
            connection.close()
            raise
        kept.append(connection)
        return answer


def _asked(connection: http.client.HTTPConnection, path: str, body: bytes, headers: dict[str, str]) -> _Answer:
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    return _Answer(answer.status, answer.headers.get("Retry-After", ""), _object(content))


def _connection(scheme: str, host: str) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, timeout=TIMEOUT_S)
    if urlsplit(f"//{host}").hostname not in _LOCAL:
        raise ValueError("a push service is spoken to over https")
    return http.client.HTTPConnection(host, timeout=TIMEOUT_S)


def _object(content: bytes) -> dict[str, Any]:
    try:
        form = json.loads(content)
    except ValueError:
        return {}
    return form if isinstance(form, dict) else {}


def outcome_of(status: int, form: dict[str, Any], retry_after: str = "") -> Outcome:
    """By the service's list of errors: which are for good, which are the phone's end, which pass."""
    if status == http.client.OK:
        return Outcome(Kind.ACCEPTED)
    said = form.get("error")
    error: dict[str, Any] = said if isinstance(said, dict) else {}
    details = [each for each in _list(error.get("details")) if isinstance(each, dict)]
    reason = next((str(each["errorCode"]) for each in details if "errorCode" in each), str(error.get("status", status)))
    reason = "".join(sign for sign in reason if sign.isalnum() or sign == "_")[:40]
    if reason == "UNREGISTERED":
        return Outcome(Kind.GONE, reason)
    if reason == "SENDER_ID_MISMATCH":
        return Outcome(Kind.FAILED, reason)
    if status == http.client.BAD_REQUEST:
        named = [each for detail in details for each in _list(detail.get("fieldViolations"))]
        fields = [each.get("field") for each in named if isinstance(each, dict)]
        return Outcome(Kind.GONE if "message.token" in fields else Kind.FAILED, reason)
    if status in _SHUT and reason != "THIRD_PARTY_AUTH_ERROR":  # that one is Apple's refusal: phones of Google go on
        return Outcome(Kind.SHUT, reason, _seconds(retry_after) or _SHUT_WAIT_S)
    return Outcome(Kind.LATER, reason, _seconds(retry_after))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _seconds(retry_after: str) -> float:
    """Of a Retry-After, in seconds or as a date; 0 when there is none."""
    if not retry_after:
        return 0
    try:
        wait = float(retry_after) if retry_after.isdigit() else _until(retry_after)
    except (ValueError, TypeError):
        return 0
    return min(max(wait, _LEAST_WAIT_S), _MOST_WAIT_S)


def _until(moment: str) -> float:
    return email.utils.parsedate_to_datetime(moment).timestamp() - time.time()
