"""The audit log of one record as the API shows it."""

from typing import Any

from django.db.models import QuerySet

from vungxanh.kit.audit.models import Entry
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.said import told

_NEWEST_FIRST = Order("-seq")


def history_page(entries: QuerySet[Entry], *, cursor: str, size: int) -> dict[str, Any]:
    """One page of a record's entries, newest first; the caller has left only what the reader may see."""
    page = page_of(entries, _NEWEST_FIRST, cursor=cursor, size=size)
    return {"items": [_shown(entry) for entry in page.items], "next": page.next, "previous": page.previous}


def _shown(entry: Entry) -> dict[str, Any]:
    details = entry.details
    note = told(details["said"]) if details.get("said") else details.get("summary") or details.get("reason") or ""
    who = {"by": entry.who, "unit": entry.unit_code}
    return {"seq": entry.seq, "at": entry.at, "verb": entry.verb, "note": str(note)} | who
