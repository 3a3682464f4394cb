"""`vungxanh search`: rebuild the search index."""

import click
from django.utils.translation import gettext as _

from vungxanh.cli.speech import language


@click.group()
def search() -> None:
    """Tìm kiếm / the search index."""


@search.command()
@click.argument("kinds", nargs=-1)
@language
def reindex(kinds: tuple[str, ...]) -> None:
    """Rebuild the entries of KINDS, or of everything, from the features' own tables."""
    from vungxanh.kit import search as index

    try:
        for kind, count in index.reindex(kinds or None).items():
            click.echo(f"✓ {kind}: {count}")
    except KeyError as unknown:
        told = _("Không có loại “%(kind)s” trong tìm kiếm. Các loại: %(kinds)s.")
        raise click.ClickException(
            told % {"kind": unknown.args[0], "kinds": ", ".join(index.reindexers.kinds())}
        ) from None
