"""What reaches over all features, over HTTP: the one search and kept files (/api/v1/search, /api/v1/files)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from vungxanh.apps.directives.queries.visible import visible_to
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.policies import readable as assignments
from vungxanh.kit.api.description import file_answer
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Words
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.files.expiry import unreferenced
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.responses import download
from vungxanh.kit.problems import NotFound
from vungxanh.project.search import found

search = Router(tags=["search"])
files = Router(tags=["files"])


class ResultOut(Schema):
    """One thing found: the kind's name, what it is called, its page, and what tells it from others."""

    group: str
    label: str
    url: str
    note: str


class FoundOut(Schema):
    """What a query found, the kind of the best hit first."""

    items: list[ResultOut]


class FileOut(Schema):
    """A kept file; its bytes are at `…/content`."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime


@search.get("", response=FoundOut, summary="Tìm kiếm / search")
@guarded_by(found)
def search_everything(request: HttpRequest, q: Words) -> dict[str, object]:
    """Directives, tasks and units the caller may read, with or without accents: what Ctrl K finds."""
    names = ("group", "label", "url", "note")
    hits = found(q, officer_of(request))
    return {"items": [{name: getattr(hit, name) for name in names} for hit in hits]}


def readable(officer: Officer, pk: int) -> StoredFile:
    """A file the officer handed in here, or one of a directive or an assignment they may read; NotFound otherwise."""
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None or not any(_grounds(officer, stored)):
        raise NotFound(_("Không có tệp này, hoặc anh/chị không được xem."))
    return stored


def _grounds(officer: Officer, stored: StoredFile) -> Iterator[bool]:
    """Each reason to let the officer read, the cheap ones first.

    Who handed a file in reads it until a record takes it up, and after that in the unit it was handed in for: whoever
    moves on reads it no longer, unless the record is theirs to read there too.
    """
    if stored.created_by == officer.actor_key:
        yield _handed_in_for(stored) == officer.unit_code
        yield unreferenced(stored.created_at + timedelta(seconds=1)).filter(pk=stored.pk).exists()
    yield visible_to(officer).filter(file=stored).exists()
    yield assignments(officer).filter(entries__evidence__file=stored).exists()


def _handed_in_for(stored: StoredFile) -> str | None:
    """The code of the unit its giver acted for then; the audit log knows."""
    return history_of(stored).filter(verb="files.store").values_list("unit_code", flat=True).first()


@files.get("/{int:pk}", response=FileOut, summary="Một tệp / one file")
@guarded_by(readable)
def show_file(request: HttpRequest, pk: int) -> StoredFile:
    """What is known of a kept file."""
    return readable(officer_of(request), pk)


@files.get("/{int:pk}/content", summary="Tải tệp / download", openapi_extra=file_answer("application/octet-stream"))
@guarded_by(readable)
def download_file(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes, under the name they were handed in with; the ETag is their SHA-256."""
    return download(readable(officer_of(request), pk))
