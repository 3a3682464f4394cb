"""Notices about letters: a scan has been read, a letter came from a unit that ended or waits for a new holder."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vungxanh.apps.directives.models import Directive, Reception, ReceptionState
from vungxanh.apps.directives.policies import DESK_ROLES
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.kit.clock import day_of
from vungxanh.kit.notices.actions import notify


def tell_of_letters(unit_id: int, count: int, *, at: datetime) -> int:
    """Tell the unit's desk how many letters it goes on with."""
    told = ngettext(
        "Tiếp tục xử lý %(count)d văn bản của đơn vị đã kết thúc hoạt động",
        "Tiếp tục xử lý %(count)d văn bản của đơn vị đã kết thúc hoạt động",
        count,
    )
    return notify(
        _desk_of(unit_id, at),
        kind="directives.followed",
        subject=told % {"count": count},
        body="",
        url=reverse("directives:list"),
        at=at,
        key=f"directives.followed:{unit_id}:{at.isoformat()}",
    )


def tell_of_left_letters(directive: Directive, unit_id: int | None, *, at: datetime) -> int:
    """Tell the desk of the unit above, once a letter, that nobody goes on with it."""
    return notify(
        _desk_of(unit_id, at) if unit_id else set(),
        kind="directives.left",
        subject=_("Văn bản đang xử lý không còn đơn vị giữ: %(name)s") % {"name": directive},
        body=_("%(unit)s đã kết thúc hoạt động. Chọn đơn vị tiếp tục.") % {"unit": directive.unit},
        url=reverse("directives:left_behind"),
        at=at,
        key=f"directives.left:{directive.pk}:{directive.unit_id}",
    )


def _desk_of(unit_id: int, at: datetime) -> set[int]:
    posts = posts_on(day_of(at)).filter(unit=unit_id, role__in=DESK_ROLES)
    return set(posts.order_by().values_list("user", flat=True))


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
