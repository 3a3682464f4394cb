"""Put a confirmed directive back on the desk (mở lại rà soát)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.editing import lock, must_be_fresh
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.problems import Conflict


def reopen(directive: Directive, *, version: int, by: Officer, at: datetime) -> Directive:
    """Open a confirmed directive for edits again; Conflict once it is issued or withdrawn."""
    policies.must_be_able_to_review(by, directive)
    with transaction.atomic():
        current = lock(directive)
        if current.stage != Stage.CONFIRMED:
            raise Conflict(_("Chỉ mở lại được văn bản đã xác nhận mà chưa phát hành."))
        must_be_fresh(current, version)
        current.stage = Stage.DRAFT
        current.confirmed_by = current.confirmed_at = None
        current.version += 1
        current.save(update_fields=["stage", "confirmed_by", "confirmed_at", "version"])
        audit.record("directives.reopen", by=by, on=current, at=at, data={"version": current.version})
    directive.refresh_from_db()
    return directive
