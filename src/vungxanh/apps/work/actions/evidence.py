"""Files handed in with progress and reports (minh chứng)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from vungxanh.apps.org.officers import Officer
from vungxanh.kit.files.actions import discard, store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.types import EVIDENCE
from vungxanh.kit.problems import FieldError, Invalid, Problem

MOST = 10


@contextmanager
def evidence(uploads: "Sequence[UploadedFile[Any]]", *, by: Officer, at: datetime) -> Iterator[list[StoredFile]]:
    """Check and keep the files around one step; when a file or the step is refused, none is kept.

    Enter it outside a transaction: a virus scanner may be asked over a socket.
    """
    if len(uploads) > MOST:
        message = _("Mỗi lần gửi không quá %(most)s tệp.") % {"most": MOST}
        raise Invalid(message, errors=[FieldError("files", message)])
    kept: list[StoredFile] = []
    try:
        for upload in uploads:
            name, most = upload.name or "", settings.MAX_UPLOAD_BYTES
            kept.append(store(upload, name=name, allowed=EVIDENCE, max_bytes=most, by=by, at=at))
        yield kept
    except Problem:
        for stored in kept:
            discard(stored, by=by, at=at)
        raise
