"""Keys that are not published are shown to the province until an officer has looked into them (khóa bị gạt)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.exposure.models import Aside
from vungxanh.apps.exposure.policies import must_be_able_to_dismiss
from vungxanh.apps.exposure.reasons import nameless
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.problems import Conflict, FieldError, Invalid


def dismiss(aside: Aside, why: str, *, by: Officer, at: datetime) -> Aside:
    """An officer of the province has looked into it (đã xem xét); the keys stay unpublished all the same.

    Conflict when somebody else has been there before.
    """
    must_be_able_to_dismiss(by)
    why = why.strip()
    if not 3 <= len(why) <= 300:
        raise Invalid(_("Chưa ghi nhận."), errors=[FieldError("why", _("Ghi lý do, từ 3 đến 300 ký tự."))])
    with transaction.atomic():
        found = Aside.objects.select_for_update(of=("self",)).select_related("upload__device").get(pk=aside.pk)
        if found.dismissed_at:
            raise Conflict(_("Việc này đã có người xem xét."))
        found.dismissed_at, found.dismissed_by = at, by.user
        found.dismissed_why = nameless(why, found.upload)
        found.save(update_fields=["dismissed_at", "dismissed_by", "dismissed_why"])
        facts = {"reason": found.why, "keys": found.keys, "why": found.dismissed_why}
        audit.record("exposure.aside.dismiss", by=by, on=found.upload, at=at, data=facts)
    return found
