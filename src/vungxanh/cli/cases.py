"""`vungxanh cases`: upkeep of case work."""

import click
from django.utils.translation import gettext as _

from vungxanh.cli.speech import language
from vungxanh.ui import formats

_AT_ONCE = 1000


@click.group()
def cases() -> None:
    """Truy vết / case work."""


@cases.command()
@language
def recount() -> None:
    """Count again who stands at which level in each place; pages show these counts."""
    from vungxanh.apps.cases.actions.tallying import tally_anew

    told = _("Đã đếm lại số người theo cấp và xã: %(count)s số đã sửa.") % {"count": _number(tally_anew())}
    click.echo(f"✓ {told}")


@cases.command()
@language
def pair() -> None:
    """Compare all records again for those that may be one person. Stopped halfway, the worker finishes it."""
    from vungxanh.apps.cases.actions.pairing import compare_anew, compare_older
    from vungxanh.apps.cases.models import Alike
    from vungxanh.kit import clock

    total, before = compare_anew(), Alike.objects.count()
    with click.progressbar(length=total, label=_("So hồ sơ")) as bar:
        while done := compare_older(_AT_ONCE, at=clock.now()):
            bar.update(done)
    told = _("Đã so %(total)s hồ sơ; %(count)s cặp mới thấy có thể trùng.")
    new = Alike.objects.count() - before
    click.echo(f"✓ {told % {'total': _number(total), 'count': _number(new)}}")


def _number(value: int) -> str:
    """As pages write it, in the language asked for."""
    from django.utils.translation import get_language

    return formats.number(value, get_language() or "vi")
