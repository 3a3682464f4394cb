"""Filling in the case form (phiếu điều tra ca bệnh)."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.current import case_now
from vungxanh.apps.cases.models import Case, Investigation
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.problems import Conflict


def write(
    case: Case, answers: Mapping[str, str], *, complete: bool, version: int, by: Officer, at: datetime
) -> Investigation:
    """Keep the answers, sealed (ghi phiếu); Conflict when somebody else wrote meanwhile."""
    with transaction.atomic():
        case = case_now(case, policies.must_follow_up, by=by)
        form = Investigation.objects.select_for_update().get(case=case)
        if form.version != version:
            raise Conflict(_("Người khác vừa ghi phiếu này; hãy xem lại rồi ghi tiếp."))
        form.answers = json.dumps({name: text for name, text in answers.items() if text}, ensure_ascii=False)
        form.complete, form.updated_at, form.version = complete, at, version + 1
        form.save()
        audit.record("cases.investigation.write", by=by, on=form, at=at, data={"complete": complete})
    return form


def answers_of(form: Investigation) -> dict[str, str]:
    """What was answered, by the names of the fields."""
    return dict(json.loads(form.answers)) if form.answers else {}
