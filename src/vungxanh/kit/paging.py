"""Keyset paging: lists that stay fast and stable however long they grow (phân trang theo khóa).

A cursor is the order key of one row, so a page is found by index and rows added meanwhile shift nothing.
The cursor holds only what the reader has already seen and is checked field by field; it needs no signature.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from vungxanh.kit.problems import Invalid

Row = TypeVar("Row", bound=Model)
_LONGEST_CURSOR = 1000


class BadCursor(Invalid):
    """A cursor that this list did not give out (con trỏ trang không hợp lệ)."""

    def __init__(self) -> None:
        super().__init__(_("Liên kết trang không còn đúng. Mở lại danh sách từ đầu."))


class Order:
    """The order of a list: field names, `-` for descending; the last one is unique and no field is null."""

    def __init__(self, *names: str) -> None:
        if not names:
            raise ValueError("an order names at least one field, the last one unique")
        self.keys = tuple((name.lstrip("-"), name.startswith("-")) for name in names)

    def expressions(self, *, reverse: bool) -> list[OrderBy]:
        """The ORDER BY of the list, or of the list read backwards."""
        return [F(name).desc() if down != reverse else F(name).asc() for name, down in self.keys]

    def beyond(self, values: Sequence[object], *, reverse: bool) -> Q:
        """The rows after the one with these key values (before it when `reverse`)."""
        condition = Q()
        same = Q()
        for (name, down), value in zip(self.keys, values, strict=True):
            side = "lt" if down != reverse else "gt"
            condition |= same & Q(**{f"{name}__{side}": value})
            same &= Q(**{name: value})
        first, down = self.keys[0]
        edge = "lte" if down != reverse else "gte"
        return Q(**{f"{first}__{edge}": values[0]}) & condition  # one range the index can start from


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page; `next` and `previous` are cursors, empty at the ends."""

    items: list[Row]
    next: str
    previous: str


def page_of(rows: QuerySet[Row], order: Order, *, cursor: str = "", size: int = 50) -> Page[Row]:
    """Read one page (1 to 200 rows) that starts at the cursor; BadCursor when it was tampered with."""
    size = max(1, min(size, 200))
    backwards, values = _read(rows.model, order, cursor) if cursor else (False, None)
    if values is not None:
        rows = rows.filter(order.beyond(values, reverse=backwards))
    found = list(rows.order_by(*order.expressions(reverse=backwards))[: size + 1])
    more, items = len(found) > size, found[:size]
    if backwards:
        items.reverse()
    if not items:
        return Page([], "", "")
    before = more if backwards else bool(cursor)
    after = bool(cursor) if backwards else more
    return Page(
        items,
        next=after_row(order, items[-1]) if after else "",
        previous=_write(order, items[0], backwards=True) if before else "",
    )


def after_row(order: Order, row: Model) -> str:
    """The cursor of the page that begins after this row, for pages that are put together from several queries."""
    return _write(order, row, backwards=False)


def _write(order: Order, row: Model, *, backwards: bool) -> str:
    values = []
    for name, _down in order.keys:
        value: Any = row
        for step in name.split("__"):
            value = getattr(value, step)
        values.append(_plain(value))
    packed = json.dumps(["p" if backwards else "n", *values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(packed.encode()).rstrip(b"=").decode()


def _plain(value: object) -> object:
    if value is None:
        raise ValueError("a field that orders a list cannot be null")
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(model: type[Model], order: Order, cursor: str) -> tuple[bool, list[object]]:
    try:
        direction, plain = _unpacked(cursor)
        typed = [_typed(model, name, value) for (name, _down), value in zip(order.keys, plain, strict=True)]
    except (ValueError, TypeError, ArithmeticError, RecursionError, ValidationError) as wrong:
        raise BadCursor from wrong
    return direction == "p", typed


def _unpacked(cursor: str) -> tuple[str, list[object]]:
    if len(cursor) > _LONGEST_CURSOR:
        raise ValueError("longer than any cursor given out")
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    direction, *plain = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    if direction not in ("n", "p"):
        raise ValueError("neither next nor previous")
    return direction, plain


def _typed(model: type[Model], name: str, value: object) -> object:
    """The value as its field's Python type; ValueError when it is of another shape, out of range or null."""
    field = _field(model, name)
    if not isinstance(value, str | int | float):
        raise ValueError("not a key")  # noqa: TRY004 - the caller tells wrong shapes and wrong values alike
    if isinstance(value, str) and "\x00" in value.encode().decode():
        raise ValueError("no text a database holds")
    typed = field.to_python(value)
    naive = isinstance(typed, datetime) and typed.tzinfo is None
    if isinstance(typed, datetime) and not naive:
        typed.astimezone(UTC)  # OverflowError at the ends of time, where no database can follow
    if typed is None or naive or _plain(typed) != value:
        raise ValueError("not a key of this list")
    field.run_validators(typed)
    return typed


def _field(model: type[Model], name: str) -> Any:
    """The field at the end of a path such as `unit__name`."""
    field: Any = None
    owner: Any = model
    for step in name.split("__"):
        options = owner._meta  # noqa: SLF001 - Django's documented model API
        field = options.pk if step == "pk" else options.get_field(step)
        owner = field.related_model
    return field
