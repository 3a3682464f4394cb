"""`vungxanh bluezone store report`: nothing leaves without an answer typed at this machine, to what was read."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.bluezone_phone import (
    BASE,
    CODE,
    PROGRAM,
    TODAY,
    answer,
    at_terminal,
    logged,
    phone_in,
    report,
    store_command,
)
from tests.device.test_upload import Server, serving
from vungxanh.core.tracing.ids import DAY_MS, key_after
from vungxanh.device import upload
from vungxanh.device.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return phone_in(tmp_path)


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


@pytest.mark.parametrize("typed", ["\n", "n\n", "không\n", "yess\n", "y\n", "c\n", "\x04"])
def test_anything_but_a_yes_sends_nothing(folder: Path, typed: str) -> None:
    with serving(Server()) as server:
        told = at_terminal(folder, [*report(server), "--lang", "en"], typed)
    assert (told.code, told.stdout) == (1, "The owner did not consent: nothing was sent.\n")
    assert server.got == []
    assert logged(folder) == [("owner", "consent", "refused")]


def test_after_a_no_no_key_is_printed_either(folder: Path) -> None:
    told = at_terminal(folder, [*report(Server(url="http://127.0.0.1:9/x")), "--json"], "n\n")
    form = json.loads(told.stdout)
    assert (form["outcome"], form["keys"]) == ("not_consented", [])
    assert not any(key_after(BASE, n).hex().upper() in told.stdout for n in range(9))


def test_purging_by_hand_needs_the_day_that_the_clock_shows(folder: Path) -> None:
    wrong = store_command(folder, "purge", "--today", "2099-01-01", "--lang", "en")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "not “2099-01-01”: set the clock first" in wrong.stderr
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3_600))
    assert answer(folder, "purge", "--today", today) == {"deleted": 0, "rows": 20}
    assert logged(folder) == [("owner", "purge", "done")]


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


@pytest.mark.parametrize("typed", ["yes\n", "CÓ\n", "co\n", "co\u0301\n"])
def test_the_whole_word_is_a_yes(folder: Path, typed: str) -> None:
    with serving(Server()) as server:
        assert at_terminal(folder, report(server), typed).code == 0
    assert len(server.got) == 1


def test_the_question_repeats_how_many_keys_go_where_with_which_code_and_no_word_is_cut(tmp_path: Path) -> None:
    place = tmp_path / "store"
    store = Store(place)
    store.adopt(BASE, day_ms=TODAY - 20 * DAY_MS, from_ms=TODAY - 19 * DAY_MS)
    store.close()
    told = at_terminal(place, report(Server(url="https://127.0.0.1:9/nhận"), days=19), "n\n")
    shown, asked = told.screen.replace("\r", "").split("Gửi 20 khoá ngày\n")
    assert asked.startswith(f"  tới https://127.0.0.1:9/nhận\n  với mã {CODE}?\n")
    assert "[có/KHÔNG] " in asked
    assert max(len(line) for line in told.screen.splitlines()) <= 80
    assert all(key_after(BASE, n).hex().upper() in shown.splitlines()[m].split() for n, m in ((1, 4), (20, 42)))
    day = time.strftime("%d/%m/%Y", time.gmtime((TODAY - 19 * DAY_MS) / 1000))
    assert f"1. {day} 07:00 – " in shown


@pytest.mark.parametrize(
    ("status", "cure"),
    [(403, "Xin cán bộ y tế mã mới"), (400, "Kiểm tra --code"), (302, "địa chỉ đúng"), (404, "địa chỉ đúng")],
)
def test_a_refusal_says_what_the_server_answered_and_what_to_do(folder: Path, status: int, cure: str) -> None:
    with serving(Server(status=status, headers={"Location": "http://127.0.0.1:9/"})) as server:
        told = at_terminal(folder, report(server), "có\n")
        again = json.loads(at_terminal(folder, [*report(server), "--json"], "có\n").stdout)
    assert told.code == 1
    assert f"HTTP {status}" in told.stdout
    assert cure in told.stdout
    assert (again["outcome"], again["status"], again["next_try"]) == ("refused", status, None)


def test_a_server_that_nobody_answers_at_is_told_in_words_with_the_next_try(folder: Path) -> None:
    told = at_terminal(folder, report(Server(url="http://127.0.0.1:9/")), "có\n")
    assert "Không tới được máy chủ: máy bên kia không nhận kết nối." in told.stdout
    assert "Errno" not in told.stdout
    assert "Lần thử tới: " in told.stdout
    sent = answer(folder, "send", code=1)
    assert sent["next_try"].endswith("+07:00")
    assert sent["next_try"] in store_command(folder, "send").stdout
    assert "máy bên kia không nhận kết nối" in store_command(folder, "log").stdout


def test_a_link_says_where_to_and_the_code(folder: Path) -> None:
    with serving(Server()) as server:
        _report, _server, url, _code, code, *since = report(server)
        told = at_terminal(folder, ["report", "--code", f"{url}#{code}", *since, "--json"], "có\n")
    form = json.loads(told.stdout)
    assert (told.code, form["outcome"], form["server"]) == (0, "accepted", url)
    assert [json.loads(body)["code"] for _method, _path, _headers, body in server.got] == [CODE]


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
        told = at_terminal(folder, [*report(server), "--json"], "yes\n")
        assert (told.code, json.loads(told.stdout)["outcome"]) == (1, "later")
        (waiting,) = answer(folder, "show")["waiting"]
        assert (waiting["server"], waiting["tries"]) == (server.url, 1)
        again = at_terminal(folder, [*report(server), "--lang", "en"], "yes\n")
        assert (again.code, again.screen, again.stdout) == (2, "", "")
        assert answer(folder, "send", code=1)["outcomes"] == []  # not before five seconds have passed
        told = store_command(folder, "withdraw", "--lang", "en").stdout
        assert "Waiting reports taken back: 1.\n1 of them had been tried: the server may have them" in told
        server.status = 200
        assert answer(folder, "send")["waiting"] == 0
        assert len(server.got) == 1
    assert logged(folder)[-1] == ("owner", "consent", "withdrawn")


def test_send_tries_what_is_due(folder: Path) -> None:
    with serving(Server()) as server:
        store = Store(folder)
        made = upload.propose(store, server=server.url, code=CODE, since_ms=TODAY - DAY_MS, now_ms=TODAY)
        upload.consent(store, made, lambda _: True, TODAY)
        store.close()
        sent = answer(folder, "send")
        assert (sent["outcomes"], sent["waiting"]) == (["accepted"], 0)
        assert sent["answers"] == [{"outcome": "accepted", "status": 200, "reason": "HTTP 200"}]
    assert [body for *_, body in server.got] == [made.body]
