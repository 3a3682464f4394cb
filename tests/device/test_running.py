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
    assert names[:2] == ["radio_up", "rotated"]
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
    [("wifi:0", "radio_unknown"), ("sim:moon", "scenario_unknown"), ("replay:/no/file", "file_missing")],
)
def test_what_cannot_start_says_why_and_exits_1(tmp_path: Path, radio: str, code: str) -> None:
    out = io.StringIO()
    assert run_agent(radio, store_dir=tmp_path, as_json=True, out=out) == 1
    error = json.loads(out.getvalue().splitlines()[-1])["error"]
    assert error["code"] == code
    assert error["message"]


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


def test_a_second_agent_on_the_same_store_is_refused(tmp_path: Path) -> None:
    agent = started("sim:still", tmp_path)
    try:
        events_until(agent, "radio_up")
        out = io.StringIO()
        assert run_agent("sim:still", store_dir=tmp_path, as_json=True, out=out, seconds=1) == 1
        assert json.loads(out.getvalue())["error"]["code"] == "store_locked"
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
