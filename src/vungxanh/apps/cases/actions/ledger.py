"""Changing rows with a note of what they were, so that the change can be undone to the row (sổ chuyển hồ sơ)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

Line = list[Any]
"""`[model, key, columns before, columns after]`, plain JSON; sealed columns never stand in it."""


class Ledger:
    """The lines of one change, in order."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def move(self, row: Model, **columns: Any) -> None:
        """Change these columns of a row (1 query); foreign keys are named by their column, `person_id`."""
        before = {name: _plain(getattr(row, name)) for name in columns}
        after = {name: _plain(value) for name, value in columns.items()}
        if before == after:
            return
        type(row)._base_manager.filter(pk=row.pk).update(**columns)  # noqa: SLF001 - Django's documented model API
        for name, value in columns.items():
            setattr(row, name, value)
        self.lines.append([row._meta.object_name, row.pk, before, after])  # noqa: SLF001


def put_back(lines: Iterable[Line]) -> None:
    """Undo the lines, the last first (2 queries each).

    A column that somebody else has changed since keeps what they wrote; a row that is gone stays gone.
    """
    for name, key, before, after in reversed(list(lines)):
        model: type[Model] = apps.get_model("cases", name)
        manager = model._base_manager  # noqa: SLF001
        row = manager.filter(pk=key).values(*after).first()
        if row is None:
            continue
        untouched = {name: before[name] for name in after if _plain(row[name]) == after[name]}
        if untouched:
            manager.filter(pk=key).update(**untouched)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
