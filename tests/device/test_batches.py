"""Signed batches are pulled, checked and matched on the phone, and forgotten when they are taken back."""

import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.core.exposure.made import ROOT, rows, signer, standing, trusting
from tests.device.exposure_server import ExposureServer, exposing
from tests.device.phones import START_MS, live
from tests.device.pulling import CASE, DAY, NOW, UNTIL, channel, folder, held, log, pull, refusal, server
from vungxanh.core.exposure.batch import Report, Row, read_batch
from vungxanh.core.exposure.slotkeys import of_day
from vungxanh.core.tracing.ids import DAY_MS, DAY_S
from vungxanh.device.batches import owners_keys
from vungxanh.device.channel import channel_of, findings, keep
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.store import Store

__all__ = ["folder", "server"]
OTHER = bytes(range(50, 82))
KEY_OF_CASE = CASE.key.key


def test_a_first_pull_pins_the_key_shows_it_and_finds_who_was_near(folder: Path, server: ExposureServer) -> None:
    news = pull(folder, server)
    assert (news.batches, news.keys, news.problems, news.fingerprint) == (1, 31, [], ROOT.public.fingerprint)
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


def revoked_then_published_again(server: ExposureServer) -> None:
    server.publish([replace(CASE, revoked=True), *rows(5, seed=9, day_s=DAY)], UNTIL + 3_600)
    server.publish([CASE, *rows(5, seed=10, day_s=DAY)], UNTIL + 7_200)


def test_what_the_later_batch_says_stands(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    revoked_then_published_again(server)
    news = pull(folder, server, NOW + 7_200_000)
    assert (news.batches, news.forgotten, len(news.met)) == (2, 1, 1)
    (met,) = held(folder)
    assert (met.batch, met.rows, met.signer) == (3, 20, signer().public.id)


def test_an_earlier_batch_that_comes_late_changes_nothing(folder: Path, server: ExposureServer) -> None:
    first, server.documents["batches/1.bin"] = server.documents["batches/1.bin"], b""
    server.publish([replace(CASE, revoked=True), *rows(5, seed=9, day_s=DAY)], UNTIL + 3_600)
    assert [one["code"] for one in pull(folder, server, NOW + 3_600_000).problems] == ["wrong_digest"]
    server.documents["batches/1.bin"] = first
    news = pull(folder, server, NOW + 3_660_000)
    assert (news.batches, news.met, held(folder)) == (1, [], [])


def test_the_definition_and_the_phone_agree_on_what_stands(folder: Path, server: ExposureServer) -> None:
    revoked_then_published_again(server)
    trusted = trusting(signer())
    files = [read_batch(server.documents[one.path], trusted) for one in server.entries]
    row = standing(reversed(files))[KEY_OF_CASE]
    pull(folder, server, NOW + 7_200_000)
    assert row.revoked is False
    assert [one.batch for one in held(folder)] == [3]
    assert standing(files[:2])[KEY_OF_CASE].revoked


def test_another_server_takes_back_nothing(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    other = ExposureServer()
    other.publish_keys(signer(), issued_s=DAY)
    other.publish([replace(CASE, revoked=True)], UNTIL)
    with exposing(other):
        assert pull(folder, other).forgotten == 0
    assert len(held(folder)) == 1


def test_what_a_dropped_key_made_the_phone_believe_goes_and_the_true_batches_come(
    folder: Path, server: ExposureServer
) -> None:
    honest = signer(2, version=2)
    pull(folder, server)
    server.publish([Row(of_day(OTHER, DAY, DAY + DAY_S - 1))], UNTIL + 60)  # forged, under a number to come
    server.sign_index(UNTIL + 60, sequence=NOW // 1000 + DAY_S)  # and all that come after it shut out
    pull(folder, server, NOW)
    server.entries.clear()
    server.signers = [honest]
    server.publish_keys(honest, sequence=2, issued_s=UNTIL + 120)
    server.publish(rows(5, seed=9, day_s=DAY), UNTIL + 120)
    server.publish([CASE], UNTIL + 121)
    server.sign_index(UNTIL + 121, sequence=UNTIL + 121)
    assert len(held(folder)) == 1
    news = pull(folder, server, NOW + 60_000)
    assert (news.batches, news.forgotten, [one.batch for one in held(folder)]) == (2, 1, [2])
    assert ("signing_keys", "dropped") in log(folder)


def test_a_key_that_ends_in_its_time_takes_no_finding_with_it(folder: Path, server: ExposureServer) -> None:
    server.publish_keys(signer(until_s=NOW // 1000 + 60), issued_s=DAY)
    pull(folder, server)
    server.publish_keys(signer(2, version=2), sequence=2, issued_s=UNTIL)
    server.signers = [signer(2, version=2)]
    server.publish(rows(5, seed=9, day_s=DAY), UNTIL + 3_600)
    news = pull(folder, server, NOW + 3_600_000)
    assert (news.forgotten, len(held(folder))) == (0, 1)


def test_findings_go_with_the_retention_of_sightings(folder: Path, server: ExposureServer) -> None:
    pull(folder, server)
    store = Store(folder)
    live(store, NOW, START_MS + 21 * DAY_MS)
    assert len(findings(store)) == 1
    live(store, START_MS + 22 * DAY_MS, START_MS + 23 * DAY_MS)
    assert findings(store) == []
    store.close()


def test_the_owners_file_is_believed_and_nothing_else(folder: Path, server: ExposureServer, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_bytes(server.documents["keys.json"])
    server.publish_keys(signer(5), sequence=9, root=signer(6), issued_s=DAY)  # the server changes hands
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
    server.publish_keys(signer(2, version=2), signer(), sequence=2, by=signer(), issued_s=DAY)
    assert "None of the signatures" in refusal(folder, server, NOW + 5_400_000)  # nor by the key of batches before it
    server.publish_keys(signer(2, version=2), signer(), sequence=2, issued_s=DAY)
    assert pull(folder, server, NOW + 7_200_000).batches == 1


def test_a_stale_index_is_used_and_told(folder: Path, server: ExposureServer) -> None:
    news = pull(folder, server, NOW + 3 * DAY_MS)
    assert ([one["code"] for one in news.problems], len(news.met)) == (["index_stale"], 1)
    again = pull(folder, server, NOW + 3 * DAY_MS + 60_000)
    assert (again.unchanged, [one["code"] for one in again.problems]) == (True, ["index_stale"])


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
