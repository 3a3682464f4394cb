"""The words of a digest and of an urgent notice, in the person's language."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.notices.models import Delivery, Notice, Preference
from vungxanh.kit.notices.senders import Message


def message_of(delivery: Delivery, notices: Sequence[Notice], preference: Preference, *, at: datetime) -> Message:
    """What the person will read, made from the notices that hold at this moment (at least one)."""
    language = preference.language or getattr(delivery.user, "language", "") or settings.LANGUAGE_CODE
    with translation.override(language):
        if delivery.digest_id:
            subject, body, url = _digest_subject(notices, at), _digest_body(notices, at), _absolute("/")
        else:
            notice = notices[0]
            subject, url = notice.subject, _absolute(notice.url)
            body = "\n\n".join(filter(None, [notice.body, _due(notice)]))
    return Message(
        key=f"notice-{delivery.pk}",
        user=delivery.user,
        subject=" ".join(subject.split()),
        body=body,
        url=url,
        urgent=delivery.digest_id is None,
        language=language,
    )


def _digest_subject(notices: Sequence[Notice], at: datetime) -> str:
    day = day_of(at).strftime("%d/%m/%Y")
    return _("%(count)s thông báo ngày %(day)s") % {"count": len(notices), "day": day}


def _digest_body(notices: Sequence[Notice], at: datetime) -> str:
    late = [notice for notice in notices if notice.due_at and notice.due_at < at]
    today = [notice for notice in notices if notice.due_at and notice.due_at >= at and _falls_today(notice, at)]
    rest = [notice for notice in notices if notice not in late and notice not in today]
    parts = [
        f"{title}\n" + "\n".join(_line(notice) for notice in group)
        for title, group in ((_("QUÁ HẠN"), late), (_("ĐẾN HẠN HÔM NAY"), today), (_("THÔNG BÁO KHÁC"), rest))
        if group
    ]
    return "\n\n".join(parts)


def _falls_today(notice: Notice, at: datetime) -> bool:
    return notice.due_at is not None and day_of(notice.due_at) == day_of(at)


def _line(notice: Notice) -> str:
    facts = [f"- {notice.subject}", _due(notice), _absolute(notice.url) if notice.url else ""]
    return "\n  ".join(filter(None, facts))


def _due(notice: Notice) -> str:
    if notice.due_at is None:
        return ""
    return _("Hạn: %(moment)s") % {"moment": notice.due_at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")}


def _absolute(url: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + url if url.startswith("/") else url
