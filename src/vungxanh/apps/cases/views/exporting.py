"""Taking a list out as a file in one of three templates, for a purpose (xuất danh sách)."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.exporting import export
from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.exchange.writing import columns_of
from vungxanh.apps.cases.forms.exchange import ExportForm
from vungxanh.apps.cases.queries.lists import Wanted
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.export import csv_response, xlsx_response
from vungxanh.kit.problems import Invalid, NotFound

_WRITTEN: dict[str, Callable[..., HttpResponseBase]] = {"csv": csv_response, "xlsx": xlsx_response}


@officer_required(policies.may_enter)
@require_safe
def empty_template(_request: OfficerRequest, template: str, kind: str, form: str) -> HttpResponseBase:
    """A file of headings alone, to be filled in and brought in."""
    if template not in {*Template} or kind not in {*Kind} or form not in _WRITTEN:
        raise NotFound
    columns = columns_of(Template(template), Kind(kind), is_filled=False)
    return _WRITTEN[form](f"mau-{kind}-{template}.{form}", columns, ())


@officer_required(policies.may_enter)
@require_http_methods(["GET", "POST"])
def export_file(request: OfficerRequest) -> HttpResponseBase:
    """Say which list and what for; the answer is the file."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, at = form.cleaned_data, clock.now()
        kind, template = Kind(told["kind"]), Template(told["template"])
        try:
            rows = export(kind, template, Wanted(), told["purpose"], by=request.officer, at=at)
        except Invalid as invalid:
            form.add_error("purpose", str(invalid))
        else:
            columns, name = columns_of(template, kind), f"{kind}-{template}-{clock.day_of(at):%Y-%m-%d}"
            return _WRITTEN[told["form"]](f"{name}.{told['form']}", columns, rows)
    return render(request, "cases/export.html", {"form": form}, status=422 if form.errors else 200)
