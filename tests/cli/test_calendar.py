"""`vungxanh calendar`: what an operator confirms and closes."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_unit
from vungxanh.cli.calendar import calendar
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.calendar.queries import estimated_years, work_calendar

pytestmark = pytest.mark.django_db
STORM = ["--name", "Bão số 9", "--source", "CĐ 1470/CĐ-TTg"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(calendar, arguments)


def confirm(file: Path, year: int) -> Result:
    return run("confirm", str(year), "--file", str(file), "--source", "TB 1/TB-BNV")


def test_a_confirmed_year_is_no_longer_estimated(tmp_path: Path) -> None:
    seeded_calendar()
    year = estimated_years(clock.now())[0]
    file = tmp_path / "days.csv"
    rows = f"day,kind,name\n{year}-01-01,holiday,Tết Dương lịch\n02/09/{year},holiday,Quốc khánh\n"
    file.write_text(rows, encoding="utf-8-sig")
    done = confirm(file, year)
    assert done.exit_code == 0, done.output
    assert year not in estimated_years(clock.now())
    assert not work_calendar(clock.now()).is_working_day(date(year, 9, 2))
    assert Entry.objects.get(verb="calendar.confirm").actor_name == "Hệ thống (lịch làm việc)"


@pytest.mark.parametrize("row", ["2027-13-01,holiday,x", "2027-01-01,feast,x", "2027-01-01"])
def test_a_wrong_row_is_named_by_its_line_and_nothing_changes(tmp_path: Path, row: str) -> None:
    seeded_calendar()
    file = tmp_path / "days.csv"
    file.write_text(f"day,kind,name\n2027-01-04,holiday,x\n{row}\n", encoding="utf-8")
    done = confirm(file, 2027)
    assert done.exit_code == 1
    assert "days.csv, dòng 3:" in done.output
    assert not Entry.objects.filter(verb="calendar.confirm").exists()


def test_a_day_is_closed_for_the_province_or_one_unit() -> None:
    seeded_calendar()
    unit = a_unit()
    assert run("close", "2020-10-28", *STORM).exit_code == 0
    assert run("close", "29/10/2020", *STORM, "--unit", unit.code).exit_code == 0
    assert not work_calendar(clock.now()).is_working_day(date(2020, 10, 28))
    assert work_calendar(clock.now()).is_working_day(date(2020, 10, 29))
    assert not work_calendar(clock.now(), unit.code).is_working_day(date(2020, 10, 29))


def test_an_unknown_unit_or_an_uncovered_year_is_refused() -> None:
    seeded_calendar()
    assert run("close", "2020-10-28", *STORM, "--unit", "none").exit_code == 1
    assert run("close", "2090-10-27", *STORM).exit_code == 1
