"""Evidence: kept when it is handed in, shown to who may read the assignment."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.models import EntryFile
from vungxanh.kit.files.actions import discard, store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.responses import download
from vungxanh.kit.files.types import EVIDENCE
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


class Evidence:
    """The files handed in with one form: all kept, or none."""

    def __init__(self, by: Officer, at: datetime) -> None:
        self.by, self.at = by, at
        self.files: list[StoredFile] = []

    def keep(self, uploads: Iterable[UploadedFile[bytes]]) -> None:
        """Check and store each; FileRefused at the first that is not accepted."""
        for upload in uploads:
            name, most = upload.name or "", settings.MAX_UPLOAD_BYTES
            self.files.append(store(upload, name=name, allowed=EVIDENCE, max_bytes=most, by=self.by, at=self.at))

    def let_go(self) -> None:
        """Discard what was kept for an act that was refused."""
        for stored in self.files:
            discard(stored, by=self.by, at=self.at)
        self.files.clear()
