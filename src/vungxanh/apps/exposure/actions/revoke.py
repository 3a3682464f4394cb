"""What a person handed in turns out wrong: it is taken back and phones learn it (thu hồi khai báo)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.events import UploadRevoked
from vungxanh.apps.exposure.models import Upload, UploadState
from vungxanh.apps.exposure.policies import must_be_able_to_revoke
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit, events
from vungxanh.kit.problems import FieldError, Invalid

REVOCABLE = (UploadState.ACCEPTED, UploadState.CHECKED)


def revoke(of: UUID | Upload, why: str, *, by: Officer, at: datetime) -> list[Upload]:
    """Take back an upload, or all of a subject (thu hồi): history deleted, keys revoked in the next batch.

    Keys that were not published yet never are. What was taken back before is left alone; returns what was taken now.
    """
    must_be_able_to_revoke(by)
    why = why.strip()
    if not 3 <= len(why) <= 300:
        raise Invalid(_("Chưa thu hồi được."), errors=[FieldError("why", _("Ghi lý do, từ 3 đến 300 ký tự."))])
    which = Q(pk=of.pk) if isinstance(of, Upload) else Q(subject=of)
    with transaction.atomic():
        found = list(Upload.objects.select_for_update(of=("self",)).filter(which, state__in=REVOCABLE).order_by("pk"))
        for upload in found:
            histories.remove(upload.history_name)
            upload.state, upload.revoked_at, upload.history_name = UploadState.REVOKED, at, ""
            upload.save(update_fields=["state", "revoked_at", "history_name"])
            audit.record("exposure.upload.revoke", by=by, on=upload, at=at)
            events.announce(UploadRevoked(str(upload.pk), str(upload.subject), why))
    return found
