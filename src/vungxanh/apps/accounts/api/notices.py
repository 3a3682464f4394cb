"""What I have been told and how I want to be (/api/v1/notices/)."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from vungxanh.apps.accounts.api.asked import actor_of
from vungxanh.apps.accounts.api.schemas import Count, NoticeOut, NoticePage, PreferenceIn, PreferenceOut, ReadIn
from vungxanh.apps.accounts.models import User
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageSize
from vungxanh.kit.notices import senders
from vungxanh.kit.notices.actions import mark_read, set_preference
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.notices.queries import notices_of, preference_of, unread_count
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.problems import NotFound

router = Router(tags=["notices"])
Shown = dict[str, object]
_NEWEST_FIRST = Order("-created_at", "-id")
_MOST = 2**63 - 1
_CHOICES = ("channel", "wants_digest", "digest_at", "quiet_from", "quiet_to")


@router.get("", response=NoticePage, summary="Thông báo của tôi / my notices")
@guarded_by(notices_of)
def list_notices(request: HttpRequest, unread: bool = False, cursor: Cursor = "", size: PageSize = 50) -> Shown:
    """My notices that still hold, newest first; `unread` keeps those not read yet."""
    person = actor_of(request).user.pk
    rows = notices_of(person).filter(read_at=None) if unread else notices_of(person)
    page = page_of(rows, _NEWEST_FIRST, cursor=cursor, size=size)
    items = [_shown(notice) for notice in page.items]
    return {"items": items, "next": page.next, "previous": page.previous, "unread": unread_count(person)}


@router.post("/read", response=Count, summary="Đánh dấu đã đọc / mark read")
@guarded_by(mark_read)
def read_many(request: HttpRequest, body: ReadIn) -> Shown:
    """Note that I have seen these notices, or all of mine; those of other people are passed over."""
    ids = None if body.ids is None else [pk for pk in body.ids if 0 < pk <= _MOST]
    return {"count": mark_read(actor_of(request).user.pk, at=clock.now(), ids=ids)}


@router.get("/preferences", response=PreferenceOut, summary="Cách nhận thông báo / how I want to be told")
@guarded_by(preference_of)
def show_preference(request: HttpRequest, response: HttpResponse) -> Shown:
    """Channel, digest and quiet hours; the defaults until one has chosen."""
    shown = _preference(request)
    etags.tag(response, _state(request, shown))
    return shown


@router.patch("/preferences", response=PreferenceOut, summary="Đổi cách nhận / change how I am told")
@versioned
@guarded_by(set_preference)
def change_preference(request: HttpRequest, response: HttpResponse, body: PreferenceIn) -> Shown:
    """Choose how to be told."""
    by = actor_of(request)
    given = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.user.pk)  # a person who has not chosen yet has no row to lock
        present = _preference(request)
        etags.must_hold(request, _state(request, present))
        chosen = {name: given.get(name, present[name]) for name in _CHOICES}
        language = preference_of(by.user.pk).language
        set_preference(by.user.pk, **chosen, language=language, by=by, at=clock.now())
    return show_preference(request, response)


def _state(request: HttpRequest, shown: Shown) -> etags.State:
    return etags.State.of(actor_of(request).user.pk, [shown[name] for name in _CHOICES])


@router.get("/{int:pk}", response=NoticeOut, summary="Một thông báo / one notice")
@guarded_by(notices_of)
def show_notice(request: HttpRequest, pk: int) -> Shown:
    """One of my notices."""
    return _shown(_mine(request, pk))


@router.post("/{int:pk}/read", response=NoticeOut, summary="Đã đọc một thông báo / mark one read")
@guarded_by(notices_of)
def read_one(request: HttpRequest, pk: int) -> Shown:
    """Note that I have seen one notice."""
    notice = _mine(request, pk)
    mark_read(notice.user_id, at=clock.now(), ids=[notice.pk])
    return _shown(_mine(request, pk))


def _mine(request: HttpRequest, pk: int) -> Notice:
    notice = notices_of(actor_of(request).user.pk).filter(pk=pk).first()
    if notice is None:
        raise NotFound(_("Không có thông báo này."))
    return notice


def _shown(notice: Notice) -> Shown:
    names = ("id", "kind", "subject", "body", "url", "urgent", "due_at", "created_at", "read_at")
    return {name: getattr(notice, name) for name in names}


def _preference(request: HttpRequest) -> Shown:
    kept = preference_of(actor_of(request).user.pk)
    return {name: getattr(kept, name) for name in _CHOICES} | {"channels": senders.names()}
