"""`vungxanh directive read` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.core.directives.sample import LETTER
from vungxanh.cli.directive import directive

pytestmark = pytest.mark.django_db


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(directive, ["read", *map(str, words)])


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "4248.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


def test_json_goes_to_standard_output_in_the_documented_shape(letter: Path) -> None:
    done = run(letter, "--json")
    form = json.loads(done.stdout)
    assert done.exit_code == 0
    assert done.stderr == ""
    assert list(form) == [
        "number", "symbol", "type", "place", "date", "issuer", "subject", "urgency", "addressees", "tasks",
        "footnotes", "signature", "cc", "archive", "warnings", "text",
    ]  # fmt: skip
    assert len(form["tasks"]) == 14
    assert list(form["tasks"][0]) == [
        "id", "section", "text", "span", "verb", "lead", "lead_mode", "cooperate", "channels", "targets", "recurrence",
        "deadline", "confidence",
    ]  # fmt: skip
    assert form["tasks"][1]["lead"] == [
        {"text": "Sở Thông tin và Truyền thông", "name": "Sở Thông tin và Truyền thông", "code": "STTTT"}
    ]


def test_the_summary_is_vietnamese_and_english_on_request(letter: Path) -> None:
    assert "Nhiệm vụ (14)" in run(letter).stdout
    assert "Tasks (14)" in run(letter, "--lang", "en").stdout


@pytest.mark.parametrize("extra", [[], ["--json"]])
def test_bad_input_is_one_sentence_on_standard_error_and_exit_2(tmp_path: Path, extra: list[str]) -> None:
    empty = tmp_path / "rong.pdf"
    empty.write_bytes(b"")
    for path in (empty, tmp_path / "không-có.txt", tmp_path):
        done = run(path, *extra)
        assert done.exit_code == 2
        assert done.stdout == ""
        assert path.name in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert "is empty" in run(empty, "--lang", "en").stderr


def test_names_are_resolved_against_a_given_directory(letter: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text(
        "code,name,kind,level,parent\n49,Tỉnh Quảng Nam,tỉnh,province,\nX1,Sở Y tế,sở,department,49\n", encoding="utf-8"
    )
    tasks = json.loads(run(letter, "--json", "--directory", units).stdout)["tasks"]
    assert tasks[3]["lead"][0]["code"] == "X1"
    assert tasks[5]["lead"] == [{"text": "Sở Giao thông vận tải", "name": "Sở Giao thông vận tải", "code": None}]


def test_a_directory_without_the_columns_is_refused(letter: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "sai.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    done = run(letter, "--directory", wrong)
    assert done.exit_code == 2
    assert "sai.csv" in done.stderr
