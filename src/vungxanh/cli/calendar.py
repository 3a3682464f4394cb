"""`vungxanh calendar`: load, confirm and inspect the working-day table."""

import csv
import sys
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _

from vungxanh.cli.days import day, day_of_text
from vungxanh.cli.speech import Unread, language
from vungxanh.core.records.worktime import DayKind
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.calendar.actions import NamedDay
from vungxanh.kit.problems import Problem

_BY = SystemActor("calendar")
_COLUMNS = ("day", "kind", "name")


@click.group()
def calendar() -> None:
    """Lịch làm việc / the working-day table."""


@calendar.command()
@click.option("--first", default=2019, show_default=True, help="First year.")
@click.option("--last", default=2035, show_default=True, help="Last year.")
@language
def seed(first: int, last: int) -> None:
    """Load the packaged days off; years that a version covers already stay as they are."""
    from vungxanh.kit.calendar.actions import seed_calendar
    from vungxanh.kit.calendar.seed import FIRST_YEAR, LAST_YEAR

    try:
        version = seed_calendar(range(first, last + 1), by=_BY, at=clock.now())
    except ValueError:
        told = _("Lịch kèm phần mềm chỉ có các năm từ %(first)s đến %(last)s.")
        raise click.ClickException(told % {"first": FIRST_YEAR, "last": LAST_YEAR}) from None
    click.echo(f"✓ {version}")


@calendar.command()
@language
def show() -> None:
    """Print the calendar in force and the years nobody has confirmed."""
    from vungxanh.kit.calendar.queries import CalendarMissing, estimated_years, version_at

    try:
        version = version_at(clock.now())
    except CalendarMissing as missing:
        click.echo(f"✗ {missing}", err=True)
        sys.exit(1)
    years = ", ".join(map(str, estimated_years(clock.now()))) or "–"
    told = _("Chưa xác nhận: %(years)s.") % {"years": years}
    click.echo(f"{version}  {version.hours}\n{told}")


@calendar.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--file", required=True, type=click.Path(path_type=Path, readable=False), help="The days.")
@click.option("--source", required=True, help="The document that decides them, such as its number and date.")
@language
def confirm(year: int, file: Path, source: str) -> None:
    """Replace the province-wide days of YEAR by those of the yearly decision.

    The file is CSV with the columns day (2027-02-05 or 05/02/2027), kind (holiday, make_up or closure) and name.
    """
    from vungxanh.kit.calendar.actions import confirm_year

    days = _days_in(file)
    try:
        version = confirm_year(year, days, source=source, by=_BY, at=clock.now())
    except Problem as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"✓ {year}: {len(days)} → {version}")


@calendar.command()
@click.argument("day", metavar="DATE", callback=day)
@click.option("--name", required=True, help="Why, in words people read: a storm, an outbreak.")
@click.option("--source", required=True, help="The document that decides it.")
@click.option("--unit", "unit_code", default="", metavar="CODE", help="Only this unit, not the whole province.")
@language
def close(day: date, name: str, source: str, unit_code: str) -> None:
    """Close all offices, or one unit's, on DATE: deadlines counted from now on pass over it."""
    from vungxanh.apps.org.models import Unit
    from vungxanh.kit.calendar.actions import close_day

    if unit_code and not Unit.objects.filter(code=unit_code).exists():
        raise click.ClickException(_("Không có đơn vị nào mã %(code)s.") % {"code": unit_code})
    try:
        version = close_day(day, name=name, source=source, by=_BY, at=clock.now(), unit_code=unit_code)
    except Problem as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"✓ {day} → {version}")


@calendar.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def regenerate(target: Path) -> None:
    """Write the packaged table anew from the `holidays` library (for maintainers)."""
    from vungxanh.kit.calendar.seed import as_csv, generated_rows

    rows = generated_rows()
    target.write_text("".join(as_csv(rows)), encoding="utf-8")
    click.echo(f"✓ {len(rows)} → {target}")


def _days_in(file: Path) -> list[NamedDay]:
    """The rows of the file; all wrong ones are told, each with its line."""
    rows = _rows_in(file)
    days, wrong = [], []
    for line, row in enumerate(rows, 2):
        try:
            days.append(_named_day(row))
        except ValueError as refused:
            place = _("%(name)s, dòng %(row)s") % {"name": file.name, "row": line}
            wrong.append(f"{place}: {refused}")
    if wrong:
        raise click.ClickException("\n".join(wrong))
    return days


def _rows_in(file: Path) -> list[dict[str, str]]:
    refused = ""
    try:
        reader = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
        rows = list(reader)
        if missing := [name for name in _COLUMNS if name not in (reader.fieldnames or ())]:
            refused = _("Thiếu cột: %(names)s. Dòng đầu phải là: %(header)s.")
            refused %= {"names": ", ".join(missing), "header": ",".join(_COLUMNS)}
        elif not rows:
            refused = _("Tệp chưa có ngày nào.")
    except UnicodeDecodeError:
        refused = _("Tệp không phải bảng mã UTF-8. Lưu lại dạng CSV UTF-8.")
    except (OSError, csv.Error):
        refused = _("Không mở được tệp. Kiểm tra đường dẫn và quyền đọc.")
    if refused:
        raise click.ClickException(f"{file.name}: {refused}")
    return rows


def _named_day(row: dict[str, str]) -> NamedDay:
    """One row; ValueError with a sentence."""
    from vungxanh.kit.calendar.models import CalendarDay

    text, kind, name = ((row[column] or "").strip() for column in _COLUMNS)
    try:
        day = day_of_text(text)
    except Unread as refused:
        raise ValueError(refused.message) from None
    if kind not in {each.value for each in DayKind}:
        known = ", ".join(f"{each} ({words})" for each, words in CalendarDay.KINDS)
        raise ValueError(_("Không có loại ngày “%(kind)s”. Các loại: %(kinds)s.") % {"kind": kind[:40], "kinds": known})
    return NamedDay(day, DayKind(kind), name)
