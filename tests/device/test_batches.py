"""Signed batches are pulled, checked and matched on the phone; a hostile server gets nothing and breaks nothing."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.core.exposure.made import rows, signer
from tests.device.exposure_server import ExposureServer, exposing
from tests.device.phones import START_MS
from vungxanh.core.exposure.batch import MOST_BATCH_BYTES, Report, Row
from vungxanh.core.exposure.index import entry_of
from vungxanh.core.exposure.slotkeys import of_day
from vungxanh.core.tracing.ids import DAY_MS, DAY_S, SLOT_MS, identifiers
from vungxanh.device import batches
from vungxanh.device.batches import News, owners_keys
from vungxanh.device.channel import Met, channel_of, findings, keep
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.store import Seen, Store

DAY = START_MS // 1000
KEY, OTHER = bytes(range(32)), bytes(range(50, 82))
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


def test_a_first_pull_pins_the_key_shows_it_and_finds_who_was_near(folder: Path, server: ExposureServer) -> None:
    news = pull(folder, server)
    assert (news.batches, news.keys, news.problems, news.fingerprint) == (1, 31, [], signer().public.fingerprint)
    (met,) = news.met
    assert (met.rows, met.report, met.start_s) == (20, Report.CLINICAL, DAY)
    assert met.encounters[0]["class"] == "high"
    assert held(folder) == [met]
    assert log(folder) == [
        ("signing_keys", "fetched"),
        ("signing_keys", "pinned"),
        ("index", "fetched"),
        ("batch", "matched"),
    ]
    assert server.posted == []


def test_what_is_unchanged_is_not_fetched_again_and_only_new_batches_are(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    again = pull(folder, server, NOW + 60_000)
    assert (again.unchanged, again.batches, again.fingerprint) == (True, 0, "")
    server.publish(rows(5, seed=9, day_s=DAY), UNTIL + DAY_S)
    third = pull(folder, server, NOW + DAY_MS - 60_000)
    assert (third.batches, third.keys) == (1, 5)
    assert server.asked_for() == [
        "keys.json",
        "index.json",
        "batches/1.bin",
        "index.json",
        "index.json",
        "batches/2.bin",
    ]
    assert len(held(folder)) == 1


def test_a_revoked_key_makes_the_phone_forget(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    server.publish([replace(CASE, revoked=True), *rows(5, seed=9, day_s=DAY)], UNTIL + DAY_S)
    news = pull(folder, server, NOW + DAY_MS)
    assert (news.forgotten, news.met, held(folder)) == (1, [], [])
    assert ("finding", "forgotten") in log(folder)


def test_a_phone_that_gets_key_and_revocation_together_ends_with_nothing(folder: Path, server: ExposureServer) -> None:
    server.publish([replace(CASE, revoked=True)], UNTIL + DAY_S)
    news = pull(folder, server, NOW + DAY_MS)
    assert (news.batches, news.met, held(folder)) == (2, [], [])


def test_findings_go_with_the_retention_of_sightings(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    store = Store(folder)
    store.purge(START_MS + 23 * DAY_MS)
    assert findings(store) == []
    store.close()


def test_the_owners_file_is_believed_and_nothing_else(folder: Path, server: ExposureServer, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_bytes(server.documents["keys.json"])
    server.publish_keys(signer(5), sequence=9, issued_s=DAY)  # the server changes hands
    server.signers = [signer(5)]
    server.sign_index(UNTIL)
    with pytest.raises(DeviceProblem) as wrong:
        pull(folder, server, owners=owners_keys(file))
    assert "trusted" in str(wrong.value)
    assert held(folder) == []
    assert channel(folder, server).pinned.startswith("owner")


def test_a_phone_that_trusts_already_goes_on_without_the_key_set(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    del server.documents["keys.json"]
    server.publish(rows(5, seed=9, day_s=DAY), UNTIL + DAY_S)
    news = pull(folder, server, NOW + DAY_MS)
    assert (news.batches, [one["code"] for one in news.problems]) == (1, ["not_fetched"])


def test_what_two_processes_learn_is_not_lost(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    store = Store(folder)
    held_now = channel_of(store, server.url)
    keep(store, server.url, sequence=0, digest="old", chaff_ms=7)
    after = channel_of(store, server.url)
    assert (after.sequence, after.digest, after.chaff_ms) == (held_now.sequence, held_now.digest, 7)
    store.close()


def channel(folder: Path, server: ExposureServer):  # type: ignore[no-untyped-def]
    store = Store(folder)
    try:
        return channel_of(store, server.url)
    finally:
        store.close()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", bytes(70_000)])
def test_a_file_that_is_no_key_set_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keys.json").write_bytes(content)
    with pytest.raises(DeviceProblem) as wrong:
        owners_keys(tmp_path / "keys.json")
    assert wrong.value.code == "list_refused"
    with pytest.raises(DeviceProblem) as wrong:
        owners_keys(tmp_path / "nowhere.json")
    assert wrong.value.code == "file_missing"


def test_a_key_is_followed_to_its_successor_and_not_to_a_stranger(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    server.publish_keys(signer(2, version=2), sequence=2, by=signer(2, version=2), issued_s=DAY)
    server.signers = [signer(2, version=2)]
    server.publish(rows(5, seed=9, day_s=DAY), UNTIL + 3_600)
    assert "None of the signatures" in refusal(folder, server, NOW + 3_600_000)
    assert ("signing_keys", "refused") in log(folder)
    server.publish_keys(signer(2, version=2), sequence=2, by=signer(), issued_s=DAY)
    assert pull(folder, server, NOW + 7_200_000).batches == 1


def test_an_old_index_is_refused_and_what_was_seen_stays(folder: Path, server: ExposureServer) -> None:
    old = server.documents["index.json"]
    server.publish(rows(5, seed=9, day_s=DAY), UNTIL + 60)
    pull(folder, server)
    new = server.documents["index.json"]
    server.documents["index.json"] = old
    assert "older than" in refusal(folder, server)
    server.sign_index(UNTIL + 90, sequence=2)  # the same number with another content
    assert "older than" in refusal(folder, server)
    server.documents["index.json"] = new
    assert pull(folder, server).problems == []


def test_a_batch_that_changes_after_its_publication_is_refused(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    server.entries.clear()
    server.publish(rows(5, seed=9, day_s=DAY), UNTIL + 60)
    assert "never rewritten" in refusal(folder, server)


def test_a_stale_index_is_used_and_told(folder: Path, server: ExposureServer) -> None:
    news = pull(folder, server, NOW + 3 * DAY_MS)
    assert ([one["code"] for one in news.problems], len(news.met)) == (["index_stale"], 1)
    again = pull(folder, server, NOW + 3 * DAY_MS + 60_000)
    assert (again.unchanged, [one["code"] for one in again.problems]) == (True, ["index_stale"])


def test_a_file_that_is_not_that_of_the_index_is_not_looked_at_and_tried_again(
    folder: Path, server: ExposureServer
) -> None:
    good = server.documents["batches/1.bin"]
    for bad in (good[:-1] + b"\0", good[:-1]):
        server.documents["batches/1.bin"] = bad
        news = pull(folder, server)
        assert [one["code"] for one in news.problems] == ["wrong_digest"]
    server.documents["batches/1.bin"] = good + b"\0"
    assert [one["code"] for one in pull(folder, server).problems] == ["too_large"]
    assert held(folder) == []
    server.documents["batches/1.bin"] = good
    assert len(pull(folder, server).met) == 1


def test_a_batch_of_a_stranger_is_refused_though_the_index_names_it(folder: Path, server: ExposureServer) -> None:
    server.signers = [signer(7)]
    forged = server.publish([CASE], UNTIL + 60)
    server.signers = [signer()]
    server.sign_index(UNTIL + 60)
    news = pull(folder, server)
    assert [one["code"] for one in news.problems] == ["unknown_signer"]
    assert str(forged.number) not in channel(folder, server).seen
    assert ("batch", "refused") in log(folder)


def test_the_file_of_another_batch_is_refused(folder: Path, server: ExposureServer) -> None:
    data = server.documents["batches/1.bin"]
    server.entries.append(entry_of(2, data, from_s=DAY, until_s=UNTIL))
    server.documents["batches/2.bin"] = data
    server.sign_index(UNTIL)
    assert [one["code"] for one in pull(folder, server).problems] == ["wrong_batch"]


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(bytes(1 << 20))
    except OSError:
        handler.server.endless_cut = True  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["keys.json", "index.json", "batches/1.bin"])
def test_a_huge_answer_is_cut_off(folder: Path, server: ExposureServer, path: str) -> None:
    server.instead[path] = endless
    if path.startswith("batches"):
        assert [one["code"] for one in pull(folder, server).problems] == ["too_large"]
    else:
        assert refusal(folder, server) == "too_large"
    assert held(folder) == []
    assert MOST_BATCH_BYTES < 23_000_000


@pytest.mark.parametrize("path", ["keys.json", "index.json", "batches/1.bin"])
def test_a_redirection_is_not_followed(folder: Path, server: ExposureServer, path: str) -> None:
    with exposing(ExposureServer(dict(server.documents))) as elsewhere:

        def away(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(302)
            handler.send_header("Location", f"{elsewhere.url}/exposure/v1/{path}")
            handler.end_headers()

        server.instead[path] = away
        if path.startswith("batches"):
            assert [one["code"] for one in pull(folder, server).problems] == ["not_fetched"]
        else:
            assert refusal(folder, server) == "not_fetched"
    assert elsewhere.asked == []


def test_a_slow_drip_is_cut_off(folder: Path, server: ExposureServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(600):
                handler.wfile.write(b"V")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    server.instead["batches/1.bin"] = drip
    monkeypatch.setattr(batches, "BATCH_S", 0.5)
    assert [one["code"] for one in pull(folder, server).problems] == ["not_fetched"]


def test_an_answer_that_nothing_changed_is_believed_only_when_it_was_asked_so(
    folder: Path, server: ExposureServer
) -> None:
    def same(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(304)
        handler.end_headers()

    server.instead["index.json"] = same
    assert refusal(folder, server) == "not_fetched"


def test_a_server_that_is_away_changes_nothing(folder: Path) -> None:
    away = ExposureServer(url="http://127.0.0.1:9")
    assert refusal(folder, away) == "not_fetched"
    assert log(folder) == [("signing_keys", "failed")]


def test_plain_http_to_another_machine_is_refused(folder: Path) -> None:
    assert refusal(folder, ExposureServer(url="http://khoa.example.vn")) == "plain_http"


PULLING = """
import asyncio, sys
from pathlib import Path
from vungxanh.device.batches import pull
from vungxanh.device.store import Store
folder = Path(sys.argv[1])
asyncio.run(pull(Store(folder), folder, sys.argv[2], int(sys.argv[3])))
"""


def test_kill_9_in_the_middle_loses_nothing_and_repeats_nothing(folder: Path, server: ExposureServer) -> None:
    server.publish([Row(of_day(OTHER, DAY, DAY + DAY_S - 1))], UNTIL + 60)
    asked, over = threading.Event(), threading.Event()

    def waits(_: BaseHTTPRequestHandler) -> None:
        asked.set()
        over.wait(30)

    server.instead["batches/2.bin"] = waits
    program = [sys.executable, "-c", PULLING, str(folder), server.url, str(NOW)]
    with subprocess.Popen(program) as running:
        assert asked.wait(60)
        running.kill()
    over.set()
    (before,) = held(folder)
    del server.instead["batches/2.bin"]
    news = pull(folder, server)
    assert (news.batches, news.met, held(folder)) == (1, [], [before])
    assert server.asked_for().count("batches/1.bin") == 1
