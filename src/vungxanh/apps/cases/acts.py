"""What case work puts before the confirming of a report: the question whether it is somebody known (hỏi trùng)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.queries.duplicates import like
from vungxanh.apps.cases.queries.subjects import reporter
from vungxanh.apps.exposure.models import Upload, UploadKind, UploadState
from vungxanh.apps.exposure.queries.uploads import details_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.acts import Act, offer


@offer(Upload)
def whose_report(upload: Upload, officer: Officer) -> Iterator[Act]:
    """Say whose it is, where a contact's report that waits may be of a record of the officer's place."""
    if upload.kind != UploadKind.CONTACT or upload.state != UploadState.WAITING:
        return
    details = details_of(upload)
    if details and policies.may_follow_anybody(officer) and like(officer, reporter(details), by_number=True):
        yield Act(_("Có thể đã có hồ sơ: xem rồi xác nhận"), reverse("cases:reported", args=[upload.pk]), "primary")
