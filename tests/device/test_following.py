"""The agent fetches by itself, goes on when the server is away, and sends chaff like real reports."""

import asyncio
from pathlib import Path

from tests.core.exposure.made import rows, signer
from tests.device.exposure_server import ExposureServer, exposing
from tests.device.phones import START_MS
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.device import upload
from vungxanh.device.following import PULL_MS, Follower
from vungxanh.device.store import Store

DAY = START_MS // 1000
UNTIL = DAY + DAY_S + 7_200


def followed(
    folder: Path, url: str, hours: float, *, every_s: int = 15, sends: bool = True
) -> list[tuple[str, dict[str, object]]]:
    """What the owner is told while the phone follows a server for so long."""
    told: list[tuple[str, dict[str, object]]] = []
    store = Store(folder, durable=False)
    follower = Follower(store, folder, url, lambda what, facts: told.append((what, facts)), sends=sends)

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


def test_a_phone_that_follows_sends_its_chaff_by_itself(tmp_path: Path) -> None:
    server = ExposureServer()
    server.publish_keys(signer(), issued_s=DAY)
    server.publish([], UNTIL)
    with exposing(server):
        followed(tmp_path, server.url, 24 * 90, every_s=3_600)
    assert 10 <= len(server.posted) <= 80
    assert {len(body) % upload.BODY_BYTES for _, body in server.posted} == {0}


def test_a_phone_that_sends_nothing_fetches_and_sends_no_chaff(tmp_path: Path) -> None:
    server = ExposureServer()
    server.publish_keys(signer(), issued_s=DAY)
    server.publish([], UNTIL)
    with exposing(server):
        followed(tmp_path, server.url, 24 * 90, every_s=3_600, sends=False)
    assert "index.json" in server.asked_for()
    assert server.posted == []
