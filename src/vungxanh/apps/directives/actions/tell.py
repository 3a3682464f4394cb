"""Tell the person who handed a scan in that it has been read, or why it could not be."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import Reception, ReceptionState
from vungxanh.kit.notices.actions import notify


def tell_of_reading(reception: Reception, *, at: datetime) -> int:
    """One notice a scan, in the transaction of its end; the page behind it leads to the draft."""
    subject, body = _words(reception)
    return notify(
        [reception.by_id],
        kind="directives.reading",
        subject=subject,
        body=body,
        url=reverse("directives:reception", args=[reception.pk]),
        at=at,
        key=f"directives.reading:{reception.pk}",
    )


def _words(reception: Reception) -> tuple[str, str]:
    name = {"name": reception.name}
    if reception.state == ReceptionState.FAILED:
        return _("Không đọc được bản quét “%(name)s”") % name, reception.problem
    if reception.is_repeat:
        return _("Bản quét “%(name)s” là văn bản đơn vị đã tiếp nhận") % name, ""
    return _("Đã đọc xong bản quét “%(name)s”") % name, _("Mở để rà soát các nhiệm vụ máy đọc được.")
