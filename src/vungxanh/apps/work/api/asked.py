"""What every operation of the work API needs from its request: the officer, the record, the version seen."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.record import assignment_of
from vungxanh.kit.problems import Conflict, FieldError, Invalid


class Stale(Conflict):
    """The caller's `If-Match` names another version (phiên bản đã cũ)."""

    slug, status, title = "stale", 412, gettext_lazy("Phiên bản đã cũ")


def officer_of(request: HttpRequest) -> Officer:
    """The officer that the API's door has seated."""
    return cast(Officer, request.officer)  # type: ignore[attr-defined]


def etag(assignment: Assignment) -> str:
    """The entity tag of a record: its version."""
    return f'"{assignment.pk}-{assignment.version}"'


def wanted(request: HttpRequest, pk: int) -> Assignment:
    """The assignment, readable by the officer and, when `If-Match` is sent, of the version the caller saw."""
    assignment = assignment_of(pk, officer_of(request))
    seen = request.headers.get("If-Match", "")
    if seen and seen != "*" and etag(assignment) not in [tag.strip() for tag in seen.split(",")]:
        raise Stale(_("Nhiệm vụ đã thay đổi từ lần đọc trước. Đọc lại rồi gửi lại."))
    return assignment


def units_of(codes: list[str]) -> list[Unit]:
    """The units of the codes; Invalid names those that do not exist."""
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    if missing := [code for code in codes if code not in found]:
        message = _("Không có đơn vị nào mã %(code)s.") % {"code": ", ".join(missing)}
        raise Invalid(message, errors=[FieldError("units", message)])
    return [found[code] for code in codes]
