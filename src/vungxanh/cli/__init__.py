"""The `vungxanh` command."""

import click
import django

from vungxanh import __version__
from vungxanh.project import configure


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Vùng Xanh: a province carries out a directive."""


def _compose() -> None:
    """Add each part's commands once Django is ready."""
    configure()
    django.setup()
    from vungxanh.cli.audit import audit
    from vungxanh.cli.directive import directive
    from vungxanh.cli.org import org
    from vungxanh.cli.worker import worker

    for command in (audit, directive, org, worker):
        main.add_command(command)


_compose()
