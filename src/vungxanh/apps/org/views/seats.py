"""Switching between one's units and stand-ins, and the administrators' first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import SEAT_KEY, OfficerRequest, officer_required
from vungxanh.apps.org.models import StandIn, Unit
from vungxanh.apps.org.queries.directory import levels_of
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.org.queries.reach import without_accounts
from vungxanh.apps.org.views.showing import today
from vungxanh.kit.problems import NotAllowed


@require_POST
@officer_required
def switch(request: OfficerRequest) -> HttpResponse:
    """Act in another of one's seats from now on; `seat` is one of those offered, `next` where to go."""
    seat = request.POST.get("seat", "")
    if seat not in {each.seat for each in request.seats}:
        raise NotAllowed(_("Anh/chị không giữ chức vụ này hôm nay."))
    request.session[SEAT_KEY] = seat
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "/")


@officer_required(policies.is_administrator)
def administration(request: OfficerRequest) -> HttpResponse:
    """What an administrator looks after: units by level, those nobody can be reached in, recent stand-ins."""
    on, unit = today(), request.officer.unit
    units = list(Unit.objects.filter(path__under=unit.path, ended_on=None).order_by("path"))
    silent = without_accounts(units, on)
    people = posts_on(on).filter(unit__path__under=unit.path).values("user").distinct().count()
    stand_ins = StandIn.objects.filter(ends_on__gt=on, declined_at=None, post__unit__path__under=unit.path)
    context = {
        "unit": unit,
        "levels": levels_of(units),
        "count": len(units),
        "people": people,
        "silent": silent[:50],
        "silent_count": len(silent),
        "stand_ins": stand_ins.select_related("post__user", "post__unit", "person").order_by("starts_on", "pk")[:20],
    }
    return render(request, "org/administration.html", context)
