"""`vungxanh search`: rebuild the search index."""

import click


@click.group()
def search() -> None:
    """Tìm kiếm / the search index."""


@search.command()
@click.argument("kinds", nargs=-1)
def reindex(kinds: tuple[str, ...]) -> None:
    """Rebuild the entries of KINDS, or of everything, from the features' own tables."""
    from vungxanh.kit import search as index

    try:
        for kind, count in index.reindex(kinds or None).items():
            click.echo(f"✓ {kind}: {count}")
    except KeyError as unknown:
        raise click.BadParameter(f"{unknown} has nothing to index") from unknown
