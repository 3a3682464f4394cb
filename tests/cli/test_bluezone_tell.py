"""`vungxanh bluezone store tell`: asked at the keyboard, sent once, told in words."""

import json
import time
from pathlib import Path

import pytest

from tests.cli.bluezone_phone import CASE, TODAY, answer, at_terminal, logged, store_command
from tests.cli.test_bluezone_store import folder
from tests.device.test_upload import Server, serving
from vungxanh.apps.exposure.contact_report import read_report
from vungxanh.cli.bluezone.store.tell import outcome_of
from vungxanh.core.exposure.slotkeys import of_day
from vungxanh.core.tracing.ids import DAY_MS, DAY_S
from vungxanh.device import channel, report
from vungxanh.device.store import Store

__all__ = ["folder"]


def tell(server: Server) -> list[str]:
    home = server.url.removesuffix("/uploads")
    return ["tell", "--server", home, "--name", "Phan Thị Báo", "--phone", "0905111222", "--commune", "20335"]


def found(folder: Path, server: Server) -> None:
    """The store has found the key of the case it met."""
    yesterday = (TODAY - DAY_MS) // 1000
    key = of_day(CASE, yesterday, yesterday + DAY_S - 1)
    store = Store(folder)
    met = channel.Met(key.key.hex(), key.start_s, key.end_s, 1, 20, [], server.url.removesuffix("/uploads"))
    channel.add(store, met)
    store.close()


def test_a_yes_sends_exactly_what_stood_on_the_screen(folder: Path) -> None:
    with serving(Server(status=202)) as server:
        found(folder, server)
        told = at_terminal(folder, [*tell(server), "--json"], "có\n")
    form = json.loads(told.stdout)
    assert (told.code, form["outcome"], form["rows"]) == (0, "accepted", 20)
    ((_, path, _, body),) = server.got
    assert path == "/exposure/v1/reports"
    read = read_report(body, now_s=time.time_ns() // 1_000_000_000)
    for row in read.met[0].rows:
        assert row.contact is not None
        assert row.contact.hex().upper() in told.screen
    assert "Phan Thị Báo" in told.screen
    assert "Không gửi: các dòng khác" in told.screen
    assert logged(folder) == [("owner", "contact_consent", "given"), ("agent", "contact_report", "accepted")]
    assert "báo đã ở gần ca bệnh – được nhận" in store_command(folder, "log").stdout


@pytest.mark.parametrize("typed", ["\n", "n\n"])
def test_anything_but_a_yes_sends_nothing(folder: Path, typed: str) -> None:
    with serving(Server()) as server:
        found(folder, server)
        told = at_terminal(folder, tell(server), typed)
    assert (told.code, told.stdout) == (1, "Chủ máy không đồng ý: không gửi gì.\n")
    assert server.got == []


def test_what_could_not_be_sent_waits_is_sent_later_or_taken_back(folder: Path) -> None:
    with serving(Server(status=503)) as server:
        found(folder, server)
        told = at_terminal(folder, tell(server), "có\n")
        assert (told.code, "nằm chờ" in told.stdout) == (1, True)
        again = at_terminal(folder, tell(server), "có\n")
        assert again.code == 2
        shown, said = answer(folder, "show")["waiting"], store_command(folder, "show").stdout
    assert [(one["what"], one["server"], one["tries"]) for one in shown] == [
        ("contact", server.url.removesuffix("/uploads") + "/exposure/v1/reports", 1)
    ]
    assert "bản tự báo tiếp xúc đang chờ gửi" in said
    assert answer(folder, "send", code=1)["waiting"] == 1
    assert answer(folder, "withdraw") == {"withdrawn": 1, "may_have_left": 1}


def test_without_a_finding_there_is_nothing_to_tell(folder: Path) -> None:
    done = store_command(folder, *tell(Server(url="https://a.example/uploads")))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "chưa nghe được khoá nào" in done.stderr


def test_a_report_taken_back_before_it_was_sent_is_told_as_taken_back(folder: Path) -> None:
    with serving(Server(status=202)) as server:
        found(folder, server)
        store, now_ms = Store(folder), time.time_ns() // 1_000_000
        proposal = report.propose(store, server=tell(server)[2], owner=report.Owner("Phan Báo", "0905111222", "", ""))
        assert report.consent(store, proposal, lambda _shown: True, now_ms)
        assert report.OUTBOX.withdraw(store, now_ms) == (1, 0)
        assert outcome_of(store, report.OUTBOX.send_due(store, now_ms)) == "withdrawn"
        store.close()
    assert server.got == []
