"""`vungxanh directive read` on the command line."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.core.directives.sample import LETTER, LETTERS
from tests.kit.extract.test_extract import LINES, scan_of, typst_pdf
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


def broken_files() -> dict[str, bytes]:
    """Files that nobody can read, by name."""
    bomb, sheet = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"a" * 20_000_000)
    with zipfile.ZipFile(sheet, "w") as package:
        package.writestr("xl/workbook.xml", "<a/>")
    return {
        "hong.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 10,
        "hong.docx": b"PK\x03\x04" + bytes(range(256)),
        "bom.docx": bomb.getvalue(),
        "bang.xlsx": sheet.getvalue(),
        "anh.txt": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "nhi-phan.txt": bytes(range(256)) * 20,
        "dai.txt": LETTER.encode() * 400,
        "cu.doc": b"\xd0\xcf\x11\xe0" + bytes(100),
    }


@pytest.mark.parametrize("name", broken_files())
@pytest.mark.parametrize(("language", "word"), [("vi", "hãy"), ("en", "File")])
def test_a_broken_file_is_named_with_its_cure_in_either_language(
    tmp_path: Path, name: str, language: str, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(broken_files()[name])
    done = run(path, "--json", "--lang", language)
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert name in done.stderr
    assert word in done.stderr


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    assert "là thư mục" in run(tmp_path).stderr
    assert "is a folder" in run(tmp_path, "--lang", "en").stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_without_read_permission_is_refused(letter: Path) -> None:
    letter.chmod(0)
    assert "quyền đọc" in run(letter).stderr


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read(tmp_path: Path, order: str) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(LETTER.encode(order))
    assert len(json.loads(run(path, "--json").stdout)["tasks"]) == 14


def test_warnings_are_english_on_request_with_the_same_codes(tmp_path: Path) -> None:
    path = LETTERS / "46-binh-dinh-chi-thi-tcvn3.txt"
    forms = {language: json.loads(run(path, "--json", "--lang", language).stdout) for language in ("vi", "en")}
    by_code = {language: {one["code"]: one["message"] for one in form["warnings"]} for language, form in forms.items()}
    assert list(by_code["vi"]) == list(by_code["en"])
    assert by_code["en"]["extraction"] == "The text was in the TCVN3 encoding and was converted to Unicode."
    assert by_code["vi"]["foreign_issuer"].startswith("Văn bản của địa phương ngoài danh mục")
    assert by_code["en"]["foreign_issuer"].startswith("The letter comes from outside")


def test_limits_in_working_days_are_counted_with_the_calendar(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    words = "Số: 12/UBND-NC\nQuảng Nam, ngày 05 tháng 8 năm 2020\nKính gửi: Sở Y tế\nUBND tỉnh yêu cầu:\n"
    path.write_text(f"{words}1. Sở Y tế rà soát trong 10 ngày làm việc kể từ ngày ký.\n", encoding="utf-8")
    form = json.loads(run(path, "--json").stdout)
    assert form["tasks"][0]["deadline"] == {"date": "2020-08-19", "origin": "text"}


class Screen(io.StringIO):
    """A standard error that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    path = tmp_path / "quet.pdf"
    path.write_bytes(scan_of(typst_pdf((*LINES[:8], "#pagebreak()", *LINES[8:16]))))
    return path


def test_a_waiting_person_is_told_each_page_of_a_scan(scan: Path) -> None:
    done = run(scan, "--json")
    assert done.exit_code == 0
    told = done.stderr.splitlines()
    assert told == [f"Đã nhận dạng chữ trang {page}/{len(told)}" for page in range(1, len(told) + 1)]
    assert json.loads(done.stdout)["number"]
    assert run(scan, "--lang", "en").stderr.startswith("Recognised page 1 of ")


def test_on_a_screen_the_pages_are_counted_on_one_line(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    directive.main(["read", str(scan), "--json"], standalone_mode=False)
    pages = screen.getvalue().count("\r")
    assert screen.getvalue().count("\n") == 1
    assert screen.getvalue().endswith(f"\rĐã nhận dạng chữ trang {pages}/{pages}\n")


def test_a_letter_with_words_waits_for_nobody(letter: Path) -> None:
    assert run(letter, "--json").stderr == ""
