"""What a person handed in turns out wrong: it is taken back and phones learn it (thu hồi khai báo)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.actions.codes import close
from vungxanh.apps.exposure.actions.contacts import turn_away
from vungxanh.apps.exposure.events import UploadRevoked
from vungxanh.apps.exposure.models import LIVE, Code, Upload, UploadKind, UploadState
from vungxanh.apps.exposure.policies import must_be_able_to_revoke, must_concern
from vungxanh.apps.exposure.reasons import nameless
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.problems import FieldError, Invalid


def revoke(of: UUID | Upload, why: str, *, by: Officer, at: datetime) -> list[Upload]:
    """Take back an upload, or all of a subject (thu hồi): history deleted, keys revoked in the next batch.

    Keys that were not published yet never are. What was taken back before is left alone; returns what was taken now.
    NotAllowed, and nothing done, when any of it concerns another place than the officer's.
    """
    must_be_able_to_revoke(by)
    which = Q(pk=of.pk) if isinstance(of, Upload) else Q(subject=of)
    for upload in Upload.objects.filter(which, state__in=LIVE).select_related("place"):
        must_concern(by, upload.place)
    why = why.strip()
    if not 3 <= len(why) <= 300:
        raise Invalid(_("Chưa thu hồi được."), errors=[FieldError("why", _("Ghi lý do, từ 3 đến 300 ký tự."))])
    return _taken_back(which, why, by=by, at=at)


def take_back_keys(subjects: Collection[UUID], why: str, *, by: Actor, at: datetime) -> list[Upload]:
    """The same for who has asked another policy: these people turned out to be no cases (không phải ca bệnh).

    Their open codes are withdrawn and what waits to be confirmed is refused. Only what they handed in as cases: that
    they met somebody else stays true. Call it before `audit.hold()`: whoever keeps an upload locks code and row first
    and the chain after them.
    """
    own = Q(subject__in=subjects, kind=UploadKind.CASE)
    with transaction.atomic():
        unused = Code.objects.filter(subject__in=subjects, claimed_at=None, withdrawn_at=None, expires_at__gt=at)
        codes = list(unused.select_for_update(of=("self",)).order_by("pk"))
        rows = Upload.objects.select_for_update(of=("self",)).filter(own, state__in=(UploadState.WAITING, *LIVE))
        held = list(rows.order_by("pk"))
        for code in codes:
            close(code, by=by, at=at)
        for upload in held:
            if upload.state == UploadState.WAITING:
                turn_away(upload, why, by=by, at=at)
        return _taken_back(own, why, by=by, at=at)


def _taken_back(which: Q, why: str, *, by: Actor, at: datetime) -> list[Upload]:
    with transaction.atomic():
        found = list(Upload.objects.select_for_update(of=("self",)).filter(which, state__in=LIVE).order_by("pk"))
        for upload in found:
            said = nameless(why, upload)
            histories.remove(upload.history_name)
            upload.state, upload.revoked_at, upload.history_name = UploadState.REVOKED, at, ""
            upload.revoked_why = said[:300]  # names may be shorter than what stands for them
            upload.save(update_fields=["state", "revoked_at", "revoked_why", "history_name"])
            audit.record("exposure.upload.revoke", by=by, on=upload, at=at, data={"why": said})
            events.announce(UploadRevoked(str(upload.pk), str(upload.subject)))
    return found
