"""The agent fetches by itself, goes on when the server is away, and sends chaff like real reports."""

import asyncio
import json
from hashlib import sha256
from pathlib import Path
from statistics import mean, stdev

import pytest

from tests.core.exposure.made import rows, signer
from tests.device.exposure_server import ExposureServer, exposing
from tests.device.phones import START_MS
from tests.device.test_upload import CODE, Server, proposal, serving
from vungxanh.core.exposure.uploads import read_upload
from vungxanh.core.tracing.ids import DAY_MS, DAY_S
from vungxanh.device import chaff, upload
from vungxanh.device.channel import channel_of
from vungxanh.device.following import PULL_MS, Follower
from vungxanh.device.store import Store

DAY = START_MS // 1000
UNTIL = DAY + DAY_S + 7_200


def followed(folder: Path, url: str, hours: float, *, every_s: int = 15) -> list[tuple[str, dict[str, object]]]:
    """What the owner is told while the phone follows a server for so long."""
    told: list[tuple[str, dict[str, object]]] = []
    store = Store(folder, durable=False)
    follower = Follower(store, folder, url, lambda what, facts: told.append((what, facts)))

    async def main() -> None:
        begun_ms = UNTIL * 1000 + 60_000
        for passed_ms in range(0, round(hours * 3_600_000) + 1, every_s * 1000):
            await follower.look(begun_ms + passed_ms)

    asyncio.run(main())
    store.close()
    return told


def test_it_fetches_every_four_hours_and_tells(tmp_path: Path) -> None:
    server = ExposureServer()
    server.publish_keys(signer(), issued_s=DAY)
    server.publish(rows(3, day_s=DAY), UNTIL)
    with exposing(server):
        told = followed(tmp_path, server.url, 13)
    asked = server.asked_for().count("index.json")
    assert 3 <= asked <= 13 * 3_600_000 // PULL_MS + 1
    assert [what for what, _ in told][:2] == ["pulled", "server_pinned"]
    assert [facts["keys"] for what, facts in told if what == "pulled"] == [3] + [0] * (asked - 1)


def test_a_server_that_is_away_is_told_and_tried_again_soon_then_seldom(tmp_path: Path) -> None:
    told = followed(tmp_path, "http://127.0.0.1:9", 12)
    assert {what for what, _ in told} == {"server_failed"}
    assert 5 <= len(told) <= 7


def test_a_trouble_of_the_index_is_told(tmp_path: Path) -> None:
    server = ExposureServer()
    server.publish_keys(signer(), issued_s=DAY)
    server.publish(rows(3, day_s=DAY), UNTIL)
    server.documents["batches/1.bin"] = b"x"
    with exposing(server):
        told = followed(tmp_path, server.url, 0)
    assert ("server_problem", "wrong_digest") in [(what, facts.get("code")) for what, facts in told]


def test_chaff_is_a_report_in_size_way_and_headers(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.base_key(START_MS)
    now_ms = START_MS + 5 * DAY_MS + 3_600_000
    with exposing(ExposureServer()) as server, serving(Server()) as real:
        said = chaff.send(server.url, now_ms)
        real.url = f"{server.url}/exposure/v1/uploads"
        assert upload.consent(store, proposal(store, real), lambda _: True, now_ms)
        assert upload.send_due(store, now_ms) == ["accepted"]
    assert said == "HTTP 202"
    (made, body), (given, sent) = server.posted
    assert set(made) == set(given)
    assert {name: made[name] for name in made if name != "Idempotency-Key"} == {
        name: given[name] for name in given if name != "Idempotency-Key"
    }
    assert made["Idempotency-Key"] == sha256(body).hexdigest()
    assert len(body) == len(sent)
    assert read_upload(body, now_s=now_ms // 1000).chaff
    assert not read_upload(sent, now_s=now_ms // 1000).chaff
    assert json.loads(sent)["code"] == CODE


def test_chaff_says_nothing_of_the_phone(tmp_path: Path) -> None:
    one, other = (json.loads(chaff.chaff(START_MS)) for _ in range(2))
    assert not {key["daily_key"] for key in one["keys"]} & {key["daily_key"] for key in other["keys"]}
    assert set(one) - {"chaff"} == {"version", "code", "keys", "padding"}


def test_the_times_of_chaff_are_a_poisson_process_of_five_days(tmp_path: Path) -> None:
    store = Store(tmp_path)
    waits, now_ms = [], START_MS
    assert not chaff.due(store, "https://a.example", now_ms)
    for _ in range(400):
        next_ms = channel_of(store, "https://a.example").chaff_ms
        assert not chaff.due(store, "https://a.example", next_ms - 1)
        assert chaff.due(store, "https://a.example", next_ms)
        waits.append(next_ms - now_ms)
        now_ms = next_ms
        chaff.settle(store, "https://a.example", now_ms, "HTTP 202")
    assert mean(waits) == pytest.approx(5 * DAY_MS, rel=0.25)
    assert stdev(waits) == pytest.approx(mean(waits), rel=0.35)
    assert {(one.what, one.outcome) for one in store.requests()} == {("chaff", "sent")}


def test_a_phone_that_follows_sends_its_chaff_by_itself(tmp_path: Path) -> None:
    server = ExposureServer()
    server.publish_keys(signer(), issued_s=DAY)
    server.publish([], UNTIL)
    with exposing(server):
        followed(tmp_path, server.url, 24 * 60, every_s=3_600)
    assert 2 <= len(server.posted) <= 40
    assert {len(body) for _, body in server.posted} == {upload.BODY_BYTES}
