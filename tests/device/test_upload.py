"""Nothing leaves without the owner's consent on this phone, whatever a server says; with it, exactly what was shown."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.device.phones import START_MS, live, new_store, seen
from vungxanh.core.exposure.uploads import read_upload
from vungxanh.core.tracing.ids import DAY_MS, identifiers, key_after
from vungxanh.device import outbox, upload
from vungxanh.device.exchange import fetched
from vungxanh.device.identity import Identity, name_of
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.sealed import Table
from vungxanh.device.store import Store

NOW = START_MS + 5 * DAY_MS + 3_600_000
CODE = "483920"


@dataclass
class Server:
    """A health service: what it got, and what it answers."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    lost: bool = False  # it takes everything and hangs up without an answer
    got: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.got.append((self.command, self.path, dict(self.headers.items()), body))
            if server.lost:
                return
            self.send_response(server.status)
            for name, value in server.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(server.body)))
            self.end_headers()
            self.wfile.write(server.body)

        do_GET = do_POST = _answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        server.url = f"http://127.0.0.1:{running.server_port}/uploads"
        yield server
        running.shutdown()


def phone(folder: Path, store: Store | None = None) -> Store:
    """A phone that has been in use for five days."""
    store = store or new_store(folder)
    store.base_key(START_MS)
    store.note(seen(START_MS))
    store.flush()
    return store


def proposal(store: Store, server: Server, days: int = 2) -> upload.Proposal:
    return upload.propose(store, server=server.url, code=CODE, since_ms=NOW - days * DAY_MS, now_ms=NOW)


def log_of(store: Store) -> list[tuple[str, str, str]]:
    return [(one.by, one.what, one.outcome) for one in store.requests()]


