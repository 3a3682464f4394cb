"""A colleague was faster: who settled what a page still showed as waiting, and when (đã có người xác nhận)."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from vungxanh.apps.exposure.queries.reports import settled_of
from vungxanh.apps.org.access import OfficerRequest
from vungxanh.kit.acts import next_for
from vungxanh.kit.problems import Conflict, NotFound

View = Callable[[OfficerRequest, UUID], HttpResponseBase]


def tells_who_settled(view: View) -> View:
    """Of what waits no more, say who settled it and lead on to the record, where a page of it would be not found."""

    @wraps(view)
    def told(request: OfficerRequest, pk: UUID) -> HttpResponseBase:
        try:
            return view(request, pk)
        except NotFound:
            if answer := _settled(request, pk):
                return answer
            raise

    return told


def _settled(request: OfficerRequest, pk: UUID) -> HttpResponse | None:
    found = settled_of(request.officer, pk)
    if found is None:
        return None
    context = {"settled": found, "acts": next_for(found.upload, request.officer), "pressed": request.method == "POST"}
    status = Conflict.status if request.method == "POST" else 200
    return render(request, "exposure/settled.html", context, status=status)
