"""Note that a confirmed directive has become assignments (đã phát hành)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.editing import lock, moment
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.problems import Conflict


def mark_issued(directive: Directive, *, by: Officer, at: datetime) -> Directive:
    """Move CONFIRMED to ISSUED inside the transaction that makes the assignments; Conflict from any other stage.

    The row stays locked until that transaction ends, so of two who issue at once the second gets the Conflict. The
    feature that issues announces it.
    """
    policies.must_be_able_to_review(by, directive)
    with transaction.atomic():
        current = lock(directive)
        if current.stage == Stage.ISSUED and current.issued_at:
            raise Conflict(_("Văn bản đã được phát hành lúc %(time)s.") % {"time": moment(current.issued_at)})
        if current.stage != Stage.CONFIRMED:
            raise Conflict(_("Chỉ phát hành được văn bản đã xác nhận."))
        current.stage = Stage.ISSUED
        current.issued_at = at
        current.version += 1
        current.save(update_fields=["stage", "issued_at", "version"])
        audit.record("directives.mark_issued", by=by, on=current, at=at, data={"version": current.version})
    directive.refresh_from_db()
    return directive
