"""The command's entry: one agent a store, JSON lines, order at the end, small."""

import io
import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest

from vungxanh.core.tracing.adverts import android_advert
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.running import run_agent
from vungxanh.device.store import Store

AGENT = """
import sys
from pathlib import Path
from vungxanh.device.running import run_agent
sys.exit(run_agent(sys.argv[1], store_dir=Path(sys.argv[2]), as_json=True, foreground=True))
"""
LIMIT_MB = 120
ACKNOWLEDGED = timedelta(seconds=2)  # a row is on disk within a second of being heard


def started(radio: str, folder: Path) -> subprocess.Popen[str]:
    """An agent in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", AGENT, radio, str(folder)], stdout=subprocess.PIPE, text=True)


def events_until(agent: subprocess.Popen[str], what: str, count: int = 1) -> list[dict[str, object]]:
    """What it says until it has said something so often."""
    assert agent.stdout is not None
    found: list[dict[str, object]] = []
    while sum(one["event"] == what for one in found) < count:
        found.append(json.loads(agent.stdout.readline()))
    return found


def moment(event: dict[str, object]) -> datetime:
    """When it happened."""
    return datetime.fromisoformat(str(event["at"]))


def test_the_simulated_agent_tells_what_it_does_and_stops_in_time(tmp_path: Path) -> None:
    out = io.StringIO()
    assert run_agent("sim:still,speed=100000", store_dir=tmp_path, as_json=True, seconds=400, out=out) == 0
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    names = [one["event"] for one in events]
    assert names[:3] == ["started", "radio_up", "rotated"]
    assert names[-1] == "stopped"
    rows = [one for one in events if one["event"] == "sighting"]
    assert events[-1]["rows"] == events[-1]["stored"] == len(rows) > 0
    assert all(len(str(one["who"])) == 6 for one in rows)


def test_the_screen_says_it_in_vietnamese_and_english(tmp_path: Path) -> None:
    for language, word in (("vi", "Trạng thái"), ("en", "State")):
        out = io.StringIO()
        run_agent("sim:still,speed=100000", store_dir=tmp_path, seconds=40, language=language, out=out)
        assert word in out.getvalue()
        assert " m " not in out.getvalue()


@pytest.mark.parametrize(
    ("radio", "code"),
    [
        ("wifi:0", "radio_unknown"),
        ("sim:moon", "scenario_unknown"),
        ("replay:/no/file", "file_missing"),
        ("hci:usb:77", "radio_absent"),
        ("hci:hci-socket:77", "radio_absent"),
        ("hci:foo:bar", "radio_absent"),
        ("hci:tcp-client:127.0.0.1:9", "radio_absent"),
        ("hci:/dev/no-such-port", "radio_absent"),
    ],
)
def test_what_cannot_start_says_why_and_exits_1(
    tmp_path: Path, radio: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = io.StringIO()
    assert run_agent(radio, store_dir=tmp_path, as_json=True, out=out) == 1
    assert {json.loads(line)["event"] for line in out.getvalue().splitlines()} <= {"started"}
    assert error_of(capsys)["code"] == code
    assert run_agent(radio, store_dir=tmp_path, out=out) == 1
    assert radio.removeprefix("sim:").removeprefix("replay:") in capsys.readouterr().err


def error_of(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What stands on standard error: one line, in letters and not in escapes."""
    (line,) = capsys.readouterr().err.splitlines()
    assert "\\u" not in line
    error: dict[str, str] = json.loads(line)["error"]
    return error


