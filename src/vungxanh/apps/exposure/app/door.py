"""The door of the app's addresses, in front of Django (cửa cho ứng dụng).

No session, form, language or page is wanted here, and 800 phones a second may come: so these addresses are answered
before Django's middleware. What that middleware would have done and is needed is done here: connections that died are
put away, an exception is logged and answered, and each request has a number and a line without anything a phone sent.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import uuid4

import structlog
from django.db import close_old_connections, connection

from vungxanh.apps.exposure.app import calls, figures, other_versions, static
from vungxanh.apps.exposure.app.answers import Answer, Refusal, Status, done, refused
from vungxanh.apps.exposure.app.calls import Call, Function
from vungxanh.kit import clock

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
AddressOf = Callable[[Mapping[str, Any]], str]
_KEPT_S = 60.0
_thread = threading.local()
_REQUEST_ID = re.compile(r"[\w-]{8,64}")

log = structlog.get_logger(__name__)


class Route(NamedTuple):
    """What answers an address, by which method, whether it needs the database, and what an upload there comes to."""

    function: Function
    method: str = "POST"
    is_stored: bool = True
    upload: str = ""


_CONTACT, _APP = "/api/AppHistoryContact/", "/api/App/"
_ENTRY, _PERSON, _REGION = "/api/AppInforEntry/", "/api/AppInforEntryPerson/", "/api/Region/"
ROUTES: dict[str, Route] = {
    f"{_APP}RegisterUser": Route(calls.register_user),
    f"{_APP}UpdateTokenFirebase": Route(calls.update_token),
    f"{_APP}CreateAndSendOTPCode": Route(calls.send_code),
    f"{_APP}ConfirmOTPCode": Route(calls.confirm_code),
    f"{_APP}DeclareInformation": Route(calls.declare_owner),
    f"{_APP}ReportHistoryF12": Route(calls.old_version, is_stored=False),
    f"{_APP}GetConfigApp": Route(calls.old_config, "GET", is_stored=False),
    f"{_APP}CheckVersion": Route(calls.old_version_of_app, "GET", is_stored=False),
    f"{_CONTACT}ReportHistory_ConfirmDeclare": Route(calls.confirm_declare, upload="accepted"),
    f"{_CONTACT}ReportHistory_ConfirmDeclare_NoFile": Route(calls.confirm_declare, upload="accepted"),
    f"{_CONTACT}ReportHistory_ConfirmContact": Route(calls.hold_upload, upload="held"),
    f"{_CONTACT}ReportHistory_ConfirmContact_NoFile": Route(calls.hold_upload, upload="held"),
    f"{_CONTACT}ReportHistory_GetInfo": Route(calls.hold_upload, upload="held"),
    f"{_CONTACT}ReportHistory_GetInfo_NoFile": Route(calls.hold_upload, upload="held"),
    f"{_CONTACT}DeclareInformation": Route(calls.report_contact),
    f"{_CONTACT}PushInfoApp": Route(calls.push_info),
    "/api/AppLog/SaveFile": Route(calls.drop_log, is_stored=False),
    "/api/ServiceAppLog/SaveFile": Route(calls.drop_log, is_stored=False),
    f"{_APP}GetTotalUserInstallApp": Route(other_versions.installed, "GET"),
    f"{_APP}F12DeclareInformation": Route(other_versions.not_here, is_stored=False),
    **{
        f"{_ENTRY}{name}": Route(other_versions.not_here, is_stored=False)
        for name in ("InsertOrUpdate", "VerifyOTPEntry")
    },
    **{
        f"{_ENTRY}{name}": Route(other_versions.not_here, "GET", is_stored=False)
        for name in ("RequestEntry", "GetOne", "GetOneByPhoneNumber", "CheckMode")
    },
    f"{_PERSON}InsertEntryPersonReport": Route(other_versions.not_here, is_stored=False),
    f"{_PERSON}GetListDailyDeclaration": Route(other_versions.not_here, "GET", is_stored=False),
    f"{_REGION}GetProvinceVN": Route(other_versions.provinces, "GET"),
    f"{_REGION}GetRegionByID": Route(other_versions.regions_within, "GET"),
    f"{_REGION}GetAllCountry": Route(other_versions.not_here, "GET", is_stored=False),
    f"{_REGION}GetAllAirPortVN": Route(other_versions.not_here, "GET", is_stored=False),
}
FILES = {f"{_APP}{name}.json": name for name in static.NAMES} | {
    f"{_APP}configAppTest.json": "configApp",
    "/configComponentApp.json": "configComponentApp",
}
_OURS = re.compile(r"/+(?:api/+(?:App|Region/|ServiceAppLog)|bzentries/|configComponentApp\.json)", re.IGNORECASE)
_NEWS = re.compile(r"/bzentries/([^/]+)", re.IGNORECASE)
_SPELLED = {path.casefold(): path for path in (*ROUTES, *FILES)}


def before(application: Application, *, address_of: AddressOf) -> Application:
    """Answer the app's addresses here and pass everything else on; `address_of` tells who asks behind the proxies."""

    def door(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path not in ROUTES and path not in FILES:
            if _OURS.match(path) is None:
                return application(environ, start)
            path = _spelled(path)
        begun = time.monotonic()
        answer = _file(path, environ) or _call(path, environ, address_of)
        route = ROUTES.get(path)
        endpoint = path if route or path in FILES else figures.OTHER
        figures.note(endpoint, answer, time.monotonic() - begun, route.upload if route else "")
        start(answer.http, answer.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    return door


def _spelled(path: str) -> str:
    """As the tables have it: the app's own server minded neither capitals nor a slash too many."""
    plain = re.sub("/+", "/", path).rstrip("/")
    return _SPELLED.get(plain.casefold(), plain)


def _file(path: str, environ: Mapping[str, Any]) -> Answer | None:
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    name = FILES.get(path)
    if name is not None:
        return static.answer(name, environ.get("HTTP_IF_NONE_MATCH", ""))
    news = _NEWS.fullmatch(path)
    return static.news(news[1]) if news else None


def _call(path: str, environ: Mapping[str, Any], address_of: AddressOf) -> Answer:
    begun, number = time.monotonic(), _number(environ)
    route = ROUTES.get(path)
    if route is None and path not in FILES:
        return refused(Status.INVALID_REQUEST, "404 Not Found")
    if route is None or environ["REQUEST_METHOD"] != route.method:
        answer = refused(Status.INVALID_REQUEST, "405 Method Not Allowed")
        return answer._replace(headers=[*answer.headers, ("Allow", route.method if route else "GET, HEAD")])
    answer = _answered(route, Call(environ, address_of(environ), clock.now()), path, number)
    taken_ms = round((time.monotonic() - begun) * 1000, 1)
    told = log.debug if not answer.said else log.info
    told("app.answered", path=path, status=answer.said, ms=taken_ms, request_id=number)
    return answer._replace(headers=[*answer.headers, ("X-Request-ID", number)])


def _answered(route: Route, call: Call, path: str, number: str) -> Answer:
    if route.is_stored:
        _refresh()
    try:
        content = route.function(call)
    except Refusal as refusal:
        return refused(refusal.status)
    except Exception as error:  # noqa: BLE001 - whatever breaks, the phone is told in its own words
        close_old_connections()
        # Not the traceback: its messages may hold what the phone sent.
        log.error("app.failed", path=path, reason=_told(error), request_id=number)  # noqa: TRY400
        return refused(Status.SERVER_ERROR)
    return done() if content is None else done(content)


def _refresh() -> None:
    """Put the thread's connection away once a minute or when it met an error: every time would cost more than the call.

    Should the database have been away in between, the first call of each thread fails and the phone tries again.
    """
    now = time.monotonic()
    if now >= getattr(_thread, "until", 0.0) or connection.errors_occurred:
        close_old_connections()
        _thread.until = now + _KEPT_S


def _told(error: BaseException) -> str:
    """What kind of error and where, without its message."""
    frame, place = error.__traceback__, ""
    while frame is not None:
        place = f"{frame.tb_frame.f_code.co_qualname if hasattr(frame.tb_frame.f_code, 'co_qualname') else ''}"
        place = f"{frame.tb_frame.f_globals.get('__name__')}:{frame.tb_lineno} {place}".strip()
        frame = frame.tb_next
    return f"{type(error).__qualname__} at {place}"


def _number(environ: Mapping[str, Any]) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex
