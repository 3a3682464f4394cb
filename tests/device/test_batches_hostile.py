"""A hostile server gets nothing from a phone, and nothing into it."""

import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.core.exposure.made import rows, signer
from tests.device.exposure_server import ExposureServer, exposing
from tests.device.pulling import CASE, DAY, UNTIL, channel, folder, held, log, pull, refusal, server
from vungxanh.core.exposure.batch import MOST_BATCH_BYTES
from vungxanh.core.exposure.index import entry_of
from vungxanh.device import batches

__all__ = ["folder", "server"]


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
