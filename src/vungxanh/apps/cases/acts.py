"""How case work confirms a report: by asking whether it is somebody known, else at once; and its record (hỏi trùng)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.queries.duplicates import like
from vungxanh.apps.cases.queries.subjects import record_of, reporter
from vungxanh.apps.exposure.models import LIVE, Upload, UploadKind, UploadState
from vungxanh.apps.exposure.queries.uploads import details_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.acts import Act, offer


@offer(Upload)
def whose_report(upload: Upload, officer: Officer) -> Iterator[Act]:
    """Confirm a contact's report that waits, and come to its record: at once, or by saying whose it is."""
    if upload.kind != UploadKind.CONTACT or upload.state != UploadState.WAITING:
        return
    details = details_of(upload)
    if details is None or not policies.may_follow_anybody(officer):
        return
    url = reverse("cases:reported", args=[upload.pk])
    if like(officer, reporter(details), by_number=True):
        answer = reverse("api:confirm_whose_report", args=[upload.pk])
        yield Act(_("Có thể đã có hồ sơ: xem rồi xác nhận"), url, "primary", api=answer)
    else:
        yield Act(_("Đã gọi, xác nhận"), url, "primary", "post")


@offer(Upload)
def record_of_report(upload: Upload, officer: Officer) -> Iterator[Act]:
    """Come to the record of whose sending counts already."""
    person = record_of(upload.subject) if upload.state in LIVE else None
    if person and policies.may_see(officer, person):
        yield Act(_("Mở hồ sơ người này"), reverse("cases:person", args=[person.pk]), "primary")
