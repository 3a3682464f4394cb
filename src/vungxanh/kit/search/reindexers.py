"""Each feature's way to list everything it wants found, for `vungxanh search reindex`."""

from collections.abc import Callable, Collection, Iterable, Iterator

from vungxanh.kit.search.entries import Entry

Reindexer = Callable[[], Iterable[Entry]]
_by_kind: dict[str, Reindexer] = {}


def register(kind: str, entries: Reindexer) -> None:
    """Let `entries()` yield every entry of this kind; called once, in the feature's AppConfig.ready."""
    _by_kind[kind] = entries


def kinds() -> list[str]:
    """The kinds that somebody registered, in order."""
    return sorted(_by_kind)


def chosen(kinds: Collection[str] | None) -> Iterator[tuple[str, Reindexer]]:
    """The reindexers of these kinds, or all; KeyError for a kind nobody registered."""
    for kind in _by_kind if kinds is None else kinds:
        yield kind, _by_kind[kind]
