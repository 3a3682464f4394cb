"""The owner's commands that talk to a server: batches are pulled, hours are left out."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.bluezone_phone import BASE, CASE, PROGRAM, TODAY, answer, at_terminal, phone_in, report, store_command
from tests.cli.test_bluezone_store import folder
from tests.core.exposure.made import ROOT, rows, signer
from tests.device.exposure_server import ExposureServer, exposing
from tests.device.test_upload import Server, serving
from vungxanh.core.exposure.batch import Row
from vungxanh.core.exposure.slotkeys import of_day, slot_key
from vungxanh.core.exposure.uploads import read_upload
from vungxanh.core.tracing.ids import DAY_MS, DAY_S, key_after

__all__ = ["folder"]
NOW_S = time.time_ns() // 1_000_000_000
YESTERDAY = (TODAY - DAY_MS) // 1000


@pytest.fixture
def server() -> Iterator[ExposureServer]:
    """A server whose batch of this minute holds the key of the case that was met (before its two hours are over)."""
    one = ExposureServer(signers=[ours()])
    one.publish_keys(ours(), issued_s=NOW_S)
    met = of_day(CASE, YESTERDAY, min(YESTERDAY + DAY_S - 1, NOW_S - 7_201))
    one.publish([Row(met), *rows(9, day_s=YESTERDAY - 2 * DAY_S)], NOW_S)
    with exposing(one):
        yield one


def ours(number: int = 1):  # type: ignore[no-untyped-def]
    return signer(number, from_s=NOW_S - DAY_S, until_s=NOW_S + DAY_S)


def test_batches_are_pulled_and_what_was_found_is_told_again_later(folder: Path, server: ExposureServer) -> None:
    form = answer(folder, "match", "--server", server.url)
    assert (form["batches"], form["keys"], form["problems"]) == (1, 10, [])
    assert form["fingerprint"] == ROOT.public.fingerprint
    (met,) = form["met"]
    assert (met["new"], met["rows"]) == (True, 20)
    assert met["encounters"][0]["class"] == "high"
    again = answer(folder, "match", "--server", server.url)
    assert (again["batches"], again["fingerprint"], [one["new"] for one in again["met"]]) == (0, None, [False])
    told = store_command(folder, "match", "--server", server.url)
    assert "không có gì mới; máy này từng ở gần 1 ca bệnh" in told.stdout
    assert CASE.hex() not in told.stdout


def test_the_first_pull_shows_the_key_that_is_trusted_from_now_on(folder: Path, server: ExposureServer) -> None:
    told = store_command(folder, "match", "--server", server.url, "--lang", "en")
    assert ROOT.public.fingerprint in told.stdout
    assert "1 new batches, 10 keys" in told.stdout


def test_with_a_file_of_keys_a_stranger_is_refused(folder: Path, server: ExposureServer, tmp_path: Path) -> None:
    other = ExposureServer().publish_keys(ours(9), root=ours(8), issued_s=NOW_S)
    (tmp_path / "keys.json").write_bytes(other)
    done = store_command(folder, "match", "--server", server.url, "--trust", str(tmp_path / "keys.json"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Không có chữ ký nào" in done.stderr


def today() -> str:
    """In Viet Nam."""
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3_600))


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "đồng hồ máy chủ chỉ ngày khác"), ("en", "the server's another day")]
)
def test_a_server_that_lives_in_another_year_is_told_by_the_days_of_both(folder: Path, lang: str, words: str) -> None:
    then_s = 1_597_622_400  # 17 August 2020: the demonstration
    old = signer(1, from_s=then_s, until_s=then_s + 365 * DAY_S)
    one = ExposureServer(signers=[old])
    one.publish_keys(old, issued_s=then_s)
    one.publish(rows(9, day_s=then_s - 2 * DAY_S), then_s + DAY_S)
    days = [today()]
    with exposing(one):
        done = store_command(folder, "match", "--server", one.url, "--lang", lang)
    days.append(today())  # another one, where midnight fell between them
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "17/08/2020" in done.stderr
    assert any(day in done.stderr for day in days)
    assert words in done.stderr
    assert "vungxanh bluezone journey" in done.stderr


@pytest.mark.parametrize("words", [[], ["keys.json", "--server", "https://a.example"]])
def test_either_a_list_or_a_server(folder: Path, words: list[str]) -> None:
    assert store_command(folder, "match", *words).exit_code == 2


def test_the_log_tells_everything_in_words(folder: Path, server: ExposureServer) -> None:
    answer(folder, "match", "--server", server.url)
    told = store_command(folder, "log").stdout
    assert "tải mục lục lô khoá – đã tải" in told
    assert "đối chiếu lô khoá – đã đối chiếu" in told
    assert "tin lần đầu" in told


def test_an_agent_with_a_server_finds_by_itself(tmp_path: Path, server: ExposureServer) -> None:
    folder = phone_in(tmp_path, simulated=True)
    words = ["agent", "--radio", "sim:still,phones=1", "--server", server.url, "--seconds", "12", "--json"]
    program = [sys.executable, "-c", PROGRAM, *words, "--store", str(folder)]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"server_pinned", "pulled", "met"} <= {one["event"] for one in events}
    assert len(answer(folder, "match", "--server", server.url)["met"]) == 1


def test_an_agent_refuses_a_server_without_encryption(folder: Path) -> None:
    words = ["agent", "--radio", "sim:still,phones=1", "--server", "http://a.example", "--seconds", "9", "--json"]
    program = [sys.executable, "-c", PROGRAM, *words, "--store", str(folder)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stderr)["error"]["code"]) == (1, "plain_http")


def span(day: int, from_hour: int, until_hour: int) -> str:
    """Hours of a UTC day, said in the time of Viet Nam."""
    begins = TODAY // 1000 + day * DAY_S + 7 * 3_600
    return "/".join(
        time.strftime("%Y-%m-%d %H:%M", time.gmtime(begins + hour * 3_600)) for hour in (from_hour, until_hour)
    )


def test_hours_left_out_are_shown_and_nothing_that_leaves_leads_to_them(folder: Path) -> None:
    with serving(Server()) as server:
        told = at_terminal(folder, [*report(server), "--redact", span(-1, 11, 14), "--json"], "có\n")
    assert told.code == 0, told.screen
    ((_, _, _, body),) = server.got
    read = read_upload(body, now_s=NOW_S + 60)
    yesterday = next(one for one in read.keys if one.key.start_s // DAY_S == YESTERDAY // DAY_S)
    assert yesterday.key.start_s == YESTERDAY + 14 * 3_600
    assert yesterday.key.key == slot_key(key_after(BASE, 6), 56)
    assert all(one.day_key is None for one in read.keys)
    form = json.loads(told.stdout)
    assert {"slot_key"} == {name for one in form["keys"] for name in one if name.endswith("key")}
    from_vn = time.strftime("%d/%m/%Y 07:00", time.gmtime(YESTERDAY))
    until_vn = time.strftime("%d/%m/%Y 21:00", time.gmtime(YESTERDAY))
    assert f"{from_vn} – {until_vn}" in told.screen
    assert "không được báo" in told.screen
    assert not any(key_after(BASE, n).hex() in body.decode().lower() for n in range(9))


@pytest.mark.parametrize("text", ["", "2020-08-10 18:00", "2020-08-10 21:00/2020-08-10 18:00", "18:00/21:00"])
def test_what_is_no_span_of_hours_is_named(folder: Path, text: str) -> None:
    done = store_command(folder, *report(Server(url="https://a.example/x")), "--redact", text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "khoảng giờ" in done.stderr


def test_when_everything_is_left_out_nothing_is_sent(folder: Path) -> None:
    done = store_command(folder, *report(Server(url="https://a.example/x")), "--redact", span(-30, 0, 40 * 24))
    assert (done.exit_code, done.stdout) == (2, "")
