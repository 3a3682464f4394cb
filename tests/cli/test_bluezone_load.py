"""A real server as `vungxanh run` starts it: the load command against it, and an upload far over the limit."""

import http.client
import json
import sqlite3
from collections.abc import Iterator

import psutil
import pytest
from click.testing import CliRunner

from tests.factories.phones import INFO, ROWS
from vungxanh.cli.bluezone.load import ENGINES, load
from vungxanh.cli.bluezone.load_parts import LIMITS
from vungxanh.cli.bluezone.load_postgres import programs
from vungxanh.cli.bluezone.load_stage import staged
from vungxanh.cli.bluezone.loading import Measured, measure, request
from vungxanh.core.exposure.batch import MOST_ROWS

pytestmark = pytest.mark.slow
MEBIBYTE = 2**20
PATH = "/api/AppHistoryContact/ReportHistory_ConfirmDeclare"


def a_history(mebibytes: int) -> Iterator[bytes]:
    block = (ROWS * (MEBIBYTE // len(ROWS) + 1))[:MEBIBYTE]
    yield b'--*****\r\nContent-Disposition: form-data; name="history"; filename="data_trace.txt"\r\n\r\n'
    for _each in range(mebibytes):
        yield block
    for name, value in {"TokenFirebase": "t:1", "InfoF": INFO, "OTP": "123456"}.items():
        yield f'\r\n--*****\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
    yield b"\r\n--*****--\r\n"


def memory_of(pid: int) -> int:
    server = psutil.Process(pid)
    return sum(int(each.memory_info().rss) for each in (server, *server.children(recursive=True)))


@pytest.mark.parametrize("declared", [True, False])
def test_two_hundred_mebibytes_are_refused_in_the_apps_words_and_fill_neither_memory_nor_disk(
    declared: bool,
) -> None:
    with staged("", codes=0) as stage:
        headers = {"Content-Type": "multipart/form-data;boundary=*****", "User-Agent": "Dalvik/2.1.0"}
        if declared:
            headers["Content-Length"] = str(sum(map(len, a_history(200))))
        small = http.client.HTTPConnection(*stage.address, timeout=60)
        small.request("POST", PATH, b"--*****--", headers={"Content-Type": "multipart/form-data;boundary=*****"})
        assert json.loads(small.getresponse().read())["Status"] == 11
        before = memory_of(stage.pid)
        line = http.client.HTTPConnection(*stage.address, timeout=120)
        line.request("POST", PATH, a_history(200), headers=headers, encode_chunked=not declared)
        answer = line.getresponse()
        assert (answer.status, json.loads(answer.read())["Status"]) == (200, 2)
        assert memory_of(stage.pid) - before < 40 * MEBIBYTE
        assert not list((stage.room / "exposure").rglob("*.*"))
        assert sum(path.stat().st_size for path in stage.room.rglob("histories/*")) == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_the_load_command_measures_each_part_and_nothing_fails(engine: str) -> None:
    if engine == "postgresql" and programs() is None:
        pytest.skip("PostgreSQL 15 or later is not installed")
    done = CliRunner().invoke(load, ["--seconds", "0.5", "--connections", "4", "--engine", engine, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert set(found) == {"machine", engine, "batch_export"}
    assert set(found[engine]) == {"version", "version_paced", "register", "register_paced", "upload"}
    for name, measured in found[engine].items():
        assert measured["failed"] == 0, name
        assert measured["answers"] > 0
        assert 0 < measured["generator_share"] <= 1
    assert found[engine]["upload"]["answers"] == 25
    assert found[engine]["upload"]["limit"] == 50
    assert found["batch_export"]["keys"] == MOST_ROWS


def test_a_limit_is_kept_by_more_answers_and_by_less_waiting() -> None:
    quick = Measured(seconds=1.0, latencies=[0.01] * 1_600)
    slow = Measured(seconds=2.0, latencies=[0.1] * 800)
    assert (LIMITS["register"].ratio(quick), LIMITS["register"].ratio(slow)) == (2.0, 0.5)
    assert (round(LIMITS["upload"].ratio(quick), 6), round(LIMITS["upload"].ratio(slow), 6)) == (5.0, 0.5)
    assert LIMITS["upload"].ratio(Measured(seconds=1.0, failed=1, latencies=[0.01] * 50)) == 0


def test_what_was_measured_was_written_and_a_wrong_answer_is_counted() -> None:
    with staged("", codes=3) as stage:
        good = measure(stage.address, stage.requests, judge=lambda said: b'"isOk":true' in said, seconds=20)
        assert (len(good.latencies), good.failed) == (3, 0)
        with sqlite3.connect(stage.room / "vungxanh.sqlite3") as database:
            assert database.execute("SELECT count(*) FROM exposure_upload WHERE history_name <> ''").fetchone() == (3,)
        wrong = iter([request("POST", "/api/App/RegisterUser", b"{}")] * 5)
        bad = measure(stage.address, wrong, judge=lambda said: b'"isOk":true' in said, seconds=20)
        assert (len(bad.latencies), bad.failed) == (5, 5)
