"""Authentication of API requests: a bearer token of a program, or the session of a browser with CSRF."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer

from vungxanh.apps.accounts.actions.tokens import note_use
from vungxanh.apps.accounts.models import ApiToken, Scope, User
from vungxanh.apps.accounts.queries.tokens import token_for
from vungxanh.kit import clock
from vungxanh.kit.problems import NotAllowed

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class TokenAuth(HttpBearer):
    """`Authorization: Bearer vx_…`; sets `request.user` and `request.api_token`.

    Override `seat` to give the request the officer of the token's unit.
    """

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The live token, or None; NotAllowed when a reading token wants to write."""
        at = clock.now()
        found = token_for(token, at)
        if found is None:
            return None
        if found.scope == Scope.READ and request.method not in READING:
            raise NotAllowed(_("Mã truy cập này chỉ được đọc."))
        note_use(found, at=at)
        request.user = found.user
        request.api_token = found  # type: ignore[attr-defined]  # read by whoever seats the officer
        self.seat(request, found)
        return found

    def seat(self, request: HttpRequest, token: ApiToken) -> None:
        """Choose whom the program acts as; here nothing, since accounts knows no units."""


class SessionAuth(APIKeyCookie):
    """The session cookie of a signed-in browser; writing requests carry the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, _key: Any) -> User | None:
        """The signed-in person, or None."""
        return request.user if isinstance(request.user, User) else None
