"""Input that a database can hold: no NUL in any text, wherever it stands in a request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from vungxanh.kit.problems import Invalid, NotFound

NUL = "\x00"


class TextParser(Parser):
    """Reads bodies and queries; Invalid for text with NUL, which PostgreSQL cannot store and nobody can type."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON data."""
        return _clean(super().parse_body(request))

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """A query or a form as data."""
        found: dict[str, Any] = _clean(super().parse_querydict(data, list_fields, request))
        return found


def plain_path(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """NotFound for an address with NUL in it."""

    @wraps(run)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if NUL in request.path:
            raise NotFound(_("Không có mục này, hoặc anh/chị không được xem."))
        return run(request, *args, **kwargs)

    return answered


def _clean(data: Any) -> Any:
    """The same data; walked without recursion, since a body may nest as deep as it likes."""
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str) and NUL in each:
            raise Invalid(_("Nội dung gửi lên có ký tự không hợp lệ (NUL)."))
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
    return data
