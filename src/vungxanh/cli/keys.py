"""`vungxanh keys`: the keys under which personal data is encrypted."""

import click
from django.utils.translation import gettext as _

from vungxanh.cli.speech import language
from vungxanh.kit.sealing.keys import Unopened


@click.group()
def keys() -> None:
    """Khóa dữ liệu cá nhân / the keys of personal data."""


@keys.command()
@click.argument("name")
@language
def new(name: str) -> None:
    """Print a new key as `NAME:key`, to be put first in VUNGXANH_DATA_KEYS."""
    from vungxanh.kit.sealing.written import fresh

    try:
        click.echo(fresh(name))
    except ValueError:
        told = _("Tên khóa gồm 1 đến 20 chữ thường không dấu, chữ số, gạch ngang, bắt đầu bằng chữ hoặc số.")
        raise click.ClickException(told) from None


@keys.command()
@language
def show() -> None:
    """Say which keys are held and how many values stand under each; never the keys themselves."""
    from vungxanh.kit.sealing.keys import names
    from vungxanh.kit.sealing.rotation import counts, unread

    held, used = names(), counts()
    for name in [*held, *(name for name in used if name not in held)]:
        state = _("đang dùng") if name == held[0] else _("khóa cũ") if name in held else _("THIẾU")
        click.echo(f"{name}\t{used.get(name, 0)}\t{state}")
    for value in unread():
        told = _("không đọc được")
        click.echo(f"{told}: {value}", err=True)


@keys.command()
@click.option("--forget-unreadable", is_flag=True, help="Give up the values that do not open any more.")
@language
def rotate(forget_unreadable: bool) -> None:
    """Encrypt everything anew under the first key; may be stopped and run again at any time."""
    from vungxanh.kit import clock
    from vungxanh.kit.actors import SystemActor
    from vungxanh.kit.sealing import rotation
    from vungxanh.kit.sealing.keys import names

    try:
        changed = rotation.rotate(by=SystemActor("console"), at=clock.now(), forget_unreadable=forget_unreadable)
    except Unopened as error:
        cure = _("Đặt lại khóa hoặc khôi phục giá trị đó; mất hẳn thì thêm --forget-unreadable.")
        raise click.ClickException(f"{error}. {cure}") from None
    told = _("%(count)s giá trị đã mã hóa lại dưới khóa %(key)s.") % {"count": changed, "key": names()[0]}
    click.echo(f"✓ {told}")
