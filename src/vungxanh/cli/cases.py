"""`vungxanh cases`: upkeep of case work."""

import click
from django.utils.translation import gettext as _

from vungxanh.cli.speech import language


@click.group()
def cases() -> None:
    """Truy vết / case work."""


@cases.command()
@language
def recount() -> None:
    """Count again who stands at which level in each place; pages show these counts."""
    from vungxanh.apps.cases.actions.tallying import tally_anew

    told = _("Đã đếm lại số người theo cấp và xã: %(count)s số đã sửa.") % {"count": tally_anew()}
    click.echo(f"✓ {told}")
