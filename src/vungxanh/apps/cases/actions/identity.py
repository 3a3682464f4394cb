"""Opening who a pseudonym is, for a purpose and for a while (mở danh tính)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Opening, Person
from vungxanh.apps.cases.reasons import nameless
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.problems import FieldError, Invalid, NotAllowed

OPEN_FOR = timedelta(hours=8)
_SHORTEST = 5


def open_identity(person: Person, purpose: str, *, by: Officer, at: datetime) -> Opening:
    """Let the officer read who somebody is for a working day; the purpose stands in the audit chain."""
    policies.must_see(by, person)
    if not policies.may_open_identity(by, person):
        raise NotAllowed(_("Chỉ cán bộ y tế của địa bàn mở được danh tính."))
    purpose = purpose.strip()
    if len(purpose) < _SHORTEST:
        message = _("Ghi rõ mục đích mở danh tính.")
        raise Invalid(message, errors=[FieldError("purpose", message)])
    said = nameless(purpose, [person])
    with transaction.atomic():
        opening = Opening.objects.create(
            person=person, by=by.user, unit=by.unit, purpose=said, at=at, until=at + OPEN_FOR
        )
        audit.record("cases.identity.open", by=by, on=person, at=at, data={"purpose": said})
    return opening
