"""Chaff is to an observer what a real report is: route, sizes, headers, times, further tries."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import mean, stdev

import pytest

from tests.device.exposure_server import ExposureServer, exposing
from tests.device.phones import START_MS
from tests.device.test_report import NOW, OWNER, a_contact
from tests.device.test_upload import Server, proposal, serving
from vungxanh.apps.exposure.contact_report import MOST_BYTES, read_report
from vungxanh.core.exposure.uploads import read_upload
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.device import chaff, outbox, report, upload
from vungxanh.device.chaff import Chaff
from vungxanh.device.channel import channel_of
from vungxanh.device.store import Store

SERVER = "https://a.example"


def of_route(route: str, *, made_ms: int = START_MS, seeds: Random | None = None) -> Chaff:
    chance = seeds or Random(1)
    return next(one for one in iter(lambda: Chaff(chance.getrandbits(64), made_ms), None) if one.route == route)


def without_digest(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in {"Idempotency-Key", "Content-Length"}}


def test_chaff_of_keys_is_a_case_s_upload_in_size_way_and_headers(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.base_key(START_MS)
    now_ms = START_MS + 5 * DAY_MS + 3_600_000
    with exposing(ExposureServer()) as server, serving(Server()) as real:
        assert chaff.send(server.url, of_route("uploads", made_ms=now_ms)) == (202, "HTTP 202")
        real.url = f"{server.url}/exposure/v1/uploads"
        assert upload.consent(store, proposal(store, real), lambda _: True, now_ms)
        assert upload.OUTBOX.send_due(store, now_ms) == ["accepted"]
    (made, body), (given, sent) = server.posted
    assert list(made) == list(given)
    assert without_digest(made) == without_digest(given)
    assert made["Idempotency-Key"] == sha256(body).hexdigest()
    assert len(body) == len(sent)
    assert read_upload(body, now_s=now_ms // 1000).chaff
    assert not read_upload(sent, now_s=now_ms // 1000).chaff


def test_chaff_of_a_contact_is_their_report_in_size_way_and_headers(tmp_path: Path) -> None:
    with exposing(ExposureServer()) as server:
        assert chaff.send(server.url, of_route("reports", made_ms=NOW)) == (202, "HTTP 202")
        store = a_contact(tmp_path, server.url)
        assert report.consent(store, report.propose(store, server=server.url, owner=OWNER), lambda _: True, NOW)
        assert report.OUTBOX.send_due(store, NOW) == ["accepted"]
    (made, body), (given, sent) = server.posted
    assert list(made) == list(given)
    assert without_digest(made) == without_digest(given)
    assert len(body) % report.BODY_BYTES == len(sent) % report.BODY_BYTES == 0
    assert set(json.loads(body)) - {"chaff"} == set(json.loads(sent))
    assert read_report(body, now_s=NOW // 1000).chaff
    assert not read_report(sent, now_s=NOW // 1000).chaff


def test_every_length_that_a_real_report_can_have_is_one_of_chaff_too() -> None:
    chance = Random(7)
    made = [of_route("reports", seeds=chance).body() for _ in range(600)]
    assert all(read_report(body, now_s=START_MS // 1000).chaff for body in made)
    steps = Counter(len(body) // report.BODY_BYTES for body in made)
    longest = report.body_of(OWNER, read_rows(report.MOST_ROWS), "0" * 32)
    assert set(steps) == set(range(1, len(longest) // report.BODY_BYTES + 1))
    assert max(steps) * report.BODY_BYTES <= MOST_BYTES
    assert 0.5 < steps[1] / len(made) < 0.7
    assert {len(of_route("uploads", seeds=chance).body()) for _ in range(50)} == {upload.BODY_BYTES}


def read_rows(count: int) -> list[report.Heard]:
    """As many rows as a report may hold, as somebody has them who lives with a case."""
    return [chaff._heard(Random(1), count, START_MS)]


def test_chaff_says_nothing_of_the_phone() -> None:
    chance = Random(3)
    for route in ("uploads", "reports"):
        one, other = (of_route(route, seeds=chance).body() for _ in range(2))
        words = [set(json.dumps(json.loads(body)).upper().split('"')) for body in (one, other)]
        assert not [word for word in words[0] & words[1] if len(word) >= 24 and set(word) <= set("0123456789ABCDEF")]


def due_at(store: Store, now_ms: int) -> Chaff | None:
    return chaff.due(store, SERVER, now_ms)


def test_the_times_of_each_route_are_a_poisson_process_of_five_days(tmp_path: Path) -> None:
    store = Store(tmp_path, durable=False)
    now_ms, sent = START_MS, Counter[str]()
    waits: dict[str, list[int]] = {"uploads": [], "reports": []}
    before = dict.fromkeys(waits, START_MS)
    assert due_at(store, now_ms) is None
    while min(sent[route] for route in waits) < 250:
        next_ms = channel_of(store, SERVER).chaff_ms
        assert due_at(store, next_ms - 1) is None
        made = due_at(store, next_ms)
        assert made is not None
        waits[made.route].append(next_ms - before[made.route])
        before[made.route], now_ms = next_ms, next_ms
        sent[made.route] += 1
        chaff.settle(store, SERVER, made, (202, "HTTP 202"), now_ms)
    for one in waits.values():
        assert mean(one) == pytest.approx(5 * DAY_MS, rel=0.35)
        assert stdev(one) == pytest.approx(mean(one), rel=0.4)
    assert {(one.what, one.outcome) for one in store.requests()} == {("chaff", "sent")}


def test_what_a_server_puts_off_comes_again_as_a_real_report_does(tmp_path: Path) -> None:
    store = Store(tmp_path, durable=False)
    due_at(store, START_MS)
    now_ms = channel_of(store, SERVER).chaff_ms
    made = due_at(store, now_ms)
    assert made is not None
    body, waited = made.body(), []
    for status in (503, 0, 429, 503):
        chaff.settle(store, SERVER, made, (status, "no"), now_ms)
        next_ms = channel_of(store, SERVER).chaff_ms
        assert due_at(store, next_ms - 1) is None
        made = due_at(store, next_ms)
        assert made is not None
        assert made.body() == body
        waited.append((next_ms - now_ms) // 1000)
        now_ms = next_ms
    assert tuple(waited) == outbox.WAITS_S[:4]
    chaff.settle(store, SERVER, made, (202, "HTTP 202"), now_ms)
    assert channel_of(store, SERVER).chaff is None


@pytest.mark.parametrize("status", [202, 403, 422])
def test_what_was_taken_or_refused_does_not_come_again(tmp_path: Path, status: int) -> None:
    store = Store(tmp_path, durable=False)
    made = Chaff(1, START_MS)
    chaff.settle(store, SERVER, made, (status, "said"), START_MS)
    assert channel_of(store, SERVER).chaff is None


def test_a_moment_that_a_wrong_clock_had_drawn_is_drawn_again(tmp_path: Path) -> None:
    store = Store(tmp_path, durable=False)
    due_at(store, START_MS + 70 * 365 * DAY_MS)
    assert due_at(store, START_MS) is None
    assert channel_of(store, SERVER).chaff_ms < START_MS + chaff.FARTHEST_MS
