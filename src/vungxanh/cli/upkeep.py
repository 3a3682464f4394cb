"""`vungxanh migrate` and `vungxanh openapi`: bring the tables up to date, print the API's description."""

import json

import click
from django.core.management import call_command


@click.command()
def migrate() -> None:
    """Bring the database to this version."""
    call_command("migrate", verbosity=1, interactive=False)


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 description, the snapshot in docs/api."""
    from vungxanh.project.api import description

    click.echo(json.dumps(description(), ensure_ascii=False, indent=2, sort_keys=True))
