"""People and their posts over HTTP (/api/v1/org/people, …/units/{code}/posts, …/posts/{id})."""

from datetime import date

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org import policies
from vungxanh.apps.org.access import any_officer
from vungxanh.apps.org.actions import posts as acts
from vungxanh.apps.org.api.asked import day_of, named_person, unit_of
from vungxanh.apps.org.api.schemas import DayIn, PostIn, PostOut, SeatOut
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Post
from vungxanh.apps.org.queries.dates import valid_on
from vungxanh.apps.org.queries.officers import officers_of, posts_on
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize
from vungxanh.kit.paging import Order, page_of
from vungxanh.kit.problems import NotFound

router = Router(tags=["org"])
_IN_TREE_ORDER = Order("unit__path", "id")
_NEWEST_FIRST = Order("-starts_on", "-id")


@router.get("/people", response=PageOut[PostOut], summary="Danh bạ người / people directory")
@guarded_by(any_officer)
def list_people(
    request: HttpRequest,
    q: str = "",
    unit: str = "",
    below: bool = False,
    role: Role | None = None,
    on: date | None = None,
    cursor: Cursor = "",
    size: PageSize = 50,
) -> dict[str, object]:
    """Who holds which post on the day, in tree order; `q` finds names with or without accents.

    `unit` keeps one unit's people, with `below` those of all units below it too.
    """
    found = posts_on(day_of(on))
    for word in fold(q).split():
        found = found.filter(user__folded__contains=word)
    if unit:
        chosen = unit_of(unit)
        found = found.filter(Q(unit__path__under=chosen.path) if below else Q(unit=chosen))
    if role:
        found = found.filter(role=role)
    page = page_of(found, _IN_TREE_ORDER, cursor=cursor, size=size)
    return {"items": [_shown(post) for post in page.items], "next": page.next, "previous": page.previous}


@router.get("/units/{code}/posts", response=PageOut[PostOut], summary="Chức vụ của đơn vị / posts of a unit")
@guarded_by(any_officer)
def list_posts(
    request: HttpRequest, code: str, on: date | None = None, cursor: Cursor = "", size: PageSize = 50
) -> dict[str, object]:
    """Every post of the unit, past and coming ones too, latest first; `on` keeps those held that day."""
    held = Post.objects.filter(unit=unit_of(code)).select_related("user", "unit")
    if on:
        held = held.filter(valid_on(on))
    page = page_of(held, _NEWEST_FIRST, cursor=cursor, size=size)
    return {"items": [_shown(post) for post in page.items], "next": page.next, "previous": page.previous}


@router.post("/units/{code}/posts", response={201: PostOut}, summary="Bổ nhiệm / appoint")
@guarded_by(acts.appoint)
def appoint(request: HttpRequest, code: str, body: PostIn) -> Status[dict[str, object]]:
    """Give a person a role in the unit from a day on; for its administrator or one above."""
    unit, by = unit_of(code), officer_of(request)
    policies.must_be_able_to_staff(by, unit)
    given = body.dict(exclude={"person", "role"})
    post = acts.appoint(named_person(body.person), unit, body.role, **given, by=by, at=clock.now())
    return Status(201, _shown(post))


@router.get("/posts/{int:pk}", response=PostOut, summary="Một chức vụ / one post")
@guarded_by(any_officer)
def show_post(request: HttpRequest, pk: int) -> dict[str, object]:
    """One post."""
    return _shown(post_of(pk))


@router.post("/posts/{int:pk}/end", response=PostOut, summary="Thôi giữ chức vụ / end a post")
@guarded_by(acts.end_post)
def end_post(request: HttpRequest, pk: int, body: DayIn) -> dict[str, object]:
    """Let the post end: on that day the person no longer holds it."""
    return _shown(acts.end_post(post_of(pk), on=body.on, by=officer_of(request), at=clock.now()))


@router.post("/posts/{int:pk}/withdraw", response={204: None}, summary="Hủy bổ nhiệm đã định / withdraw a coming post")
@guarded_by(acts.withdraw_appointment)
def withdraw_post(request: HttpRequest, pk: int) -> Status[None]:
    """Take back an appointment for a day to come; 409 once it has begun: then it is ended."""
    acts.withdraw_appointment(post_of(pk), by=officer_of(request), at=clock.now())
    return Status(204, None)


def post_of(pk: int) -> Post:
    """The post of the number."""
    post = Post.objects.select_related("user", "unit").filter(pk=pk).first()
    if post is None:
        raise NotFound(_("Không có chức vụ này."))
    return post


def _shown(post: Post) -> dict[str, object]:
    names = ("role", "title", "is_head", "is_acting", "starts_on", "ends_on")
    facts: dict[str, object] = {name: getattr(post, name) for name in names}
    user = post.user
    person = {"username": user.username, "name": user.full_name, "is_sample": user.is_sample}
    return facts | person | {"id": post.pk, "unit": post.unit.code}


@router.get("/seats", response=list[SeatOut], summary="Vai của tôi / where I may act")
@guarded_by(any_officer)
def list_seats(request: HttpRequest) -> list[dict[str, object]]:
    """The units in which the caller holds a post today or stands in; `active` is the one this request acts in."""
    officer = officer_of(request)
    return [
        {
            "unit": seat.unit.code,
            "name": seat.unit.name,
            "title": seat.title,
            "roles": sorted(role.value for role in seat.roles),
            "for_name": seat.for_name,
            "active": seat.seat == officer.seat,
        }
        for seat in officers_of(officer.user, day_of(None))
    ]
