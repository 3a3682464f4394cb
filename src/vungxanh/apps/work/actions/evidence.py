"""Files handed in with progress and reports (minh chứng)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.utils.translation import gettext as _

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import EntryFile
from vungxanh.kit.files.actions import discard, store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.types import EVIDENCE
from vungxanh.kit.problems import FieldError, Invalid

MOST = 10


@contextmanager
def evidence(uploads: "Sequence[UploadedFile[Any]]", *, by: Officer, at: datetime) -> Iterator[list[StoredFile]]:
    """Check and keep the files around one step; when a file or the step fails in any way, none is kept.

    A process that is killed leaves files that no row names; the sweep of `kit.files.expiry` collects them.

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
    except BaseException:
        _let_go(kept, by=by, at=at)
        raise


def _let_go(kept: Sequence[StoredFile], *, by: Officer, at: datetime) -> None:
    """Discard what no entry came to hold; where even that fails, the sweep does it; the first error is told."""
    for stored in kept:
        with suppress(DatabaseError):
            if not EntryFile.objects.filter(file=stored).exists():
                discard(stored, by=by, at=at)
