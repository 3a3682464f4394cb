"""Handing a kept file to a browser so that it can neither run nor be mistaken for a page."""

from django.http import FileResponse

from vungxanh.kit.export import attachment_header
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.queries import open_file
from vungxanh.kit.files.types import PDF, PHOTOS, TEXT

_SHOWN_IN_PLACE = PHOTOS | {PDF, TEXT}


def download(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file as a response (tải tệp); `inline` shows pictures, PDF and text in place, all else downloads."""
    in_place = inline and stored.media_type in _SHOWN_IN_PLACE
    charset = "; charset=utf-8" if stored.media_type.startswith("text/") else ""
    response = FileResponse(open_file(stored), content_type=stored.media_type + charset)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = attachment_header(stored.name, inline=in_place)
    response["X-Content-Type-Options"] = "nosniff"
    # Browsers' PDF viewers refuse to start inside a sandbox; a PDF gets every other restriction.
    policy = "object-src 'self'" if stored.media_type == PDF else "sandbox"
    response["Content-Security-Policy"] = f"default-src 'none'; {policy}; frame-ancestors 'self'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{stored.sha256}"'
    return response
