"""A calendar day as an operator types it."""

from datetime import date, datetime

import click


def day_of_text(text: str) -> date:
    """The day of "2020-07-28" or "28/07/2020"; click.BadParameter for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise click.BadParameter("2020-07-28, 28/07/2020")


def day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    """The callback of an option or argument that is a day."""
    return None if text is None else day_of_text(text)
