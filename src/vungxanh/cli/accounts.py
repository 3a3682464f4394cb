"""`vungxanh accounts`: what an operator at the console does with accounts when no administrator can."""

import json
from typing import TYPE_CHECKING

import click
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from vungxanh.cli.speech import language
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import Problem

if TYPE_CHECKING:
    from vungxanh.apps.accounts.models import User

CONSOLE = SystemActor("console")


@click.group()
def accounts() -> None:
    """Tài khoản / people's accounts."""


@accounts.command("list")
@click.argument("text", default="")
@click.option("--locked", is_flag=True, help="Only who is locked out now, unknown user names too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@language
def list_(text: str, locked: bool, as_json: bool) -> None:
    """List accounts whose name or user name holds TEXT, with or without accents."""
    rows = _locks(text) if locked else _people(text)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("\t".join(str(value) for value in row.values()))


def _people(text: str) -> list[dict[str, object]]:
    from vungxanh.apps.accounts.queries.people import people

    found = people(CONSOLE, text=text).order_by("username")
    return [{"username": user.username, "name": user.full_name, "active": user.is_active} for user in found]


def _locks(text: str) -> list[dict[str, object]]:
    from vungxanh.apps.accounts.queries.locks import all_locks

    return [
        {"username": lock.username, "address": lock.address, "until": lock.until.isoformat(timespec="minutes")}
        for lock in all_locks(clock.machine_now())
        if text in lock.username
    ]


@accounts.command()
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Họ và tên / the person's full name.")
@click.option("--email", default="")
@click.option("--phone", default="")
@click.option("--language", default="vi", show_default=True, type=click.Choice(["vi", "en"]))
@language
def create(username: str, full_name: str, email: str, phone: str, language: str) -> None:
    """Make an account and print the link by which its person sets a password.

    It opens no page before it has a post: `vungxanh org appoint` gives one.
    """
    from vungxanh.apps.accounts.actions.people import Details, create_person

    details = Details(full_name, email, phone, language)
    try:
        create_person(username, details, by=CONSOLE, at=clock.now())
    except Problem as problem:
        raise click.ClickException(_sentence(problem)) from problem
    _print_link(username)


@accounts.command("reset-link")
@click.argument("username")
@language
def reset_link(username: str) -> None:
    """Print a link by which the person sets a new password once within 24 hours."""
    _print_link(username)


@accounts.command()
@click.argument("username")
@language
def unlock(username: str) -> None:
    """Let a locked-out person sign in again."""
    from vungxanh.apps.accounts.actions.locks import unlock as lift

    removed = lift(_user(username), by=CONSOLE, at=clock.now())
    told = _("%(name)s: đã gỡ %(count)s bản ghi nhập sai.") % {"name": username, "count": removed}
    click.echo(f"✓ {told}")


def _print_link(username: str) -> None:
    from vungxanh.apps.accounts import secret_text
    from vungxanh.apps.accounts.actions.reset_links import issue_reset_link

    secret = secret_text.mint()
    try:
        issue_reset_link(_user(username), secret=secret, by=CONSOLE, at=clock.now())
    except Problem as problem:
        raise click.ClickException(_sentence(problem)) from problem
    click.echo(settings.PUBLIC_URL.rstrip("/") + reverse("accounts:reset", args=[secret]))


def _user(username: str) -> "User":
    from vungxanh.apps.accounts.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise click.ClickException(_("Không có tài khoản “%(name)s”.") % {"name": username})
    return found


def _sentence(problem: Problem) -> str:
    return "; ".join(str(error.message) for error in problem.errors) or str(problem)
