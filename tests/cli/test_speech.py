"""Refusals of the command line are Vietnamese, and English on request."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils.translation import get_language

from tests.factories.accounts import a_user
from tests.factories.calendar import seeded_calendar
from vungxanh.cli import main

pytestmark = pytest.mark.django_db
CLOSE = ("calendar", "close")
WHY = ("--name", "Bão số 9", "--source", "CĐ 1")
ENGLISH = re.compile(r"\b(invalid|missing|error|value|option|not|does|exist|such|argument)\b", re.IGNORECASE)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((*CLOSE, "2020-13-01", *WHY), 2, "“2020-13-01” không phải một ngày. Ghi 2020-07-28 hoặc 28/07/2020."),
        ((*CLOSE, "mai", *WHY), 2, "“mai” không phải một ngày"),
        (CLOSE, 2, "thiếu DATE."),
        ((*CLOSE, "2020-10-28"), 2, "thiếu --name."),
        ((*CLOSE, "2020-10-28", *WHY, "--unit", "khong"), 1, "Không có đơn vị nào mã khong."),
        (("calendar", "confirm", "1", "--file", "x", "--source", "y"), 2, "YEAR: chỉ nhận số nguyên từ 2000 đến 2100."),
        (("calendar", "confirm", "2027", "--file", "/khong/co.csv", "--source", "y"), 1, "co.csv: Không mở được tệp."),
        (("calendar", "seed", "--first", "1990"), 1, "chỉ có các năm từ 2010 đến 2035"),
        (("audit", "verify", "--head", "3:abc"), 2, "--head: Ghi SỐ:MÃ đúng như vungxanh audit head in ra."),
        (("audit", "verify", "--lang", "fr"), 2, "--lang: chỉ nhận vi, en."),
        (("keys", "new", "K 7"), 1, "Tên khóa gồm 1 đến 20 chữ thường"),
        (("accounts", "create", "quan.tri"), 2, "thiếu --name."),
        (("accounts", "create", "Q", "--name", "Lê Nam"), 1, "Tên đăng nhập gồm 3–80 chữ thường"),
        (("accounts", "create", "quan.tri", "--name", "Lê Nam", "--email", "x"), 1, "Địa chỉ thư không đúng"),
        (("accounts", "unlock", "khong.co"), 1, "Không có tài khoản “khong.co”."),
        (("org", "show", "49", "--on", "mai"), 2, "“mai” không phải một ngày"),
        (("search", "reindex", "xyz"), 1, "Không có loại “xyz” trong tìm kiếm."),
        (("worker", "--again", "x"), 2, "--again: không phải một mã số việc."),
        (("run", "--port", "0"), 2, "--port: chỉ nhận số nguyên từ 1 đến 65535."),
        (("run", "--nope"), 2, "không dùng được tùy chọn --nope."),
        (("khong-co-lenh",), 2, "không có lệnh này"),
    ],
)
def test_a_refusal_is_vietnamese(words: tuple[str, ...], code: int, sentence: str) -> None:
    done = run(*words)
    assert done.exit_code == code, done.output
    assert done.stderr.startswith("Lỗi: ")
    assert sentence in done.stderr
    first = done.stderr.splitlines()[0]
    assert not ENGLISH.search(first.replace("reindex", "")), first


def test_a_taken_user_name_is_told_in_vietnamese() -> None:
    a_user(username="quan.tri")
    assert "đã có người dùng" in run("accounts", "create", "quan.tri", "--name", "Lê Nam").stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*CLOSE, "--lang", "en"), "Error: Missing argument 'DATE'."),
        (("accounts", "create", "quan.tri", "--lang=en"), "Error: Missing option '--name'."),
        (("run", "--port", "0", "--lang", "en"), "Error: No such option"),
    ],
)
def test_english_is_spoken_on_request(words: tuple[str, ...], sentence: str) -> None:
    assert run(*words).stderr.startswith(sentence) or sentence in run(*words).stderr


def test_a_refusal_in_english_leaves_no_english_behind() -> None:
    before = get_language()
    assert run("accounts", "create", "quan.tri", "--lang=en").exit_code == 2
    assert get_language() == before


def test_all_wrong_rows_of_a_decision_are_told_together_each_with_its_line(tmp_path: Path) -> None:
    seeded_calendar()
    file = tmp_path / "days.csv"
    file.write_text("day,kind,name\n2027-01-01,holiday,x\n2027-13-01,holiday,x\n2027-01-02,feast,x\n2027-01-03\n")
    done = run("calendar", "confirm", "2027", "--file", str(file), "--source", "TB 1")
    told = [line.removeprefix("Lỗi: ").partition(":")[0] for line in done.stderr.splitlines()]
    assert told == ["days.csv, dòng 3", "days.csv, dòng 4", "days.csv, dòng 5"]
    assert "“2027-13-01” không phải một ngày" in done.stderr
    assert "holiday (Ngày nghỉ)" in done.stderr


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Thiếu cột: day, kind, name."),
        (b"day,kind,name\n", "Tệp chưa có ngày nào."),
        (b"day,kind\n2027-01-01,holiday\n", "Thiếu cột: name."),
        ("day,kind,name\n2027-01-01,holiday,Tết".encode("utf-16"), "không phải bảng mã UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_days_is_refused_with_the_cure(tmp_path: Path, data: bytes, sentence: str) -> None:
    file = tmp_path / "days.csv"
    file.write_bytes(data)
    done = run("calendar", "confirm", "2027", "--file", str(file), "--source", "TB 1")
    assert done.exit_code == 1
    assert sentence in done.stderr


def test_what_an_import_says_is_of_one_language(tmp_path: Path) -> None:
    file = tmp_path / "don-vi.csv"
    file.write_text("code,name,kind,level,parent,lat,lon\n49,Tỉnh A,tỉnh,province,,,\n", encoding="utf-8")
    done = run("org", "import", str(file), "--dry-run")
    assert "1 đơn vị (Cấp tỉnh: 1): 1 mới" in done.stdout
    missing = run("org", "import", str(tmp_path / "khong.csv"))
    assert missing.exit_code == 1
    assert "Không có tệp khong.csv. Kiểm tra đường dẫn." in missing.stdout
    assert "No such file" not in missing.output
