"""Refusals that name fields as the caller sent them (tên trường)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from vungxanh.kit.problems import Problem


@contextmanager
def as_sent(**names: str) -> Iterator[None]:
    """Give fields of a refusal the caller's names: `as_sent(on="deadline")` where an action's `on` was sent so."""
    try:
        yield
    except Problem as refused:
        refused.errors = tuple(replace(error, field=names.get(error.field, error.field)) for error in refused.errors)
        raise
