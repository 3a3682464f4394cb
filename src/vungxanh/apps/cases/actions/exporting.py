"""Taking a list out as a file, for a purpose that stands in the audit chain (xuất danh sách)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.exchange.writing import Row
from vungxanh.apps.cases.queries.export import rows
from vungxanh.apps.cases.queries.lists import Wanted, within
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit import audit
from vungxanh.kit.problems import FieldError, Invalid

_SHORTEST = 5
_LONGEST = 200


def export(kind: Kind, template: Template, wanted: Wanted, purpose: str, *, by: Officer, at: datetime) -> Iterator[Row]:
    """The rows of the officer's place, masked as every page is; Invalid without a purpose."""
    policies.must_see(by, place_of(by.unit))
    purpose = purpose.strip()
    if len(purpose) < _SHORTEST:
        message = _("Ghi rõ mục đích xuất dữ liệu.")
        raise Invalid(message, errors=[FieldError("purpose", message)])
    told = {"kind": str(kind), "template": str(template), "place": within(by, wanted.place)}
    with transaction.atomic():
        audit.record("cases.export", by=by, on=by.unit, at=at, data=told | {"purpose": purpose[:_LONGEST]})
    return rows(by, kind, wanted, at=at)
