"""`vungxanh bluezone store`: what the owner of an agent may see and decide (kho của tác tử)."""

import click

from vungxanh.cli.bluezone import Lazily

COMMANDS = ("export", "log", "match", "purge", "report", "send", "show", "tell", "withdraw")


@click.group(cls=Lazily, package=__name__, modules=COMMANDS)
def store() -> None:
    """Kho của tác tử: xem, xuất, đối chiếu, báo ca bệnh / an agent's store, for its owner."""
