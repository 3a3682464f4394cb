"""`vungxanh bluezone ids`: what the holder of a key sends on a day (mã định danh của một ngày)."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TypedDict

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, VIET_NAM, leave, sentence
from vungxanh.cli.days import parse_day
from vungxanh.core.tracing.ids import SLOT_MS, identifiers, next_key
from vungxanh.core.tracing.keylist import read_key
from vungxanh.core.tracing.problems import Refused

MOST_DAYS = 366
LATEST_YEAR = 2099


class Day(TypedDict):
    """A day in JSON; `ids` are the slots in order, upper-case."""

    day: str
    daily_key: str
    ids: list[str]


@click.command()
@click.option("--key", required=True, metavar="HEX", help="Khoá ngày / the day's key: 64 hexadecimal digits.")
@click.option("--day", required=True, metavar="YYYY-MM-DD", help="Ngày UTC / the UTC day of the key.")
@click.option(
    "--days", default=1, type=click.IntRange(1, MOST_DAYS), show_default=True, help="Số ngày / how many days."
)
@AS_JSON
@LANGUAGE
def ids(key: str, day: str, days: int, as_json: bool, lang: str) -> None:
    """In 96 mã mỗi ngày / print the 96 identifiers of each day. Exit 2 on a wrong key or day."""
    first_day = parse_day(day)
    if first_day is None:
        leave(sentence("not_a_day", lang, text=day[:40]))
    if first_day.year > LATEST_YEAR:
        leave(sentence("late_day", lang, year=LATEST_YEAR))
    try:
        first = read_key(key.strip())
    except Refused as refused:
        leave(refused.problem.sentence(lang))
    found = list(_days(first, first_day, days))
    if as_json:
        click.echo(json.dumps(found[0] if days == 1 else found, indent=2))
    else:
        click.echo("\n\n".join("\n".join(_lines(one)) for one in found))


def _days(key: bytes, day: date, days: int) -> Iterator[Day]:
    for after in range(days):
        names = [identifier.hex().upper() for identifier in identifiers(key)]
        yield {"day": (day + timedelta(after)).isoformat(), "daily_key": key.hex().upper(), "ids": names}
        key = next_key(key)


def _lines(one: Day) -> Iterator[str]:
    """A slot a line with its beginning, UTC and in Viet Nam."""
    yield f"{one['day']} (UTC)  {one['daily_key']}"
    midnight = datetime.fromisoformat(f"{one['day']}T00:00:00+00:00")
    for slot, identifier in enumerate(one["ids"]):
        begins = midnight + timedelta(milliseconds=slot * SLOT_MS)
        yield f"{slot:>3}  {begins:%H:%M} UTC  {begins.astimezone(VIET_NAM):%H:%M %d/%m}  {identifier}"
