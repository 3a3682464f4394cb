"""Versions as entity tags: who edits over the API says which version they saw (RFC 9110, 13.1.1)."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Directive
from vungxanh.kit.problems import Problem

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


class PreconditionFailed(Problem):
    """The version named in If-Match is not the present one (bản đã cũ)."""

    slug, status, title = "precondition-failed", 412, _("Bản đang sửa đã cũ")


class PreconditionRequired(Problem):
    """A change came without If-Match (thiếu phiên bản)."""

    slug, status, title = "precondition-required", 428, _("Thiếu phiên bản")


def tag(response: HttpResponse, directive: Directive) -> None:
    """Put the directive's version on the answer."""
    response["ETag"] = f'"{directive.version}"'


def is_unchanged(request: HttpRequest, directive: Directive) -> bool:
    """Whether the reader already holds this version (If-None-Match)."""
    return str(directive.version) in _TAG.findall(request.headers.get("If-None-Match", ""))


def version_seen(request: HttpRequest, directive: Directive) -> int:
    """The version of If-Match; 428 without one, 412 when it is not the present one."""
    found = _TAG.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise PreconditionRequired(_("Gửi kèm If-Match với ETag của lần đọc gần nhất."))
    if int(found[1]) != directive.version:
        raise PreconditionFailed(_("Văn bản đã được sửa từ lần đọc gần nhất. Đọc lại rồi gửi lại."))
    return int(found[1])
