"""A phone that was near a case, a server that publishes the case's key, and what passes between them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.exposure.made import rows, signer
from tests.device.exposure_server import ExposureServer, exposing
from tests.device.phones import START_MS
from vungxanh.core.exposure.batch import Report, Row
from vungxanh.core.exposure.slotkeys import of_day
from vungxanh.core.tracing.ids import DAY_MS, DAY_S, SLOT_MS, identifiers
from vungxanh.device import batches
from vungxanh.device.batches import News
from vungxanh.device.channel import Channel, Met, channel_of, findings
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.store import Seen, Store

DAY = START_MS // 1000
KEY = bytes(range(32))
UNTIL = DAY + DAY_S + 7_200
NOW = (UNTIL + 600) * 1000
CASE = Row(of_day(KEY, DAY, DAY + DAY_S - 1), Report.CLINICAL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The store of a phone that was near the holder of KEY for twenty minutes."""
    place = tmp_path / "store"
    store = Store(place)
    for minute in range(20):
        ms = START_MS + 40 * SLOT_MS + minute * 60_000
        store.note(Seen(bytes(12), identifiers(KEY)[ms % DAY_MS // SLOT_MS], -55, ms))
    store.close()
    return place


@pytest.fixture
def server() -> Iterator[ExposureServer]:
    """A server with one batch in which that key is."""
    one = ExposureServer()
    one.publish_keys(signer(), issued_s=DAY)
    one.publish([CASE, *rows(30, day_s=DAY)], UNTIL)
    with exposing(one):
        yield one


def pull(folder: Path, server: ExposureServer, now_ms: int = NOW, **more: object) -> News:
    store = Store(folder)
    try:
        return asyncio.run(batches.pull(store, folder, server.url + "/", now_ms, **more))  # type: ignore[arg-type]
    finally:
        store.close()


def refusal(folder: Path, server: ExposureServer, now_ms: int = NOW) -> str:
    with pytest.raises(DeviceProblem) as wrong:
        pull(folder, server, now_ms)
    assert wrong.value.sentence("vi") != wrong.value.sentence("en")
    return wrong.value.code if wrong.value.code != "list_refused" else str(wrong.value.facts["en"])


def held(folder: Path) -> list[Met]:
    store = Store(folder)
    try:
        return findings(store)
    finally:
        store.close()


def log(folder: Path) -> list[tuple[str, str]]:
    store = Store(folder)
    try:
        return [(one.what, one.outcome) for one in store.requests()]
    finally:
        store.close()


def channel(folder: Path, server: ExposureServer) -> Channel:
    store = Store(folder)
    try:
        return channel_of(store, server.url)
    finally:
        store.close()
