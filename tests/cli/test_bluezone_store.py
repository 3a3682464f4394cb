"""`vungxanh bluezone store`: the owner sees everything."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.cli.bluezone_phone import BASE, CASE, CODE, TODAY, answer, logged, phone_in, store_command
from tests.device.test_upload import Server, serving
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.keylist import PositiveKey, write_key_list
from vungxanh.device.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return phone_in(tmp_path)


def test_show_tells_the_state_and_the_last_purge(folder: Path) -> None:
    form = answer(folder, "show")
    day = time.strftime("%Y-%m-%d", time.gmtime((TODAY - DAY_MS) / 1000))
    assert (form["rows"], form["days"], form["last_purge"], form["waiting"]) == (20, [day, day], None, [])
    assert form["base_day"] == time.strftime("%Y-%m-%d", time.gmtime((TODAY - 7 * DAY_MS) / 1000))
    assert form["bytes"] > 10_000
    store = Store(folder)
    store.purge(TODAY), store.purge(TODAY + 3_600_000)
    store.close()
    purged = time.strftime("%Y-%m-%dT08:00:00+07:00", time.gmtime(TODAY / 1000))
    assert answer(folder, "show")["last_purge"] == purged
    assert f"lần xoá gần nhất: {purged}" in store_command(folder, "show").stdout
    assert "20 rows" in store_command(folder, "show", "--lang", "en").stdout


def test_export_writes_a_new_private_file_that_match_reads(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "data_trace.txt"
    assert answer(folder, "export", str(out)) == {"rows": 20, "file": str(out)}
    assert out.stat().st_mode & 0o777 == 0o600
    assert out.read_bytes().count(b"\n") == 20
    again = store_command(folder, "export", str(out), "--lang", "en")
    assert (again.exit_code, again.stderr) == (2, "File “data_trace.txt” is there already: choose another name.\n")
    assert answer(folder, "export", str(tmp_path / "later"), "--since", "2099-01-01")["rows"] == 0
    assert logged(folder) == [("owner", "export", "done")] * 2


def listed(*keys: bytes) -> str:
    start = (TODAY - DAY_MS) // 1000
    return write_key_list([PositiveKey(key, start, start + 86_399) for key in keys])


def test_match_names_whom_the_phone_met_from_a_file_and_from_an_address(folder: Path, tmp_path: Path) -> None:
    text = listed(BASE, CASE).replace('{"data":[', '{"data":[{"daily_key":"00"},')
    (tmp_path / "f0.json").write_text(text)
    with serving(Server(body=text.encode())) as server:
        forms = [answer(folder, "match", source) for source in (str(tmp_path / "f0.json"), server.url)]
    for form in forms:
        ((met,), (problem,)) = form["met"], form["problems"]
        assert (form["keys"], met["entry"], met["rows"], problem["row"]) == (2, 2, 20, 1)
        (encounter,) = met["encounters"]
        assert encounter["class"] == "high"
        assert encounter["start"].endswith("+07:00")
    assert forms[0]["problems"][0]["file"] == "f0.json"
    assert [command for command, *_ in server.got] == ["GET"]
    assert logged(folder) == [("owner", "match", "done"), ("agent", "key_list", "fetched"), ("owner", "match", "done")]
    told = store_command(folder, "match", str(tmp_path / "f0.json"))
    assert "Gặp 1 trong 2 khoá" in told.stdout
    assert "f0.json, mục 1:" in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["match", "no-such.json"], "“no-such.json” cannot be opened: it is not there"),
        (["match", "/"], "it is a folder"),
        (["match", "http://127.0.0.1:9/f0.json"], "the other side refuses the connection."),
        (["match", "http://example.vn/f0.json"], "https"),
        (["match", "{bad}"], "“bad.json” cannot be used"),
        (["match", "{bytes}"], "not UTF-8"),
        (["log", "--since", "yesterday"], "“yesterday” is not a day"),
        (["export", "/no/such/place"], "cannot be written"),
        (["report", "--server", "http://a.vn/", "--code", CODE, "--since", "2020-01-01"], "https"),
        (["report", "--server", "https://a.vn/", "--code", "12", "--since", "2020-01-01"], "not “12”"),
        (["report", "--server", "https://a.vn/", "--code", CODE, "--since", "2099-01-01"], "no key"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_2(
    folder: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    (tmp_path / "bad.json").write_text("[1, 2")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe{")
    named = {"{bad}": str(tmp_path / "bad.json"), "{bytes}": str(tmp_path / "bytes.json")}
    done = store_command(folder, *(named.get(word, word) for word in words), "--lang", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["show", "log", "send", "withdraw"])
def test_looking_for_a_store_that_is_not_there_makes_none(tmp_path: Path, command: str) -> None:
    done = store_command(tmp_path / "nowhere", command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "nowhere" in done.stderr
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("damage", ["key", "database", "mode"])
def test_a_damaged_store_is_named(folder: Path, damage: str) -> None:
    if damage == "key":
        (folder / "store.key").write_text("no key")
    elif damage == "mode":
        (folder / "store.key").chmod(0o644)
    else:
        (folder / "store.sqlite3").write_bytes(b"no database" * 1_000)
        (folder / "store.sqlite3-wal").unlink(missing_ok=True)
    done = store_command(folder, "show", "--lang", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert str(folder) in done.stderr
    assert done.stderr.count("\n") == 1
