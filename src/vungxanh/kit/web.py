"""Problems as answers: problem+json for programs, a page for people."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.views.defaults import server_error
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from vungxanh.kit.api.etags import conditional
from vungxanh.kit.api.reading import TextParser, plain_path
from vungxanh.kit.api.wording import sentence
from vungxanh.kit.problems import (
    FieldError,
    Invalid,
    Malformed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Problem,
    TooLarge,
    WrongMethod,
)

JSON = "application/problem+json"
API = "/api/"


class ProblemMiddleware:
    """Turns a problem raised in a view into its answer; stands last in MIDDLEWARE, so it sees the exception first."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; what the API has no address or method for is refused in its own form."""
        if not request.path.startswith(API):
            return self.answer(request)
        is_head = request.method == "HEAD"
        if is_head:  # ninja routes no HEAD, which is a GET without its body (RFC 9110, 9.3.2)
            request.method = "GET"
        response = self.answer(request)
        if response.get("Content-Type") != JSON:
            response = _unrouted(request, response)
        return _without_body(response) if is_head else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to a problem; None leaves any other exception to Django."""
        if isinstance(error, Problem):
            return respond(request, error)
        problem = problem_of(error)
        return respond(request, problem) if problem and wants_json(request) else None


def refused(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's `handler400`: what is refused before a view is asked, as a form that is too long to be read."""
    return respond(request, problem_of(exception) or Malformed(_("Không đọc được nội dung gửi lên.")))


def broken(request: HttpRequest) -> HttpResponseBase:
    """Django's `handler500`: a program is told in its own form, with the number under which the log has the fault."""
    if not wants_json(request):
        return _broken_page(request)
    number = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    detail = _("Hệ thống gặp lỗi ngoài dự kiến; việc vừa gửi chưa được lưu. Báo cán bộ kỹ thuật kèm số yêu cầu.")
    response = _json(Problem(detail).as_json(instance=request.path) | {"request": number})
    response["Cache-Control"] = "no-store"
    return response


def _broken_page(request: HttpRequest) -> HttpResponseBase:
    """The page of a fault, with the navigation for who is known to be an officer; it asks no database anything.

    Where its layout needs more than what the request has by now, the plain page answers, which needs nothing.
    """
    if getattr(request, "officer", None):
        try:
            with ExitStack() as stack:
                for connection in connections.all():
                    stack.enter_context(connection.execute_wrapper(_no_query))
                return render(request, "500.html", status=Problem.status)
        except Exception:  # noqa: BLE001 - whatever broke the page may break its layout, and the log has it already
            return server_error(request)
    return server_error(request)


def _no_query(*_asked: object) -> None:
    raise InterfaceError


def out_of_date(request: HttpRequest, **_why: str) -> HttpResponseBase:
    """Django's `CSRF_FAILURE_VIEW`: a form of another session; whoever is signed out is led to sign in, and back."""
    if wants_json(request):
        return respond(request, NotAllowed(_("Biểu mẫu của một phiên đã hết.")))
    came_from = urlsplit(request.headers.get("Referer", ""))
    back = came_from.path if came_from.netloc == request.get_host() else "/"
    query = urlencode({REDIRECT_FIELD_NAME: f"{back}?{came_from.query}" if came_from.query and back != "/" else back})
    context = {"sign_in": f"{resolve_url(settings.LOGIN_URL)}?{query}"}
    response = render(request, "403_csrf.html", context, status=NotAllowed.status)
    response["Cache-Control"] = "no-store"
    return response


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The headers that the answer would have; the server sends no body of a stream either."""
    if isinstance(response, HttpResponse):
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def problem_of(error: object) -> Problem | None:
    """The problem that says the same as one of Django's own exceptions, or None."""
    if isinstance(error, Http404):
        return NotFound(_("Không có mục này, hoặc anh/chị không được xem."))
    if isinstance(error, PermissionDenied):
        return NotAllowed(_("Anh/chị không có quyền thực hiện việc này."))
    if isinstance(error, RequestDataTooBig):
        return TooLarge(_("Dữ liệu gửi lên vượt quá giới hạn cho phép."))
    return None


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: the API, an htmx fragment that is not a whole page, or an Accept that prefers JSON."""
    if request.path.startswith(API):
        return True
    if request.headers.get("HX-Request") == "true":
        return request.headers.get("HX-Boosted") != "true"
    return request.get_preferred_type(["text/html", "application/json", JSON]) in ("application/json", JSON)


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem in the form the request wants, never cached."""
    document = problem.as_json(instance=request.path)
    if wants_json(request):
        response: HttpResponse = _json(document)
    else:
        response = render(request, "ui/problem.html", {"problem": document}, status=problem.status)
    response["Cache-Control"] = "no-store"
    return response


