"""Evidence, for who may read the assignment (minh chứng)."""

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work import policies
from vungxanh.apps.work.models import EntryFile
from vungxanh.kit.files.responses import download
from vungxanh.kit.problems import NotFound


@officer_required
@require_safe
def evidence(request: OfficerRequest, pk: int, file: int) -> FileResponse:
    """One file of an assignment's thread; `?xem` shows pictures and PDF in place."""
    rows = EntryFile.objects.select_related("file", "entry__assignment__unit")
    found = rows.filter(pk=file, entry__assignment=pk).first()
    if found is None:
        raise NotFound(_("Không có tệp này, hoặc anh/chị không được xem."))
    policies.must_read(request.officer, found.entry.assignment)
    return download(found.file, inline="xem" in request.GET)
