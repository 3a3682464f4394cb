"""The one API: routers of the features under /api/v1/, behind a token or a session, always as an officer."""

import json
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vungxanh import __version__
from vungxanh.apps.accounts.access import everyone
from vungxanh.apps.accounts.api.auth import SessionAuth, TokenAuth
from vungxanh.apps.accounts.api.notices import router as notices
from vungxanh.apps.accounts.api.router import router as accounts
from vungxanh.apps.accounts.models import ApiToken, User
from vungxanh.apps.cases.api.router import router as cases
from vungxanh.apps.directives.api.router import router as directives
from vungxanh.apps.exposure.api.router import router as exposure
from vungxanh.apps.insight.api.router import router as insight
from vungxanh.apps.org.api.calendar import router as calendar
from vungxanh.apps.org.api.router import router as org
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.apps.work.api.router import router as work
from vungxanh.kit import clock, web
from vungxanh.kit.api.description import Api
from vungxanh.kit.problems import NotAllowed
from vungxanh.project.surfaces import files, search


def _seated(request: HttpRequest) -> None:
    if getattr(request, "officer", None) is None:
        raise NotAllowed(_("Tài khoản chưa được bổ nhiệm vào đơn vị nào."))


class OfficerToken(TokenAuth):
    """A token acts as its owner in the unit it was made for, while they hold a post there."""

    def seat(self, request: HttpRequest, token: ApiToken) -> None:
        """Choose the owner's post in the token's unit; NotAllowed when it has ended."""
        seats = officers_of(token.user, clock.day_of(clock.now()))
        request.officer = next((seat for seat in seats if seat.unit.code == token.unit_code), None)  # type: ignore[attr-defined]
        _seated(request)


class OfficerSession(SessionAuth):
    """A browser's session acts in the post its person has chosen."""

    def authenticate(self, request: HttpRequest, _key: Any) -> User | None:
        """The signed-in person; NotAllowed without a current post."""
        user = super().authenticate(request, _key)
        if user is not None:
            _seated(request)
        return user


api = Api(
    title="Vùng Xanh",
    version=__version__,
    urls_namespace="api",
    auth=[OfficerToken(), OfficerSession(csrf=True)],
    docs_url=None,  # its page loads scripts from elsewhere
    docs_decorator=everyone,  # it says what the program is, not what is in it, and stands in the repository too
)
web.register(api)
for prefix, router in (
    *(("/accounts", accounts), ("/notices", notices), ("/org", org), ("/calendar", calendar)),
    *(("/directives", directives), ("/work", work), ("/exposure", exposure), ("/cases", cases), ("/insight", insight)),
    *(("/search", search), ("/files", files)),
):
    api.add_router(prefix, router)


def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description as plain JSON data."""
    return cast(dict[str, Any], json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str)))
