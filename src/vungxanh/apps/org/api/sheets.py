"""The directory as a table, in and out (/api/v1/org/import, /api/v1/org/export)."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import any_officer
from vungxanh.apps.org.actions import importing
from vungxanh.apps.org.actions.importing import Outcome
from vungxanh.apps.org.api.asked import day_of
from vungxanh.apps.org.api.schemas import ImportOut
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.sheet import MAX_BYTES, read_sheet
from vungxanh.apps.org.tables import UNIT_COLUMNS, unit_records
from vungxanh.kit import clock
from vungxanh.kit.api.description import file_answer
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.export import XLSX, csv_response, xlsx_response
from vungxanh.kit.problems import Invalid, NotAllowed, TooLarge

router = Router(tags=["org"])


class SheetRefused(Invalid):
    """The sheet has errors and nothing of it was stored; the document also has the members of a good answer."""

    def __init__(self, outcome: Outcome) -> None:
        told = _("Tệp có %(count)s lỗi; chưa lưu gì.") % {"count": len(outcome.errors)}
        super().__init__(told, errors=outcome.errors)
        self.outcome = outcome

    def as_json(self, *, instance: str = "") -> dict[str, object]:
        """The problem document with `units`, `levels` and `errors` as `vungxanh org import --json` prints them."""
        return super().as_json(instance=instance) | self.outcome.as_json()


@router.post("/import", response=ImportOut, summary="Nhập danh bạ / import")
@guarded_by(policies.is_administrator)
def import_sheet(
    request: HttpRequest,
    file: File[UploadedFile],
    dry_run: Form[bool] = False,
    on: Form[date | None] = None,
) -> dict[str, object]:
    """Take units in from a CSV file, all or nothing; 422 names each row and field that is wrong.

    `dry_run` (a form field, or `?dry_run=true`) checks and counts only; changes of known units hold from `on` (today).
    """
    officer = officer_of(request)
    if not policies.is_administrator(officer):
        raise NotAllowed(_("Chỉ quản trị viên được nhập danh bạ đơn vị."))
    if (file.size or 0) > MAX_BYTES:
        raise TooLarge(_("Tệp lớn hơn %(limit)s MB.") % {"limit": MAX_BYTES // 2**20})
    only_tried = dry_run or request.GET.get("dry_run", "").lower() in {"1", "true", "yes", "on"}
    outcome = _imported(file.read(), officer, on, only_tried=only_tried)
    if outcome.errors:
        raise SheetRefused(outcome)
    return outcome.as_json()


def _imported(data: bytes, officer: Officer, on: date | None, *, only_tried: bool) -> Outcome:
    return importing.import_sheet(read_sheet(data), by=officer, at=clock.now(), on=on, dry_run=only_tried)


@router.get("/export", summary="Xuất danh bạ / export", openapi_extra=file_answer("text/csv", XLSX))
@guarded_by(any_officer)
def export_sheet(
    request: HttpRequest, form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv", on: date | None = None
) -> HttpResponseBase:
    """The directory of the day as a file, in the columns that the import reads."""
    day = day_of(on)
    name = f"danh-ba-{day:%Y-%m-%d}.{form}"
    if form == "xlsx":
        return xlsx_response(name, UNIT_COLUMNS, unit_records(day), sheet=_("Danh bạ"))
    return csv_response(name, UNIT_COLUMNS, unit_records(day))
