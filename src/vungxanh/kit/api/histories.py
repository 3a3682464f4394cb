"""The audit log of one record as the API shows it."""

from typing import Any

from django.db.models import Model

from vungxanh.kit.audit.models import Entry
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.said import told

_NEWEST_FIRST = Order("-seq")


def history_page(record: Model, *, cursor: str, size: int) -> dict[str, Any]:
    """One page of what happened to the record, newest first; the caller has checked who may read it."""
    page = page_of(history_of(record), _NEWEST_FIRST, cursor=cursor, size=size)
    return {"items": [_shown(entry) for entry in page.items], "next": page.next, "previous": page.previous}


def _shown(entry: Entry) -> dict[str, Any]:
    details = entry.details
    note = told(details["said"]) if details.get("said") else details.get("summary") or details.get("reason") or ""
    who = {"by": entry.actor_name, "unit": entry.unit_code}
    return {"seq": entry.seq, "at": entry.at, "verb": entry.verb, "note": str(note)} | who
