"""A simulation or a recording never touches a real phone's store, and tells what it was started with."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.device.exposure_server import ExposureServer, exposing
from tests.device.test_upload import NOW, Server, phone, proposal, serving
from vungxanh.core.tracing.adverts import android_advert
from vungxanh.device import upload
from vungxanh.device.channel import keep
from vungxanh.device.places import default_folder
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.running import run_agent
from vungxanh.device.settings import MOST_S, Duty, read_duty
from vungxanh.device.store import Store

START_MS = 1_596_844_800_000
RADIOS = ("sim:still,speed=100000", "replay:{file}")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Two hundred adverts, ten seconds apart."""
    path = tmp_path / "recording.jsonl"
    lines = [{"format": "vungxanh-radio", "version": 1, "start": START_MS}]
    for place in range(200):
        data = android_advert(bytes(11) + bytes([place // 90])).hex()
        lines.append({"ms": START_MS + place * 10_000, "address": "5E:00:00:00:00:01", "rssi": -60, "data": data})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def run(radio: str, **named: Any) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and events of a run of forty seconds at most."""
    out = io.StringIO()
    code = run_agent(radio, as_json=True, seconds=2_500, out=out, **named)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("radio", RADIOS)
def test_without_a_folder_it_uses_a_store_that_goes_with_it(
    radio: str, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    code, events = run(radio.format(file=recording))
    begun, ended = events[0], events[-1]
    assert (code, begun["event"], begun["temporary"]) == (0, "started", True)
    assert ended["rows"] > 0
    assert not Path(begun["store"]).exists()
    assert not default_folder().exists()


@pytest.mark.parametrize("radio", RADIOS)
def test_a_real_phones_store_is_refused_and_its_report_is_not_sent(
    radio: str, recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "real"
    store = phone(folder, Store(folder))
    with serving(Server()) as server:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        store.close()
        code, events = run(radio.format(file=recording), store_dir=folder)
    assert (code, events, server.got) == (1, [], [])
    error = json.loads(capsys.readouterr().err)["error"]
    assert (error["code"], str(folder) in error["message"]) == ("store_real", True)
    kept = Store(folder)
    assert (kept.count(), len(upload.OUTBOX.waiting(kept))) == (1, 1)


def test_a_simulated_phone_that_follows_a_server_sends_no_chaff(tmp_path: Path) -> None:
    with exposing(ExposureServer()) as server:
        store = Store(tmp_path)
        store.devote(simulated=True)
        keep(store, server.url, chaff_ms=1)  # long due
        store.close()
        out = io.StringIO()
        radio = "sim:still,phones=1"
        assert run_agent(radio, as_json=True, seconds=6, out=out, store_dir=tmp_path, server=server.url) == 0
    assert "server_failed" in {json.loads(line)["event"] for line in out.getvalue().splitlines()}
    assert server.posted == []


def test_a_simulated_phones_store_sends_no_report_and_is_none_for_a_real_radio(tmp_path: Path) -> None:
    run("sim:still,speed=100000", store_dir=tmp_path)
    store = Store(tmp_path)
    with pytest.raises(DeviceProblem) as refused:
        store.devote(simulated=False)
    assert refused.value.code == "store_simulated"
    base = store.base_keys()[0]
    with serving(Server()) as server:
        now = base.from_ms + 1_000
        made = upload.propose(store, server=server.url, code="123456", since_ms=now, now_ms=now)
        upload.consent(store, made, lambda _: True, now)
        store.close()
        run("sim:still,speed=100000", store_dir=tmp_path)
    assert server.got == []


def test_a_recording_played_twice_into_one_store_is_one_recording(recording: Path, tmp_path: Path) -> None:
    counts = [run(f"replay:{recording}", store_dir=tmp_path / "store")[1][-1]["stored"] for _ in range(2)]
    assert counts[0] == counts[1] > 100


def test_a_recording_is_written_into_a_new_private_file_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "recording"
    assert run("sim:still,speed=100000", record=path)[0] == 0
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    assert run("sim:still,speed=100000", record=path)[0] == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "file_exists"
    assert path.read_bytes() == before


def test_the_duty_cycles_can_be_chosen_and_are_told(tmp_path: Path) -> None:
    _, events = run("sim:still,speed=100000", store_dir=tmp_path, advertise="5/0", scan="20/40")
    assert (events[0]["advertise"], events[0]["scan"]) == ([5, 0], [20, 40])
    heard = [event["ms"] for event in events if event["event"] == "sighting"]
    assert {(ms - heard[0]) // 60_000 for ms in heard} >= set(range(30))  # a window each minute, not each five
    out = io.StringIO()
    run_agent("sim:still,speed=100000", store_dir=tmp_path, scan="20/40", seconds=40, language="en", out=out)
    assert "advertising 15/15, scanning 20/40" in out.getvalue()


@pytest.mark.parametrize(
    "text", ["", "15", "0/15", "-1/5", "15/-1", "a/b", "nan/1", "inf/1", f"{MOST_S + 1}/0", "1/2/3"]
)
def test_a_duty_cycle_that_makes_no_sense_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DeviceProblem):
        read_duty(text, "--scan")
    assert run("sim:still", store_dir=tmp_path / "none", scan=text) == (1, [])
    assert "--scan" in json.loads(capsys.readouterr().err)["error"]["message"]
    assert not (tmp_path / "none").exists()


def test_a_duty_cycle_reads_as_it_is_written() -> None:
    assert read_duty("40/260", "--scan") == Duty(40, 260)
    assert str(Duty(0.5, 260)) == "0.5/260"
