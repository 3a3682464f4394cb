"""`vungxanh migrate` and `vungxanh openapi`: bring the tables up to date, print the API's description."""

import json

import click
from django.core.management import call_command
from django.db import transaction


def bring_up_to_date(*, verbosity: int = 0) -> None:
    """The tables of this version, and the decisions a new installation begins with."""
    from vungxanh.apps.cases.actions.seeding import seed_policies
    from vungxanh.kit import clock
    from vungxanh.kit.actors import SystemActor

    call_command("migrate", verbosity=verbosity, interactive=False)
    with transaction.atomic():
        seed_policies(by=SystemActor("migrate"), at=clock.now())


@click.command()
def migrate() -> None:
    """Bring the database to this version."""
    bring_up_to_date(verbosity=1)


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 description, the snapshot in docs/api."""
    from vungxanh.project.api import description

    click.echo(json.dumps(description(), ensure_ascii=False, indent=2, sort_keys=True))
