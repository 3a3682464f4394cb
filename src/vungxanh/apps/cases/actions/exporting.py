"""Taking a list out as a file (xuất danh sách): who took which, how narrow and how many rows stands in the audit chain.

Files that may name people ask for a purpose; a page's own list holds pseudonyms only, so it asks for none.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.exchange.writing import Row
from vungxanh.apps.cases.models import Case, Standing
from vungxanh.apps.cases.queries.export import listed, rows
from vungxanh.apps.cases.queries.lists import Wanted, must_be_many, within
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit import audit
from vungxanh.kit.problems import FieldError, Invalid

_SHORTEST = 5
_LONGEST = 200
Listed = TypeVar("Listed", Case, Standing)


def export(kind: Kind, template: Template, wanted: Wanted, purpose: str, *, by: Officer, at: datetime) -> Iterator[Row]:
    """The rows of the officer's place, masked as every page is; Invalid without a purpose."""
    policies.must_see(by, place_of(by.unit))
    purpose = purpose.strip()
    if len(purpose) < _SHORTEST:
        message = _("Ghi rõ mục đích xuất dữ liệu.")
        raise Invalid(message, errors=[FieldError("purpose", message)])
    found = listed(by, kind, wanted)
    must_be_many(by, found, words=wanted.words)
    told = {"kind": str(kind), "template": str(template), "place": within(by, wanted.place), "rows": found.count()}
    with transaction.atomic():
        audit.record("cases.export", by=by, on=by.unit, at=at, data=told | {"purpose": purpose[:_LONGEST]})
    return rows(by, kind, wanted, at=at)


def take_out(kind: Kind, found: QuerySet[Listed], wanted: Wanted, *, by: Officer, at: datetime) -> QuerySet[Listed]:
    """The rows of a page's list, which leaves with its pseudonyms; TooFew.

    What was typed to narrow it is not written down: it may be somebody's number.
    """
    must_be_many(by, found, words=wanted.words)
    narrowed = {name: getattr(wanted, name) for name in ("level", "overdue", "following", "classification", "state")}
    told = {"kind": str(kind), "place": within(by, wanted.place), "words": bool(wanted.words), "rows": found.count()}
    with transaction.atomic():
        audit.record("cases.list.export", by=by, on=by.unit, at=at, data=told | narrowed)
    return found
