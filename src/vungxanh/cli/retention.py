"""`vungxanh retention`: what has been kept long enough, and its deletion."""

import json
from collections.abc import Iterable

import click
from django.utils.translation import gettext as _

from vungxanh.cli.speech import language
from vungxanh.kit import clock
from vungxanh.kit.retention.running import Due, Moments, expire, overdue


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language
def retention(dry_run: bool, as_json: bool) -> None:
    """Delete what has been kept long enough, as the worker does each night at 02:17."""
    at = Moments(province=clock.now(), machine=clock.machine_now())
    if dry_run:
        _show(overdue(at), as_json=as_json)
        return
    deleted = expire(at)
    if as_json:
        click.echo(json.dumps(deleted))
        return
    for name, count in deleted.items():
        click.echo(f"{name}\t{count}")
    told = _("%(count)s dòng đã xóa.") % {"count": sum(deleted.values())}
    click.echo(f"✓ {told}")


def _show(dues: Iterable[Due], *, as_json: bool) -> None:
    rows = [
        {"rule": due.rule.name, "days": due.kept.days, "expired": due.count, "what": due.rule.what, "why": due.rule.why}
        for due in dues
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("{rule:<18}{days:>5} ngày{expired:>9}  {what}: {why}".format(**row))
