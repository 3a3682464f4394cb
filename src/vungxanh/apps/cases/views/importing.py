"""Bringing a list in: a file or a pasted table, its rows judged, then confirmed (nhập danh sách)."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import importing
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.forms.exchange import KINDS, TEMPLATES, ImportForm
from vungxanh.apps.cases.models import Import, ImportRow, ImportState, RowState
from vungxanh.apps.cases.queries import staged as queries
from vungxanh.apps.cases.queries.faces import faces
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.core.text.runs import runs_of
from vungxanh.kit import clock
from vungxanh.kit.problems import Invalid, Malformed, TooLarge
from vungxanh.kit.said import Said, told
from vungxanh.ui.acting import went
from vungxanh.ui.addresses import address

_PAGE_SIZE = 50
_SHAPES = {
    RowState.READY: "doing",
    RowState.BAD: "late",
    RowState.SAME: "closed",
    RowState.MAYBE: "near",
    RowState.ENTERED: "done",
    RowState.LEFT: "closed",
}


@csrf_exempt  # the token stands in the body too: whether that can be read is asked first, `_import_file` asks for it
@officer_required(policies.may_enter)
@require_http_methods(["GET", "POST"])
def import_file(request: OfficerRequest) -> HttpResponse:
    """Choose a file or paste a table; below, what the unit brought in before."""
    try:
        _given = request.POST
    except RequestDataTooBig:
        return _page(request, ImportForm.too_long(), status=TooLarge.status)
    return _import_file(request)


@csrf_protect
def _import_file(request: OfficerRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    made: list[Import] = []

    def stage(at: datetime) -> None:
        kind = Kind(form.cleaned_data["kind"])
        data, name = form.data_given(), form.name_given()
        try:
            made.append(importing.stage(data, kind=kind, name=name, by=request.officer, at=at))
        except (Malformed, TooLarge, Invalid) as problem:
            raise form.refused(problem) from problem

    if request.method == "POST" and went(form, stage):
        return redirect("cases:import_staged", pk=made[0].pk)
    return _page(request, form, status=422 if form.errors else 200)


def _page(request: OfficerRequest, form: ImportForm, *, status: int) -> HttpResponse:
    before = queries.imports_of(request.officer, size=10)
    far = queries.progress_of_all(before.items)
    lines = [{"row": row, "kind": dict(KINDS)[row.kind], "progress": far[row.pk]} for row in before.items]
    context = {"form": form, "lines": lines, "templates": TEMPLATES, "kinds": KINDS}
    return render(request, "cases/import.html", context, status=status)


@officer_required(policies.may_enter)
@require_safe
def staged(request: OfficerRequest, pk: int) -> HttpResponse:
    """What became of each row, the wrong ones first to be looked at; how far entering is."""
    found = queries.import_of(request.officer, pk)
    progress = queries.progress_of(found)
    state = request.GET.get("state", "")
    state = state if state in RowState.values else _first_to_see(progress.rows)
    page = queries.rows_of(request.officer, found, state=state, cursor=request.GET.get("cursor", ""), size=_PAGE_SIZE)
    context = {
        "staged": found,
        "kind": dict(KINDS)[found.kind],
        "progress": progress,
        "state": state,
        "tabs": [(RowState(name), progress.rows[name]) for name in RowState.values if progress.rows.get(name)],
        "lines": _lines(request.officer, page.items),
        "faults": _faults(request.officer, found) if state == RowState.BAD else [],
        "may_confirm": progress.waiting and found.state in (ImportState.STAGED, ImportState.DONE),
        "may_decide": state == RowState.MAYBE and not progress.is_running,
        "previous_url": address(request.GET, cursor=page.previous) if page.previous else "",
        "next_url": address(request.GET, cursor=page.next) if page.next else "",
    }
    return render(request, "cases/import_staged.html", context)


@officer_required(policies.may_enter)
@require_POST
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say who a row is, or all that are doubtful: the same person, somebody new, or left out."""
    found = queries.import_of(request.officer, pk)
    given = request.POST.get("row", "")
    numbers = [int(given)] if given.isdecimal() and len(given) < 9 else []
    rows = queries.doubtful_rows(request.officer, found, numbers)
    verdict = request.POST.get("verdict", "")
    moved = importing.decide(found, rows, verdict, by=request.officer, at=clock.now())
    messages.success(request, _("Đã xét %(rows)s dòng.") % {"rows": moved})
    return redirect("cases:import_staged", pk=pk)


@officer_required(policies.may_enter)
@require_POST
def confirm(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let the ready rows enter in the background."""
    importing.confirm(queries.import_of(request.officer, pk), by=request.officer, at=clock.now())
    messages.success(request, _("Đang nhập. Có thể rời trang này; việc nhập vẫn tiếp tục."))
    return redirect("cases:import_staged", pk=pk)


@officer_required(policies.may_enter)
@require_POST
def discard(request: OfficerRequest, pk: int) -> HttpResponse:
    """Throw the staged rows away."""
    importing.discard(queries.import_of(request.officer, pk), by=request.officer, at=clock.now())
    messages.success(request, _("Đã bỏ các dòng chờ nhập."))
    return redirect("cases:import")


def _first_to_see(rows: dict[str, int]) -> str:
    """What asks for an officer: wrong rows, then doubtful ones, then what is ready."""
    order = (RowState.BAD, RowState.MAYBE, RowState.READY, RowState.ENTERED, RowState.SAME, RowState.LEFT)
    return next((state for state in order if rows.get(state)), RowState.READY)


def _faults(officer: Officer, found: Import) -> list[str]:
    """The faults that many rows share, each in one line with all its rows."""
    lines = []
    for fault, numbers in queries.faults_of(officer, found):
        message = ": ".join(filter(None, (fault.get("column", ""), told(fault))))
        lines.append(_("Dòng %(rows)s: %(message)s") % {"rows": runs_of(numbers), "message": message})
    return lines


def _lines(officer: Officer, rows: list[ImportRow]) -> list[dict[str, object]]:
    """Rows with the words of their person and problems; whom a row may be, as far as the officer may read it."""
    shown = faces(officer, [row.person for row in rows if row.person], at=clock.now())
    lines = []
    for row in rows:
        content, own = queries.content_of(row), shown.get(row.person_id or 0)
        lines.append(
            {
                "row": row,
                "shape": _SHAPES[RowState(row.state)],
                "name": content.get("full_name", ""),
                "phone": content.get("phone", ""),
                "about": content.get("case") or content.get("number", ""),
                "face": own,
                "problems": _told_once(queries.problems_of(row, is_open=own is not None and own.is_open)),
            }
        )
    return lines


def _told_once(problems: list[Said]) -> list[dict[str, str]]:
    """Each sentence once, with all the columns that it holds of."""
    columns: dict[str, dict[str, None]] = {}
    for each in problems:
        columns.setdefault(told(each), {})[each.get("column", "")] = None
    return [{"column": ", ".join(filter(None, names)), "message": message} for message, names in columns.items()]
