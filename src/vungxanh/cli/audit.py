"""`vungxanh audit`: check the hash-chained log, and print its head to note down."""

import json
import sys

import click


@click.group()
def audit() -> None:
    """Nhật ký kiểm toán / the audit log."""


def _noted(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    count, _, digest = text.partition(":")
    if not count.isdigit() or len(digest) != 64:
        raise click.BadParameter("COUNT:HASH, as `vungxanh audit head` prints it")
    return int(count), digest.lower()


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--head", "noted", metavar="COUNT:HASH", callback=_noted, help="A head noted down earlier.")
def verify(as_json: bool, noted: tuple[int, str] | None) -> None:
    """Read the whole chain; exit 1 and name the entry when one was changed or removed."""
    from vungxanh.kit.audit.verify import verify as check

    report = check(noted=noted)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        for breach in report.breaches:
            click.echo(f"✗ {breach.message}")
        click.echo(f"{'✓' if report.is_sound else '✗'} {report.count} entries, head {report.count}:{report.hash}")
        _warn_if_unguarded()
    sys.exit(0 if report.is_sound else 1)


def _warn_if_unguarded() -> None:
    from django.db import connection

    from vungxanh.kit.audit import guard

    if not guard.is_armed(connection):
        click.echo("! the database no longer refuses changes to the log: its triggers are gone", err=True)


@audit.command()
def head() -> None:
    """Print COUNT:HASH of the last entry, to note down outside this machine."""
    from vungxanh.kit.audit import queries

    click.echo(str(queries.head()))
