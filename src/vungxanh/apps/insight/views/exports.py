"""The same numbers as files (xuất số liệu)."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.insight import tables
from vungxanh.apps.insight.queries.figures import figures
from vungxanh.apps.insight.queries.scope import Scope, scope_for
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.export import Column, csv_response, xlsx_response
from vungxanh.kit.problems import NotFound

Row = TypeVar("Row")


@officer_required
@require_safe
def units(request: OfficerRequest, pk: int, form: str) -> HttpResponseBase:
    """One row a unit."""
    scope = _scope(request, pk)
    return _file(form, _name(scope, _("Số liệu theo đơn vị")), tables.UNIT_COLUMNS, figures(scope).units)


@officer_required
@require_safe
def assignments(request: OfficerRequest, pk: int, form: str) -> HttpResponseBase:
    """One row an assignment."""
    scope = _scope(request, pk)
    return _file(form, _name(scope, _("Nhiệm vụ")), tables.ASSIGNMENT_COLUMNS, tables.assignments(scope))


@officer_required
@require_safe
def directives(request: OfficerRequest, form: str) -> HttpResponseBase:
    """One row a directive."""
    rows = tables.directives(request.officer, clock.now())
    return _file(form, _("Số liệu thực hiện văn bản"), tables.DIRECTIVE_COLUMNS, rows)


def _scope(request: OfficerRequest, pk: int) -> Scope:
    return scope_for(request.officer, pk, at=clock.now(), unit_code=request.GET.get("unit", "")[:40])


def _name(scope: Scope, what: str) -> str:
    return f"{what} {scope.directive.number_and_symbol}".replace("/", "-").strip()


def _file(form: str, name: str, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> HttpResponseBase:
    if form == "csv":
        return csv_response(f"{name}.csv", columns, rows)
    if form == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, rows, sheet=name)
    raise NotFound(_("Chỉ có tệp CSV và XLSX."))
