"""The screen tells what came of asking the server."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.device.phones import START_MS, new_store
from vungxanh.device.agent import Agent
from vungxanh.device.radio.replay import ReplayRadio
from vungxanh.device.screen import Screen
from vungxanh.device.settings import BACKGROUND


class _Clock:
    def now_ms(self) -> int:
        return START_MS


def drawn(folder: Path, language: str, *heard: tuple[str, dict[str, object]]) -> str:
    """The screen of a phone that was told so."""
    agent = Agent(ReplayRadio(folder / "none.jsonl", _Clock()), new_store(folder / "store"), _Clock())
    for what, facts in heard:
        agent.status.heard(what, facts)
    out = io.StringIO()
    Console(file=out, width=200).print(Screen(agent, BACKGROUND, language).draw(START_MS))
    return out.getvalue()


def test_a_phone_without_a_server_says_nothing_of_one(tmp_path: Path) -> None:
    assert "máy chủ" not in drawn(tmp_path, "vi").casefold()


@pytest.mark.parametrize(
    ("language", "said"), [("vi", "Đã ở gần 2 ca bệnh công bố khoá"), ("en", "Was near 2 cases with published keys")]
)
def test_findings_the_first_key_and_troubles_are_shown(tmp_path: Path, language: str, said: str) -> None:
    shown = drawn(
        tmp_path,
        language,
        ("pulled", {"found": 2}),
        ("server_pinned", {"fingerprint": "AB12CD34"}),
        ("server_problem", {"code": "index_stale"}),
    )
    assert said in shown
    assert "AB12CD34" in shown
    assert "index_stale" in shown


def test_a_trouble_goes_with_the_next_good_answer(tmp_path: Path) -> None:
    shown = drawn(tmp_path, "vi", ("server_failed", {"code": "not_fetched"}), ("pulled", {"found": 0}))
    assert "not_fetched" not in shown
    assert "Đã ở gần 0 ca" in shown