def test_what_arrives_is_what_the_owner_saw_and_only_the_days_of_the_window(tmp_path: Path) -> None:
    store, shown = phone(tmp_path), []
    base = store.base_key(NOW)

    def yes(text: str) -> bool:
        shown.append(text)
        return True

    with serving(Server()) as server:
        made = proposal(store, server)
        assert upload.consent(store, made, yes, NOW)
        assert upload.OUTBOX.send_due(store, NOW) == ["accepted"]
    ((method, path, headers, body),) = server.got
    assert (method, path, headers["Content-Type"]) == ("POST", "/uploads", "application/json")
    assert headers["Idempotency-Key"] == sha256(body).hexdigest()
    sent = json.loads(body)
    assert set(sent) == {"version", "code", "keys", "consent", "device", "padding"}
    assert sent["consent"] == {"words": upload.WORDS, "leaves": ["keys"]}
    assert sent["device"] in shown[0]
    assert name_of(store) != sent["device"]  # accepted: it took a new key, and a new name with it
    assert (sent["version"], sent["code"], set(sent["padding"])) == (1, CODE, {"0"})
    day_s = START_MS // 1000 + 3 * 86_400
    assert [(key["time_start"], key["time_end"], key["max"]) for key in sent["keys"]] == [
        (day_s, day_s + 86_399, 96),
        (day_s + 86_400, day_s + 2 * 86_400 - 1, 96),
        (day_s + 2 * 86_400, NOW // 1000, 96),
    ]
    assert [key["daily_key"] for key in sent["keys"]] == [key_after(base.key, n).hex().upper() for n in (4, 5, 6)]
    assert all(key["daily_key"] in shown[0] for key in sent["keys"])
    assert base.key.hex().upper() not in body.decode()
    assert server.url in shown[0]
    assert CODE in shown[0]


def test_the_size_does_not_tell_how_many_days(tmp_path: Path) -> None:
    store, server = phone(tmp_path), Server(url="https://example.vn/uploads")
    assert {len(proposal(store, server, days).body) for days in (0, 1, 4)} == {upload.BODY_BYTES}


def test_after_acceptance_the_phone_has_a_new_key_and_the_old_one_is_gone(tmp_path: Path) -> None:
    store = phone(tmp_path)
    before = store.base_key(NOW)
    with serving(Server(status=201)) as server:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        upload.OUTBOX.send_due(store, NOW)
    (after,) = store.base_keys()
    assert after.key != before.key
    assert upload.OUTBOX.waiting(store) == []
    assert log_of(store) == [
        ("owner", "consent", "given"),
        ("owner", "re_key", "done"),
        ("agent", "upload", "accepted"),
    ]


@pytest.mark.parametrize("status", [200, 202, 302, 307, 400, 403, 409, 429, 500, 503, 0])
def test_whatever_a_server_answers_that_has_the_keys_it_cannot_follow_the_phone(tmp_path: Path, status: int) -> None:
    store = phone(tmp_path)
    identity = Identity(store)
    identity.at(NOW)
    with serving(Server(status or 200, lost=not status)) as server:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        upload.OUTBOX.send_due(store, NOW)
        held = json.loads(server.got[0][3])["keys"]
    for day in range(30):
        moment = NOW + day * DAY_MS + 3_600_000
        for key in held:
            days = (moment // DAY_MS) - key["time_start"] // 86_400
            assert identity.at(moment) not in identifiers(key_after(bytes.fromhex(key["daily_key"]), days))


@pytest.mark.parametrize("answer", [False, None, 0, "", "no", "yes", 1])
def test_anything_but_a_clear_yes_sends_nothing_and_stands_in_the_log(tmp_path: Path, answer: object) -> None:
    store = phone(tmp_path)
    with serving(Server()) as server:
        ask: Callable[[str], bool] = lambda _: answer  # type: ignore[return-value,assignment]  # noqa: E731
        assert not upload.consent(store, proposal(store, server), ask, NOW)
        assert upload.OUTBOX.send_due(store, NOW) == []
    assert server.got == []
    assert log_of(store) == [("owner", "consent", "refused")]


@pytest.mark.parametrize("status", [200, 307, 400, 401, 409, 503])
def test_no_answer_of_a_server_makes_anything_leave(tmp_path: Path, status: int) -> None:
    store = phone(tmp_path)
    command = {"Type": "LayThongTinVaLichSu", "command": "upload_history", "FindGUID": "123456", "code": CODE}
    with serving(Server()) as elsewhere, serving(Server(status, body=json.dumps(command).encode())) as server:
        server.headers = {"Location": elsewhere.url, "Refresh": f"0; url={elsewhere.url}"}
        try:
            with fetched(store, server.url, NOW):
                pass
        except DeviceProblem as problem:
            assert problem.code == "not_fetched"  # noqa: PT017 - half of the answers are no list
        assert upload.OUTBOX.send_due(store, NOW + 10 * DAY_MS) == []
        asked = [one[0] for one in server.got]
    assert asked == ["GET"]
    assert elsewhere.got == []
    assert log_of(store) == [("agent", "key_list", "fetched" if status == 200 else "failed")]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_consented_upload_goes_to_the_address_that_was_shown_and_to_no_other(tmp_path: Path, status: int) -> None:
    store = phone(tmp_path)
    with serving(Server()) as elsewhere, serving(Server(status)) as server:
        server.headers = {"Location": elsewhere.url}
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        assert upload.OUTBOX.send_due(store, NOW) == ["refused"]
    assert elsewhere.got == []
    assert len(server.got) == 1


def test_content_that_was_changed_after_the_consent_is_not_sent(tmp_path: Path) -> None:
    store = phone(tmp_path)
    with serving(Server()) as server, serving(Server()) as elsewhere:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        ((number, letter),) = upload.OUTBOX.waiting(store)
        for changed in (replace(letter, body=letter.body + " "), replace(letter, server=elsewhere.url)):
            assert outbox.post(changed) == outbox.NO_CONSENT
        sealed = Table(store.database, "outbox")
        plain = json.dumps({**json.loads(next(sealed.rows())[2]), "server": elsewhere.url}).encode()
        sealed.update(number, letter.given_ms // DAY_MS, plain)
        assert upload.OUTBOX.send_due(store, NOW) == ["no_consent"]
        assert server.got == elsewhere.got == []
    assert log_of(store)[-1] == ("agent", "upload", "no_consent")
    assert upload.OUTBOX.waiting(store) == []


def test_a_server_that_is_away_is_tried_again_after_a_restart_with_the_same_bytes_and_one_new_key(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    store.base_key(START_MS)
    with serving(Server(status=503)) as server:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        assert upload.OUTBOX.send_due(store, NOW) == ["later"]
        assert upload.OUTBOX.send_due(store, NOW + 4_999) == []
        store.close()
        store = Store(tmp_path)
        ended, new = store.base_keys()
        assert ended.until_ms == NOW
        assert upload.OUTBOX.send_due(store, NOW + 5_000) == ["later"]
        server.status = 200
        assert upload.OUTBOX.send_due(store, NOW + 24_999) == []
        assert upload.OUTBOX.send_due(store, NOW + 25_000) == ["accepted"]
        assert upload.OUTBOX.send_due(store, NOW + 10**9) == []
    assert store.base_keys() == [new]
    assert len({body for *_, body in server.got}) == 1
    assert len(server.got) == 3


def test_a_server_that_nobody_answers_at_is_tried_later_and_given_up_after_14_days(tmp_path: Path) -> None:
    store = phone(tmp_path)
    upload.consent(store, proposal(store, Server(url="http://127.0.0.1:9/x")), lambda _: True, NOW)
    assert upload.OUTBOX.send_due(store, NOW) == ["later"]
    live(store, START_MS, NOW + 15 * DAY_MS)
    assert upload.OUTBOX.send_due(store, NOW + 15 * DAY_MS) == ["given_up"]
    assert upload.OUTBOX.waiting(store) == []


def test_a_clock_that_jumped_gives_no_report_up(tmp_path: Path) -> None:
    store = phone(tmp_path)
    upload.consent(store, proposal(store, Server(url="http://127.0.0.1:9/x")), lambda _: True, NOW)
    assert upload.OUTBOX.send_due(store, NOW + 60 * DAY_MS) == ["later"]
    assert upload.OUTBOX.send_due(store, NOW) == ["later"]  # and the wait that the wrong clock had set does not count


@pytest.mark.parametrize(
    ("server", "code", "problem"),
    [
        ("http://suc-khoe.example/x", CODE, "plain_http"),
        ("file:///etc/passwd", CODE, "plain_http"),
        ("https://suc-khoe.example/x", "12", "bad_code"),
        ("https://suc-khoe.example/x", "12345\n", "bad_code"),
        ("https://suc-khoe.example/x", "mã123456", "bad_code"),
    ],
)
def test_a_proposal_is_refused_by_name(tmp_path: Path, server: str, code: str, problem: str) -> None:
    store = phone(tmp_path)
    with pytest.raises(DeviceProblem) as refused:
        upload.propose(store, server=server, code=code, since_ms=START_MS, now_ms=NOW)
    assert refused.value.code == problem
    assert refused.value.sentence("vi") != refused.value.sentence("en")


def test_what_a_long_used_phone_sends_is_what_a_server_takes(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    store.base_key(START_MS)
    now_ms = START_MS + 60 * DAY_MS + 3_600_000
    made = upload.propose(store, server="https://a.example/x", code=CODE, since_ms=START_MS, now_ms=now_ms)
    read = read_upload(made.body, now_s=now_ms // 1000)
    assert [one.key.start_s * 1000 for one in read.keys] == [
        now_ms - 3_600_000 - ago * DAY_MS for ago in range(20, -1, -1)
    ]


def test_a_link_holds_where_to_and_the_code_and_nothing_else_is_taken() -> None:
    assert upload.opened(" https://a.example/x#ABCD2345EFGH6789\n") == ("https://a.example/x", "ABCD2345EFGH6789")
    for link, wrong in (("https://a.example/x", "bad_code"), ("http://a.example/x#ABCD2345", "plain_http")):
        with pytest.raises(DeviceProblem) as told:
            upload.opened(link)
        assert told.value.code == wrong
