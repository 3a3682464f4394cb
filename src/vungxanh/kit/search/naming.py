"""How well a query names a thing that stands in no index, by the rule the index follows (khớp tên)."""

from vungxanh.core.text.vietnamese import has_accents
from vungxanh.kit.search.entries import Place
from vungxanh.kit.search.words import name_parts, names_of, words_of


def place_in(query: str, *names: str) -> Place | None:
    """Where the query stands in the names: one of them, the beginning of one, all its words within; else None.

    A word typed with marks must stand there with them.
    """
    parts = name_parts(query)
    text = names_of(names)
    if not parts or not all(part in text for part in parts.within) or not _as_typed(query, names):
        return None
    if parts.whole in text:
        return Place.NAME
    return Place.NAME_BEGINS if parts.beginning in text else Place.IN_NAME


def _as_typed(query: str, names: tuple[str, ...]) -> bool:
    written = f" {' '.join(words_of(' '.join(names)))}"
    return all(f" {word}" in written for word in words_of(query) if has_accents(word))
