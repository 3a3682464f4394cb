"""`vungxanh org` as people type it."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.factories.accounts import a_user
from tests.factories.org import a_small_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions.groups import DATA
from vungxanh.apps.org.models import Group, Post, Unit
from vungxanh.cli.org import org
from vungxanh.kit.audit.queries import history_of

pytestmark = pytest.mark.django_db

REAL = str(DATA / "units-quang-nam-2020.csv")


def _run(*words: str) -> Result:
    return CliRunner().invoke(org, list(words))


def test_json_has_exactly_units_levels_and_errors() -> None:
    done = _run("import", REAL, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "units": 260,
        "levels": {"province": 1, "district": 18, "commune": 241},
        "errors": [],
    }
    assert Unit.objects.count() == 260


def test_a_dry_run_stores_nothing() -> None:
    done = _run("import", REAL, "--dry-run")
    assert (done.exit_code, Unit.objects.count()) == (0, 0)
    assert "260 đơn vị" in done.stdout
    assert "chưa lưu gì" in done.stdout


def test_errors_leave_with_1_and_nothing_stored(tmp_path: Path) -> None:
    rows = Path(REAL).read_text("utf-8").splitlines()
    bad = tmp_path / "xau.csv"
    bad.write_text("\n".join([*rows, rows[5], "1,Xã A,xã,commune,404,,"]), encoding="utf-8")
    done = _run("import", str(bad), "--json")
    assert done.exit_code == 1
    assert [(error["row"], error["field"]) for error in json.loads(done.stdout)["errors"]] == [
        (262, "code"),
        (263, "parent"),
    ]
    assert not Unit.objects.exists()
    assert "xau.csv, dòng 262, Mã đơn vị (code): Mã 20341 đã có ở dòng 6." in _run("import", str(bad)).stdout


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "khong-co.csv", tmp_path):
        done = _run("import", str(path), "--json")
        assert done.exit_code == 1
        assert json.loads(done.stdout)["errors"][0]["field"] == "file"


def test_an_export_is_what_import_reads(tmp_path: Path) -> None:
    _run("import", REAL)
    text = _run("export").stdout.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 260
    assert rows[1]["parent"] == "49"
    book = tmp_path / "danh-ba.xlsx"
    assert _run("export", "--format", "xlsx", "--output", str(book)).exit_code == 0
    assert book.read_bytes().startswith(b"PK")
    assert _run("export", "--format", "xlsx").exit_code == 2


def test_show_tells_a_unit_as_it_was_on_a_day() -> None:
    small = a_small_province()
    an_officer(unit=small.districts[0])
    done = _run("show", "506", "--on", "28/07/2020")
    assert "Huyện Đại Lộc" in done.stdout
    assert "↑ 49" in done.stdout
    assert "Tài khoản trên hệ thống" in done.stdout
    assert _run("show", "404").exit_code == 1
    assert _run("show", "506", "--on", "hôm qua").exit_code == 2


def test_the_standard_groups_are_made_once() -> None:
    assert _run("groups").stdout == "9\n"
    assert _run("groups").stdout == "0\n"
    assert Group.objects.get(key="communes").rule == {"levels": ["commune"]}


def test_the_console_appoints_and_the_log_names_who_was_at_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "lan.nt")
    small = a_small_province()
    user = a_user("Lê Quản Trị", username="quan.tri")
    done = _run("appoint", "quan.tri", "49", "administrator", "--title", "Quản trị tỉnh", "--from", "28/07/2020")
    assert done.stdout == "✓ Lê Quản Trị: Quản trị tỉnh, Tỉnh Quảng Nam, từ ngày 28/07/2020.\n"
    post = Post.objects.get(user=user)
    assert (post.unit, post.role, post.starts_on, post.is_head) == (
        small.province,
        "administrator",
        date(2020, 7, 28),
        False,
    )
    entry = history_of(small.province)[0]
    assert (entry.verb, entry.actor_name) == ("org.appoint", "Hệ thống (dòng lệnh, lan.nt)")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("khong.co", "49", "administrator"), "khong.co"),
        (("quan.tri", "404", "administrator"), "404"),
        (("quan.tri", "49", "vua"), "vua"),
        (("quan.tri", "49", "clerk"), "đã giữ vai trò đó"),
    ],
)
def test_an_appointment_that_cannot_be_made_is_told_in_a_sentence(words: tuple[str, ...], told: str) -> None:
    an_officer(Role.CLERK, a_small_province().province, user=a_user(username="quan.tri"))
    done = _run("appoint", *words)
    assert done.exit_code
    assert told in done.output
    assert Post.objects.count() == 1
