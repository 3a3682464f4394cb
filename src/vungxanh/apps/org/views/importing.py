"""Taking a CSV file in: upload, preview with errors beside rows, confirm."""

from datetime import date

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.actions.importing import Outcome, import_sheet
from vungxanh.apps.org.forms import UploadForm
from vungxanh.apps.org.sheet import MAX_BYTES, Sheet, read_sheet
from vungxanh.apps.org.views.showing import today
from vungxanh.apps.org.wording import column, level_word
from vungxanh.kit import clock
from vungxanh.kit.files.actions import discard, store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.queries import open_file
from vungxanh.kit.files.types import SHEETS, TEXTS
from vungxanh.kit.problems import Gone, Problem

_SALT = "vungxanh.org.import"
_KEPT_S = 3600
_ERRORS_SHOWN = 500


@require_http_methods(["GET", "POST"])
@officer_required(policies.is_administrator)
def upload(request: OfficerRequest) -> HttpResponse:
    """Choose a file and see what it would change; nothing of it is in the directory yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "org/import.html", {"form": form}, status=422 if form.errors else 200)
    file, on = form.cleaned_data["file"], form.cleaned_data["on"] or today()
    sheet = read_sheet(file.read())
    outcome = import_sheet(sheet, by=request.officer, at=clock.now(), on=on, dry_run=True)
    token = ""
    if not outcome.errors:
        file.seek(0)
        try:
            kept = store(
                file, name=file.name, allowed=SHEETS | TEXTS, max_bytes=MAX_BYTES, by=request.officer, at=clock.now()
            )
        except Problem as problem:
            form.add_error("file", str(problem))
            return render(request, "org/import.html", {"form": form}, status=422)
        token = signing.dumps([kept.pk, request.officer.actor_key, on.isoformat()], salt=_SALT)
    return render(request, "org/preview.html", _preview(sheet, outcome, on) | {"token": token, "name": file.name})


@require_POST
@officer_required(policies.is_administrator)
def confirm(request: OfficerRequest) -> HttpResponse:
    """Take the previewed file in; it is checked again, because the directory may have changed since."""
    kept, on = _opened(request)
    with open_file(kept) as stream:
        sheet = read_sheet(stream.read())
    outcome = import_sheet(sheet, by=request.officer, at=clock.now(), on=on)
    discard(kept, by=request.officer, at=clock.now())
    if outcome.errors:
        context = _preview(sheet, outcome, on) | {"token": "", "name": kept.name}
        return render(request, "org/preview.html", context, status=409)
    told = _("Đã nhập %(units)s đơn vị: %(new)s mới, %(changed)s thay đổi.")
    facts = {"units": outcome.units, "new": len(outcome.created), "changed": len(outcome.changed)}
    messages.success(request, told % facts)
    return redirect("org:units")


def _opened(request: OfficerRequest) -> tuple[StoredFile, date]:
    """The file and day of a preview of this very officer, at most an hour old."""
    try:
        pk, actor, on = signing.loads(request.POST.get("token", ""), salt=_SALT, max_age=_KEPT_S)
    except signing.BadSignature as error:
        raise Gone(_("Bản xem trước đã hết hạn. Chọn lại tệp.")) from error
    kept = StoredFile.objects.filter(pk=pk).first()
    if kept is None or actor != request.officer.actor_key:
        raise Gone(_("Bản xem trước đã được dùng. Chọn lại tệp."))
    return kept, date.fromisoformat(on)


def _preview(sheet: Sheet, outcome: Outcome, on: date) -> dict[str, object]:
    """Rows with what would happen to each, wrong ones first; a long file is shown in part."""
    errors: dict[int, list[str]] = {}
    for error in outcome.errors:
        errors.setdefault(error.row or 0, []).append(f"{column(error.field)}: {error.message}")
    created, changed = set(outcome.created), set(outcome.changed)
    lines = [
        {
            "line": row.line,
            "cells": row.values,
            "level": level_word(row.values["level"]),
            "errors": errors.pop(row.line, []),
            "is_new": row.values["code"] in created,
            "is_changed": row.values["code"] in changed,
        }
        for row in sheet.rows
    ]
    lines.sort(key=lambda line: (not line["errors"], not (line["is_new"] or line["is_changed"]), line["line"]))
    return {
        "on": on,
        "lines": lines[:_ERRORS_SHOWN],
        "hidden": max(0, len(lines) - _ERRORS_SHOWN),
        "file_errors": [(row, message) for row, told in errors.items() for message in told],
        "outcome": outcome,
    }
