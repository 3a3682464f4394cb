"""`vungxanh audit`: check the hash-chained log, and print its head to note down."""

import json
import sys
from typing import TYPE_CHECKING

import click
from django.utils.translation import gettext as _

from vungxanh.cli.speech import Unread, language

if TYPE_CHECKING:
    from vungxanh.kit.audit.verify import Report


@click.group()
def audit() -> None:
    """Nhật ký kiểm toán / the audit log."""


def _noted(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    count, _mark, digest = text.partition(":")
    if not count.isdigit() or len(digest) != 64:
        raise Unread(_("Ghi SỐ:MÃ đúng như vungxanh audit head in ra."))
    return int(count), digest.lower()


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--head", "noted", metavar="COUNT:HASH", callback=_noted, help="A head noted down earlier.")
@language
def verify(as_json: bool, noted: tuple[int, str] | None) -> None:
    """Đọc cả nhật ký / read the whole chain; exit 1 and name the entry when one was changed or removed."""
    from vungxanh.kit.audit.verify import verify as check

    report = check(noted=noted)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _tell(report)
    sys.exit(0 if report.is_sound else 1)


def _tell(report: "Report") -> None:
    for breach in report.breaches:
        click.echo(f"✗ {breach.message}")
    told = _("%(count)s dòng, đầu chuỗi %(head)s") % {"count": report.count, "head": f"{report.count}:{report.hash}"}
    click.echo(f"{'✓' if report.is_sound else '✗'} {told}")
    _warn_if_unguarded()


def _warn_if_unguarded() -> None:
    from django.db import connection

    from vungxanh.kit.audit import guard

    if not guard.is_armed(connection):
        told = _("cơ sở dữ liệu không còn chặn việc sửa nhật ký: các trigger đã mất")
        click.echo(f"! {told}", err=True)


@audit.command("guard")
def put_guard_back() -> None:
    """Đặt lại các trigger / let the database refuse changes of the log again; noted in the log itself."""
    from django.db import connection, transaction

    from vungxanh.kit import audit as log
    from vungxanh.kit import clock
    from vungxanh.kit.actors import SystemActor
    from vungxanh.kit.audit import guard

    with transaction.atomic():
        if missing := guard.missing(connection):
            guard.arm(connection)
            log.record("audit.guard", by=SystemActor("console"), on=None, at=clock.now(), data={"missing": missing})
    click.echo(f"✓ {', '.join(missing) or '–'}")


@audit.command()
def head() -> None:
    """Print COUNT:HASH of the last entry, to note down outside this machine."""
    from vungxanh.kit.audit import queries

    click.echo(str(queries.head()))
