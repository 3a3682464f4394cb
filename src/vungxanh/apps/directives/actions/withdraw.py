"""Take a directive back before it is issued (thu hồi)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions import indexing
from vungxanh.apps.directives.actions.editing import lock, must_be_fresh
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.problems import Conflict, FieldError, Invalid


def withdraw(directive: Directive, *, reason: str, version: int, by: Officer, at: datetime) -> Directive:
    """Withdraw a draft or confirmed directive with a reason; the same letter may then be received again."""
    policies.must_be_able_to_review(by, directive)
    if not reason.strip():
        message = _("Ghi lý do thu hồi.")
        raise Invalid(message, errors=[FieldError("reason", message)])
    with transaction.atomic():
        current = lock(directive)
        if current.stage not in (Stage.DRAFT, Stage.CONFIRMED):
            raise Conflict(_("Văn bản đã phát hành hoặc đã thu hồi thì không thu hồi được nữa."))
        must_be_fresh(current, version)
        current.stage = Stage.WITHDRAWN
        current.version += 1
        current.save(update_fields=["stage", "version"])
        audit.record("directives.withdraw", by=by, on=current, at=at, data={"reason": reason.strip()})
        indexing.put(current)
    directive.refresh_from_db()
    return directive
