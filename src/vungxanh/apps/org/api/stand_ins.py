"""Standing in for somebody over HTTP (/api/v1/org/stand-ins)."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from vungxanh.apps.org import policies
from vungxanh.apps.org.actions import stand_ins as acts
from vungxanh.apps.org.api.asked import day_of, named_person
from vungxanh.apps.org.api.schemas import DayIn, StandInIn, StandInOut, StandInsOut
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Post, StandIn
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.lending import lendable_by
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.problems import FieldError, Invalid, NotFound

router = Router(tags=["org"])


def _loaded() -> QuerySet[StandIn]:
    return StandIn.objects.select_related("post__user", "post__unit", "person")


def stand_in_for(officer: Officer, pk: int) -> StandIn:
    """The stand-in of the number, for the person asked, the absent one and the unit's administrators."""
    mine = Q(person=officer.user) | Q(post__user=officer.user)
    if policies.is_administrator(officer):
        mine |= Q(post__unit__path__under=officer.unit.path)
    found = _loaded().filter(mine, pk=pk).first()
    if found is None:
        raise NotFound(_("Không có đề nghị thay thế này, hoặc anh/chị không được xem."))
    return found


@router.get("", response=StandInsOut, summary="Thay thế / stand-ins")
@guarded_by(lendable_by)
def list_stand_ins(request: HttpRequest) -> dict[str, object]:
    """Present and coming stand-ins: those the caller is asked to do, and those for posts the caller may lend."""
    officer = officer_of(request)
    coming = _loaded().filter(ends_on__gt=day_of(None)).order_by("starts_on", "pk")
    lent = coming.filter(post__in=lendable_by(officer, day_of(None)))
    return {
        "asked": [_shown(each) for each in coming.filter(person=officer.user)],
        "lent": [_shown(each) for each in lent],
    }


@router.post("", response={201: StandInOut}, summary="Cử người thay thế / ask a stand-in")
@guarded_by(acts.ask_stand_in)
def ask(request: HttpRequest, body: StandInIn) -> Status[dict[str, object]]:
    """Ask a person to do the work of a post between two days; nothing holds until they accept."""
    by = officer_of(request)
    post = lendable_by(by, day_of(None)).filter(pk=body.post).first()
    if post is None:
        message = _("Anh/chị không được cử người thay chức vụ này.")
        raise Invalid(message, errors=[FieldError("post", message)])
    given = body.dict(exclude={"post", "person"})
    made = acts.ask_stand_in(post, named_person(body.person), **given, by=by, at=clock.now())
    return Status(201, _shown(stand_in_for(by, made.pk)))


@router.get("/{int:pk}", response=StandInOut, summary="Một đề nghị thay thế / one stand-in")
@guarded_by(stand_in_for)
def show_stand_in(request: HttpRequest, pk: int) -> dict[str, object]:
    """One stand-in, for those it concerns."""
    return _shown(stand_in_for(officer_of(request), pk))


@router.post("/{int:pk}/accept", response=StandInOut, summary="Nhận thay thế / accept")
@guarded_by(acts.accept_stand_in)
def accept(request: HttpRequest, pk: int) -> dict[str, object]:
    """Take it on; for the person who was asked."""
    by = officer_of(request)
    acts.accept_stand_in(stand_in_for(by, pk), by=by, at=clock.now())
    return _shown(stand_in_for(by, pk))


@router.post("/{int:pk}/decline", response=StandInOut, summary="Từ chối thay thế / decline")
@guarded_by(acts.decline_stand_in)
def decline(request: HttpRequest, pk: int) -> dict[str, object]:
    """Refuse; for the person who was asked."""
    by = officer_of(request)
    acts.decline_stand_in(stand_in_for(by, pk), by=by, at=clock.now())
    return _shown(stand_in_for(by, pk))


@router.post("/{int:pk}/end", response=StandInOut, summary="Kết thúc thay thế / end")
@guarded_by(acts.end_stand_in)
def end_stand_in(request: HttpRequest, pk: int, body: DayIn) -> dict[str, object]:
    """Let a stand-in end earlier than agreed; one that has not begun by then is called off."""
    by = officer_of(request)
    acts.end_stand_in(stand_in_for(by, pk), on=body.on, by=by, at=clock.now())
    return _shown(stand_in_for(by, pk))


def _shown(each: StandIn) -> dict[str, object]:
    post: Post = each.post
    if each.declined_at:
        state = "called_off" if each.accepted_at else "declined"
    else:
        state = "accepted" if each.accepted_at else "asked"
    return {
        "id": each.pk,
        "post": post.pk,
        "unit": post.unit.code,
        "title": post.title,
        "absent": post.user.full_name,
        "person": each.person.full_name,
        "username": each.person.username,
        "starts_on": each.starts_on,
        "ends_on": each.ends_on,
        "reason": each.reason,
        "state": state,
    }
