"""A calendar day as an operator types it."""

from datetime import date, datetime

import click

from vungxanh.cli.speech import Unread


def parse_day(text: str) -> date | None:
    """The day of "2020-07-28" or "28/07/2020"; None for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    return None


def day_of_text(text: str) -> date:
    """The day as `parse_day` reads it; raises Unread, in words, where there is none."""
    from django.utils.translation import gettext as _  # commands without Django read days too

    found = parse_day(text)
    if found is not None:
        return found
    raise Unread(_("“%(text)s” không phải một ngày. Ghi 2020-07-28 hoặc 28/07/2020.") % {"text": text[:40]})


def day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    """The callback of an option or argument that is a day."""
    return None if text is None else day_of_text(text)
