"""`vungxanh keys`: the keys under which personal data is encrypted."""

import click

from vungxanh.kit.sealing.keys import Unopened


@click.group()
def keys() -> None:
    """Khóa dữ liệu cá nhân / the keys of personal data."""


@keys.command()
@click.argument("name")
def new(name: str) -> None:
    """Print a new key as `NAME:key`, to be put first in VUNGXANH_DATA_KEYS."""
    from vungxanh.kit.sealing.written import fresh

    try:
        click.echo(fresh(name))
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@keys.command()
def show() -> None:
    """Say which keys are held and how many values stand under each; never the keys themselves."""
    from vungxanh.kit.sealing.keys import names
    from vungxanh.kit.sealing.rotation import counts, unread

    held, used = names(), counts()
    for name in [*held, *(name for name in used if name not in held)]:
        state = "present" if name == held[0] else "older" if name in held else "MISSING"
        click.echo(f"{name}\t{used.get(name, 0)}\t{state}")
    for value in unread():
        click.echo(f"không đọc được / unreadable: {value}", err=True)


@keys.command()
@click.option("--forget-unreadable", is_flag=True, help="Give up the values that do not open any more.")
def rotate(forget_unreadable: bool) -> None:
    """Encrypt everything anew under the first key; may be stopped and run again at any time."""
    from vungxanh.kit import clock
    from vungxanh.kit.actors import SystemActor
    from vungxanh.kit.sealing import rotation
    from vungxanh.kit.sealing.keys import names

    try:
        changed = rotation.rotate(by=SystemActor("console"), at=clock.now(), forget_unreadable=forget_unreadable)
    except Unopened as error:
        raise click.ClickException(f"{error}; put its key or the value back, or give --forget-unreadable") from None
    click.echo(f"✓ {changed} giá trị đã mã hóa lại / values encrypted anew under {names()[0]}")
