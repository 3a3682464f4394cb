"""Gives each request its officer: the post or stand-in chosen in this session (vai đang dùng)."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponseBase

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.access import SEAT_KEY
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries import officers
from vungxanh.kit import clock

Answer = Callable[[HttpRequest], HttpResponseBase]


def officer(answer: Answer) -> Answer:
    """Set `request.seats` and `request.officer`; None when nobody is signed in or no post is current."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        seats: Sequence[Officer] = ()
        if isinstance(request.user, User) and request.user.is_authenticated:
            seats = officers.officers_of(request.user, clock.day_of(clock.now()))
        request.seats = seats  # type: ignore[attr-defined]  # OfficerRequest declares both for the views
        request.officer = chosen(seats, request.session.get(SEAT_KEY, ""))  # type: ignore[attr-defined]
        return answer(request)

    return middleware


def chosen(seats: Sequence[Officer], seat: str) -> Officer | None:
    """The seat kept in the session while it is still valid, else the first one."""
    return next((each for each in seats if each.seat == seat), seats[0] if seats else None)
