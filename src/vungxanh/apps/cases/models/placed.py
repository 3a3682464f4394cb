"""Indexes of the lists that are read by place: a range of each for a commune as for a district, on both databases."""

from django.db.models import Index, Q


def placed(*fields: str, name: str, before: tuple[str, ...] = (), condition: Q | None = None) -> Index:
    """An index by `path`, after the columns `before` and before the others (`-` for descending).

    PostgreSQL answers LIKE only from an index that compares byte by byte. Without the class named here that is so in a
    database of locale C alone; in one of C.UTF-8, as ours is deployed, a commune's page read the whole table.
    """
    classes = [*([""] * len(before)), "varchar_pattern_ops", *([""] * len(fields))]
    return Index(fields=[*before, "path", *fields], name=name, opclasses=classes, condition=condition)
