"""What I have been told: the list, and marking it read (thông báo)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work.views.showing import LARGEST_ID
from vungxanh.kit import clock
from vungxanh.kit.notices.actions import mark_read
from vungxanh.kit.notices.queries import notices_of, unread_count
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.problems import NotFound
from vungxanh.ui.addresses import address

PAGE_SIZE = 50
NEWEST_FIRST = Order("-created_at", "-id")


@officer_required
@require_safe
def notices(request: OfficerRequest) -> HttpResponse:
    """All notices that still hold, newest first; `?unread=1` the unread ones."""
    person = request.officer.user.pk
    only_unread = request.GET.get("unread") == "1"
    rows = notices_of(person).filter(read_at=None) if only_unread else notices_of(person)
    page = page_of(rows, NEWEST_FIRST, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    context = {
        "notices": page.items,
        "unread": unread_count(person),
        "segments": [
            {"label": _("Tất cả"), "url": address(request.GET, unread=""), "active": not only_unread},
            {"label": _("Chưa đọc"), "url": address(request.GET, unread=1), "active": only_unread},
        ],
        "previous_url": address(request.GET, cursor=page.previous) if page.previous else "",
        "next_url": address(request.GET, cursor=page.next) if page.next else "",
    }
    return render(request, "work/notices.html", context)


@officer_required
@require_POST
def read_notices(request: OfficerRequest) -> HttpResponse:
    """Mark the notices sent, or all of them, as read; with `open`, go on to what that one is about."""
    person, at = request.officer.user.pk, clock.now()
    chosen = request.POST.get("open", "")
    if chosen:
        return redirect(_opened(person, chosen, request))
    marked = mark_read(person, at=at)
    if marked:
        messages.success(request, _("Đã đánh dấu %(n)s thông báo là đã đọc.") % {"n": marked})
    return redirect("work:home" if request.POST.get("back") == "home" else "work:notices")


def _opened(person: int, chosen: str, request: OfficerRequest) -> str:
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 20 else 0
    notice = notices_of(person).filter(pk=number).first() if 0 < number <= LARGEST_ID else None
    if notice is None:
        raise NotFound(_("Không có thông báo này."))
    mark_read(person, at=clock.now(), ids=[notice.pk])
    fits = url_has_allowed_host_and_scheme(notice.url, allowed_hosts={request.get_host()})
    return notice.url if notice.url and fits else reverse("work:notices")
