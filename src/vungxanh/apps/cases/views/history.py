"""The audit's own entries of a record, newest first (nhật ký)."""

from collections.abc import Iterator

from django.db.models import Model

from vungxanh.apps.cases.verbs import VERBS
from vungxanh.kit.audit.queries import history_of

SHOWN = 50


def history_lines(*things: Model) -> Iterator[dict[str, object]]:
    """Who did what to these rows, when, for which unit."""
    entries = [entry for thing in things for entry in history_of(thing).order_by("-seq")[:SHOWN]]
    for entry in sorted(entries, key=lambda each: -each.seq)[:SHOWN]:
        by = f"{entry.who} ({entry.unit_code})" if entry.unit_code else entry.who
        yield {"at": entry.at, "title": VERBS.get(entry.verb, entry.verb), "by": by}
