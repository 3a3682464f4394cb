"""`vungxanh calendar`: load and inspect the working-day table."""

import sys
from pathlib import Path

import click

from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor


@click.group()
def calendar() -> None:
    """Lịch làm việc / the working-day table."""


@calendar.command()
@click.option("--first", default=2019, show_default=True, help="First year.")
@click.option("--last", default=2035, show_default=True, help="Last year.")
def seed(first: int, last: int) -> None:
    """Load the packaged days off; years that a version covers already stay as they are."""
    from vungxanh.kit.calendar.actions import seed_calendar

    version = seed_calendar(range(first, last + 1), by=SystemActor("calendar"), at=clock.now())
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
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def regenerate(target: Path) -> None:
    """Write the packaged table anew from the `holidays` library (for maintainers)."""
    from vungxanh.kit.calendar.seed import as_csv, generated_rows

    rows = generated_rows()
    target.write_text("".join(as_csv(rows)), encoding="utf-8")
    click.echo(f"✓ {len(rows)} → {target}")