@pytest.mark.parametrize(
    ("damage", "code"),
    [("database", "store_damaged"), ("key", "key_file_bad"), ("no key", "key_missing"), ("folder", "store_unusable")],
)
def test_a_store_that_cannot_be_used_is_named(
    tmp_path: Path, damage: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "store"
    Store(folder).close()
    if damage == "database":
        (folder / "store.sqlite3").write_bytes(b"no database" * 1_000)
    elif damage == "key":
        (folder / "store.key").write_text("no key")
    elif damage == "no key":
        (folder / "store.key").unlink()
    else:
        folder = Path("/proc/no-such-folder")
    assert run_agent("sim:still", store_dir=folder, as_json=True, seconds=1) == 1
    error = error_of(capsys)
    assert error["code"] == code
    assert str(folder) in error["message"]


HEAD = '{"format": "vungxanh-radio", "version": 1, "start": 1596844800000}\n'


def recorded(rows: int, every_ms: int) -> list[str]:
    """Adverts of ever other phones, as a recording has them."""
    advert = '{"ms": %d, "address": "5E:00:00:00:00:01", "rssi": -60, "data": "%s"}\n'
    return [
        advert % (1_596_844_800_000 + every_ms * number, android_advert(number.to_bytes(12, "big")).hex())
        for number in range(1, rows + 1)
    ]


def test_on_a_full_disk_rows_wait_are_written_when_there_is_room_and_a_loss_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    flush, calls, full = Store.flush, [0], range(50, 150)

    def limited(store: Store) -> int:
        calls[0] += 1
        store.database.connection.execute(f"PRAGMA max_page_count = {1 if calls[0] in full else 2**30}")
        return flush(store)

    monkeypatch.setattr(Store, "flush", limited)
    (tmp_path / "record").write_text(HEAD + "".join(recorded(3_000, 100)))
    radio, out = f"replay:{tmp_path / 'record'}", io.StringIO()
    assert run_agent(radio, store_dir=tmp_path / "one", as_json=True, out=out) == 0
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    told = [(one["event"], one.get("code")) for one in events if one["event"].startswith("store")]
    assert told == [("store_failed", "full"), ("store_up", None)]
    assert events[-1]["stored"] == events[-1]["rows"] == 3_000
    calls[0], full = 0, range(50, 10**9)
    assert run_agent(radio, store_dir=tmp_path / "two", as_json=True, out=out) == 1
    error = error_of(capsys)
    assert error["code"] == "not_stored"
    store = Store(tmp_path / "two")
    assert str(3_000 - store.count()) in error["message"]
    store.close()


def test_half_a_line_costs_only_itself(tmp_path: Path) -> None:
    lines = recorded(9, 6_000)
    (tmp_path / "record").write_text(HEAD + "".join(lines) + lines[0][:20])
    out = io.StringIO()
    assert run_agent(f"replay:{tmp_path / 'record'}", store_dir=tmp_path / "store", as_json=True, out=out) == 0
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    (problem,) = [one for one in events if one["event"] == "problem"]
    assert (problem["row"], problem["code"]) == (11, "recording_line")
    assert events[-1]["stored"] == 9
    assert all(str(one["at"]).endswith("+07:00") for one in events)


def test_kill_9_loses_no_acknowledged_row_and_the_next_agent_goes_on(tmp_path: Path) -> None:
    agent = started("sim:still,phones=30,speed=20", tmp_path)
    heard = moment(events_until(agent, "sighting", 60)[-1])
    while moment(events_until(agent, "sighting")[-1]) < heard + ACKNOWLEDGED:
        pass
    os.kill(agent.pid, signal.SIGKILL)
    agent.communicate()
    store = Store(tmp_path)
    rows = list(store.sightings())
    store.close()
    assert len(rows) >= 60
    last: dict[bytes, int] = {}
    for row in rows:
        assert row.ms - last.get(row.contact, 0) >= 5_000
        last[row.contact] = row.ms
    following = started("sim:still,speed=20", tmp_path)
    events_until(following, "sighting")
    following.send_signal(signal.SIGTERM)
    assert following.stdout is not None
    ended = json.loads(following.stdout.read().splitlines()[-1])
    assert following.wait() == 0
    assert ended["event"] == "stopped"
    assert int(str(ended["stored"])) >= len(rows) + 1


def test_a_second_agent_on_the_same_store_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agent = started("sim:still", tmp_path)
    try:
        events_until(agent, "radio_up")
        out = io.StringIO()
        assert run_agent("sim:still", store_dir=tmp_path, as_json=True, out=out, seconds=1) == 1
        assert error_of(capsys)["code"] == "store_locked"
    finally:
        agent.kill()
        agent.communicate()


def test_the_agent_stays_small(tmp_path: Path) -> None:
    agent = started("sim:still,phones=3,speed=20", tmp_path)
    try:
        events_until(agent, "sighting", 2)
        assert psutil.Process(agent.pid).memory_info().rss < LIMIT_MB * 1024 * 1024
    finally:
        agent.kill()
        agent.communicate()


def test_problems_speak_both_languages() -> None:
    from vungxanh.device.problems import _SENTENCES

    assert all(vi != en and vi and en for vi, en in _SENTENCES.values())
    assert DeviceProblem("radio_unknown", {"radio": "x"}).sentence("en").startswith("Radio “x”")
