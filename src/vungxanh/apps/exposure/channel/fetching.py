"""What phones fetch: the signed index and keys, and batches that never change; made for a CDN in front."""

import re
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from vungxanh.apps.accounts.access import everyone
from vungxanh.apps.exposure import published
from vungxanh.apps.exposure.models import Batch
from vungxanh.core.exposure.index import etag

DOCUMENT = "public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"
IMMUTABLE = "public, max-age=1209600, immutable"
NOTHING = "public, max-age=60"
DOCUMENT_TYPE, BATCH_TYPE = "application/json", "application/octet-stream"
R = TypeVar("R", bound=HttpResponseBase)
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@require_safe
@everyone
def index(request: HttpRequest) -> HttpResponse:
    """`index.json`: which batches there are."""
    return _document(request, published.INDEX)


@require_safe
@everyone
def keys(request: HttpRequest) -> HttpResponse:
    """`keys.json`: whose signatures count."""
    return _document(request, published.KEYS)


@require_safe
@everyone
def batch(request: HttpRequest, number: int) -> HttpResponseBase:
    """A batch, whole or a range of it; 410 once it was withdrawn. Only what has its row was ever published."""
    _for_everybody(request)
    row = Batch.objects.filter(number=number).first()
    path = published.batch_path(number)
    if row is None or not path.is_file():
        return _bare(404)
    if row.withdrawn_at:
        return _bare(410)
    tag = f'"{row.sha256}"'
    if _is_held(request, tag):
        return _marked(_same(BATCH_TYPE, row.size), tag, IMMUTABLE)
    asked = _asked(request, tag, row.size)
    if asked is None:
        return _marked(FileResponse(path.open("rb"), content_type=BATCH_TYPE), tag, IMMUTABLE)
    start, end = asked
    if start > end:
        refused = _bare(416)
        refused["Content-Range"] = f"bytes */{row.size}"
        return refused
    with path.open("rb") as file:
        file.seek(start)
        piece = HttpResponse(file.read(end - start + 1), status=206, content_type=BATCH_TYPE)
    piece["Content-Range"] = f"bytes {start}-{end}/{row.size}"
    return _marked(piece, tag, IMMUTABLE)


def _for_everybody(request: HttpRequest) -> None:
    """Nobody looks who asks, before or after: the answer is the same, and a cache need not tell people apart."""
    request.user, request.session.accessed = AnonymousUser(), False


def _document(request: HttpRequest, name: str) -> HttpResponse:
    _for_everybody(request)
    content = published.document(name)
    if content is None:
        return _bare(404)
    tag = etag(content)
    if _is_held(request, tag):
        return _marked(_same(DOCUMENT_TYPE, len(content)), tag, DOCUMENT)
    return _marked(HttpResponse(content, content_type=DOCUMENT_TYPE), tag, DOCUMENT)


def _asked(request: HttpRequest, tag: str, size: int) -> tuple[int, int] | None:
    """The one range asked for, both ends inclusive (an empty one cannot be had); None for the whole, and for HEAD."""
    found = _RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
    if found is None or request.headers.get("If-Range", tag) != tag:
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if last and int(last) else (1, 0)
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else (1, 0)


def _is_held(request: HttpRequest, tag: str) -> bool:
    held = request.headers.get("If-None-Match", "")
    return held.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in held.split(",")}


def _same(content_type: str, size: int) -> HttpResponse:
    """Nothing changed; caches take over the headers of this answer, so type and length are those of the content."""
    return HttpResponse(status=304, content_type=content_type, headers={"Content-Length": str(size)})


def _bare(status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Cache-Control"] = NOTHING
    return response


def _marked(response: R, tag: str, keep: str) -> R:
    response["ETag"], response["Cache-Control"] = tag, keep
    if keep == IMMUTABLE:
        response["Accept-Ranges"] = "bytes"
    return response
