"""`vungxanh calendar`: load, confirm and inspect the working-day table."""

import csv
import sys
from datetime import date
from pathlib import Path

import click

from vungxanh.cli.days import day, day_of_text
from vungxanh.core.records.worktime import DayKind
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.calendar.actions import NamedDay
from vungxanh.kit.problems import Problem

_BY = SystemActor("calendar")


@click.group()
def calendar() -> None:
    """Lịch làm việc / the working-day table."""


@calendar.command()
@click.option("--first", default=2019, show_default=True, help="First year.")
@click.option("--last", default=2035, show_default=True, help="Last year.")
def seed(first: int, last: int) -> None:
    """Load the packaged days off; years that a version covers already stay as they are."""
    from vungxanh.kit.calendar.actions import seed_calendar

    version = seed_calendar(range(first, last + 1), by=_BY, at=clock.now())
    click.echo(f"✓ {version}")


@calendar.command()
def show() -> None:
    """Print the calendar in force and the years nobody has confirmed."""
    from vungxanh.kit.calendar.queries import CalendarMissing, estimated_years, version_at

    try:
        version = version_at(clock.now())
    except CalendarMissing as missing:
        click.echo(f"✗ {missing}", err=True)
        sys.exit(1)
    years = ", ".join(map(str, estimated_years(clock.now()))) or "–"
    click.echo(f"{version}  {version.hours}\nChưa xác nhận / not confirmed: {years}")


@calendar.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--file", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The days.")
@click.option("--source", required=True, help="The document that decides them, such as its number and date.")
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
def close(day: date, name: str, source: str, unit_code: str) -> None:
    """Close all offices, or one unit's, on DATE: deadlines counted from now on pass over it."""
    from vungxanh.apps.org.models import Unit
    from vungxanh.kit.calendar.actions import close_day

    if unit_code and not Unit.objects.filter(code=unit_code).exists():
        raise click.ClickException(f"Không có đơn vị mã {unit_code}. / No unit has this code.")
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
    """The rows of the file; the first wrong one ends the program with its line."""
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name}: không phải UTF-8 / not UTF-8") from None
    if not rows:
        raise click.ClickException(f"{file.name}: không có ngày nào / no days")
    return [_named_day(row, f"{file.name}:{line}") for line, row in enumerate(rows, 2)]


def _named_day(row: dict[str, str], place: str) -> NamedDay:
    try:
        return NamedDay(
            day_of_text(row["day"] or ""), DayKind((row["kind"] or "").strip()), (row["name"] or "").strip()
        )
    except (KeyError, ValueError, click.BadParameter) as wrong:
        raise click.ClickException(f"{place}: {wrong}") from None
