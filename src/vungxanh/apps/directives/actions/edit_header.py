"""Correct number, date, subject and the other facts of the letter's head (sửa thể thức)."""

from datetime import date, datetime

from django.utils.translation import gettext_noop

from vungxanh.apps.directives.actions.editing import editing
from vungxanh.apps.directives.actions.snapshots import HEADER_FIELDS
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.said import said


def edit_header(
    directive: Directive, *, version: int, by: Officer, at: datetime, **changes: str | date | None
) -> Directive:
    """Set any of number, symbol, type, place, dated, issuer, subject and urgency; Invalid when the number is taken."""
    if unknown := changes.keys() - set(HEADER_FIELDS):
        raise ValueError(f"not a header field: {sorted(unknown)}")
    with editing(directive, verb="edit_header", version=version, by=by, at=at) as draft:
        for name, value in changes.items():
            setattr(draft.directive, name, value.strip() if isinstance(value, str) else value)
        draft.said = said(gettext_noop("sửa số, ngày, trích yếu"))
    return draft.directive