def _json(document: dict[str, Any]) -> JsonResponse:
    return JsonResponse(
        document, status=document["status"], content_type=JSON, json_dumps_params={"ensure_ascii": False}
    )


def _unrouted(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Django's own refusals (no such address or method, a broken form) in the API's form; other answers as they are."""
    if response.status_code == NotFound.status:
        return respond(request, NotFound(_("API không có địa chỉ này.")))
    if response.status_code == WrongMethod.status:
        told = respond(request, WrongMethod(_("Địa chỉ này không nhận phương thức đó.")))
        told["Allow"] = response["Allow"]
        return told
    if response.status_code == Malformed.status:
        return respond(request, Malformed(_("Không đọc được nội dung gửi lên.")))
    return response


def register(api: NinjaAPI) -> None:
    """Let a ninja API answer every error as problem+json, tag every answer, and read only text a database holds."""
    api.parser = TextParser()
    api.add_decorator(conditional, mode="view")
    api.add_decorator(plain_path, mode="view")
    for kind in (
        Problem,
        Http404,
        PermissionDenied,
        AuthenticationError,
        AuthorizationError,
        HttpError,
        ValidationError,
    ):
        api.add_exception_handler(kind, _from_api)


def _from_api(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The answer of the API; errors of ninja itself are translated, one that is neither keeps its status."""
    if isinstance(error, ValidationError):
        return respond(request, Invalid(_("Dữ liệu gửi lên chưa đúng mẫu."), errors=_fields(error)))
    if isinstance(error, AuthenticationError):
        return respond(request, NotSignedIn(_("Hãy đăng nhập hoặc gửi mã truy cập.")))
    if isinstance(error, AuthorizationError):
        error = PermissionDenied()
    if isinstance(error, HttpError) and (told := _said_by_ninja(error)):
        return respond(request, told)
    if isinstance(error, HttpError):
        plain = {"type": "about:blank", "title": error.message, "status": error.status_code, "instance": request.path}
        return _json(plain)
    problem = error if isinstance(error, Problem) else problem_of(error)
    return respond(request, problem or Problem())


def _said_by_ninja(error: HttpError) -> Problem | None:
    """A body that is no JSON, and a session's write without its token; None for what a view raised itself."""
    cause = error.__cause__
    if told := cause if isinstance(cause, Problem) else problem_of(cause):
        return told
    if error.status_code == Malformed.status:
        return Malformed(_("Nội dung gửi lên không phải JSON đúng."))
    if error.status_code == NotAllowed.status and "CSRF" in error.message:
        return NotAllowed(_("Thiếu mã chống giả mạo: gửi X-CSRFToken, hoặc dùng mã truy cập."))
    return None


def _fields(error: ValidationError) -> list[FieldError]:
    """Ninja's errors by field; the leading `body`, `query` or `path` and the parameter's name are left out."""
    return [
        FieldError(".".join(str(part) for part in item["loc"][2:] or item["loc"][-1:]), sentence(item))
        for item in error.errors
    ]
