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
    from vungxanh.cli import accounts, audit, calendar, directive, doctor, org, search, serve, upkeep, worker

    groups = (accounts.accounts, audit.audit, calendar.calendar, directive.directive, org.org, search.search)
    commands = (doctor.doctor, serve.run, upkeep.migrate, upkeep.openapi, worker.worker)
    for command in (*groups, *commands):
        main.add_command(command)


_compose()
