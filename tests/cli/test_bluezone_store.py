"""`vungxanh bluezone store`: the owner sees everything, and nothing leaves without an answer typed at this machine."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.device.test_upload import Server, serving
from vungxanh.cli.bluezone import bluezone
from vungxanh.core.tracing.ids import DAY_MS, SLOT_MS, identifiers, key_after
from vungxanh.core.tracing.keylist import PositiveKey, write_key_list
from vungxanh.device import upload
from vungxanh.device.store import Seen, Store

TODAY = time.time_ns() // 1_000_000 // DAY_MS * DAY_MS
BASE, CASE = bytes(range(32)), bytes(range(100, 132))
CODE = "483920"
PROGRAM = "from vungxanh.cli.bluezone import bluezone; bluezone()"
AT_TERMINAL = f"import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); {PROGRAM}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The store of a phone in use for six days that met the holder of CASE for twenty minutes the day before."""
    place = tmp_path / "store"
    place.mkdir()
    (place / "store.key").write_text("AB" * 32)
    (place / "store.key").chmod(0o600)
    store = Store(place)
    store.adopt(BASE, day_ms=TODAY - 7 * DAY_MS, from_ms=TODAY - 6 * DAY_MS)
    for minute in range(20):
        ms = TODAY - DAY_MS + 40 * SLOT_MS + minute * 60_000
        store.note(Seen(bytes(12), identifiers(CASE)[ms % DAY_MS // SLOT_MS], -55, ms))
    store.close()
    return place


def store_command(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(bluezone, ["store", *words, "--store", str(folder)])


def answer(folder: Path, *words: str, code: int = 0) -> Any:
    done = store_command(folder, *words, "--json")
    assert (done.exit_code, done.stderr) == (code, ""), done.output
    return json.loads(done.stdout)


def logged(folder: Path) -> list[tuple[str, str, str]]:
    return [(one["by"], one["what"], one["outcome"]) for one in answer(folder, "log")]


@dataclass
class Told:
    """How a command ended that was run at a terminal, and what stood on it."""

    code: int
    screen: str
    stdout: str


def at_terminal(folder: Path, words: list[str], typed: str, *, before: str = "") -> Told:
    """Run with a terminal; `typed` is typed when the question stands there, `before` already before the start."""
    master, slave = pty.openpty()
    os.write(master, before.encode())
    program = [sys.executable, "-c", AT_TERMINAL, "store", *words, "--store", str(folder)]
    with subprocess.Popen(
        program, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as running:
        os.close(slave)
        screen = b""
        try:
            while piece := os.read(master, 65_536):
                screen += piece
                if screen.endswith(b"] "):
                    os.write(master, typed.encode())
        except OSError:  # the other side has closed the terminal
            pass
        stdout, _ = running.communicate()
    os.close(master)
    return Told(running.returncode, screen.decode(), stdout)


def report(server: Server, days: int = 2) -> list[str]:
    first = time.strftime("%Y-%m-%d", time.gmtime((TODAY - days * DAY_MS) / 1000 + 12 * 3_600))
    return ["report", "--server", server.url, "--code", CODE, "--since", first]


def test_the_owner_reads_what_would_leave_and_a_yes_sends_exactly_that_and_changes_the_key(folder: Path) -> None:
    with serving(Server()) as server:
        told = at_terminal(folder, [*report(server), "--json"], "có\n")
    form = json.loads(told.stdout)
    assert (told.code, form["outcome"]) == (0, "accepted")
    ((method, _, _, body),) = server.got
    sent = json.loads(body)
    assert (method, sent["code"]) == ("POST", CODE)
    assert [key["daily_key"] for key in sent["keys"]] == [key_after(BASE, n).hex().upper() for n in (4, 5, 6, 7)]
    assert [key["daily_key"] for key in form["keys"]] == [key["daily_key"] for key in sent["keys"]]
    assert all(key["daily_key"] in told.screen for key in sent["keys"])
    assert server.url in told.screen
    assert CODE in told.screen
    assert logged(folder) == [
        ("owner", "consent", "given"),
        ("owner", "re_key", "done"),
        ("agent", "upload", "accepted"),
    ]
    store = Store(folder)
    (base,) = store.base_keys()
    store.close()
    assert base.key != BASE


@pytest.mark.parametrize("typed", ["\n", "n\n", "không\n", "yess\n", "\x04"])
def test_anything_but_a_yes_sends_nothing(folder: Path, typed: str) -> None:
    with serving(Server()) as server:
        told = at_terminal(folder, [*report(server), "--lang", "en"], typed)
    assert (told.code, told.stdout) == (1, "The owner did not consent: nothing was sent.\n")
    assert server.got == []
    assert logged(folder) == [("owner", "consent", "refused")]


def test_a_yes_typed_before_the_question_is_no_answer_to_it(folder: Path) -> None:
    with serving(Server()) as server:
        told = at_terminal(folder, report(server), "\n", before="y\ny\n")
    assert told.code == 1
    assert server.got == []


def test_a_yes_on_standard_input_is_nobodys(folder: Path) -> None:
    with serving(Server()) as server:
        program = [sys.executable, "-c", PROGRAM, "store", *report(server), "--store", str(folder)]
        done = subprocess.run(
            program, input="y\n" * 9, capture_output=True, text=True, start_new_session=True, check=False
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Không có bàn phím")
    assert server.got == []
    assert logged(folder) == [("owner", "consent", "no_terminal")]


def test_no_option_says_yes() -> None:
    from vungxanh.cli.bluezone.store.report import report as command

    assert {name for one in command.params for name in one.opts} == {
        *("--server", "--code", "--since", "--redact", "--store", "--json", "--lang")
    }


def test_an_address_cannot_hide_itself_on_the_screen(folder: Path) -> None:
    told = at_terminal(folder, report(Server(url="http://127.0.0.1:9/\x1b[2Aok")), "n\n")
    assert "\x1b" not in told.screen
    assert r"\x1b[2Aok" in told.screen


def test_a_report_that_waits_is_shown_tried_again_and_can_be_taken_back(folder: Path) -> None:
    with serving(Server(status=503)) as server:
        told = at_terminal(folder, [*report(server), "--json"], "y\n")
        assert (told.code, json.loads(told.stdout)["outcome"]) == (1, "later")
        (waiting,) = answer(folder, "show")["waiting"]
        assert (waiting["server"], waiting["tries"]) == (server.url, 1)
        again = at_terminal(folder, [*report(server), "--lang", "en"], "y\n")
        assert (again.code, again.screen, again.stdout) == (2, "", "")
        assert answer(folder, "send", code=1) == {"outcomes": [], "waiting": 1}  # not before five seconds have passed
        assert answer(folder, "withdraw") == {"withdrawn": 1}
        server.status = 200
        assert answer(folder, "send") == {"outcomes": [], "waiting": 0}
        assert len(server.got) == 1
    assert logged(folder)[-1] == ("owner", "consent", "withdrawn")


def test_send_tries_what_is_due(folder: Path) -> None:
    with serving(Server()) as server:
        store = Store(folder)
        made = upload.propose(store, server=server.url, code=CODE, since_ms=TODAY - DAY_MS, now_ms=TODAY)
        upload.consent(store, made, lambda _: True, TODAY)
        store.close()
        assert answer(folder, "send") == {"outcomes": ["accepted"], "waiting": 0}
    assert [body for *_, body in server.got] == [made.body]


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
        (["match", "no-such.json"], "no-such.json"),
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
