"""Entity tags of the API (thẻ phiên bản): what a reader holds already, and the version a change was made on.

A record's tag is `"id-version.digest"`. `If-Match` compares the part before the dot, which is what changes are made on;
`If-None-Match` compares all of it, since an answer also shows what stands around the record. RFC 9110, 8.8.3 and 13.1.

A record that counts no versions has a `State`, whose version is a digest of what can be changed of it. Whoever changes
one locks its row, reads it anew and asks `must_hold` inside the transaction of the change.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2s
from typing import Any, Protocol, Self

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _

from vungxanh.kit.problems import Problem

# Caddy adds to the tag how it compressed the answer; the version in it is the same.
_VERSION = re.compile(r'(W/)?"(\d{1,19})-(\d{1,9}|[0-9a-f]{20})(?:\.[0-9a-f]+)?(?:-(?:gzip|zstd|br))?"')
_READING = frozenset({"GET", "HEAD"})
_KEPT = ("ETag", "Cache-Control", "Vary", "Content-Language")


class PreconditionFailed(Problem):
    """The version named in If-Match is not the present one (phiên bản đã cũ)."""

    slug, status, title = "precondition-failed", 412, _("Phiên bản đã cũ")


class PreconditionRequired(Problem):
    """A change came without the version it was made on (thiếu phiên bản)."""

    slug, status, title = "precondition-required", 428, _("Thiếu phiên bản")


class Versioned(Protocol):
    """Something of which a change can say what it was made on."""

    @property
    def pk(self) -> Any:
        """Which record."""

    @property
    def version(self) -> int | str:
        """Which version of it."""


class Counted(Protocol):
    """A row that counts its versions."""

    pk: Any
    version: int


@dataclass(frozen=True, slots=True)
class State:
    """A record that counts no versions, as it stands (trạng thái): 20 hexadecimal digits say which."""

    pk: int
    version: str

    @classmethod
    def of(cls, pk: int, facts: object) -> Self:
        """Of the plain data that can be changed; days, moments and the like count as they are written."""
        return cls(pk, digest_of(json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False).encode()))


def tag(response: HttpResponse, record: Versioned) -> None:
    """Put the record's version on its answer."""
    response["ETag"] = f'"{record.pk}-{record.version}"'


def digest_of(content: bytes) -> str:
    """A short name for an answer's bytes."""
    return blake2s(content, digest_size=10).hexdigest()


def version_seen(request: HttpRequest, record: Counted) -> int:
    """The version of the record that If-Match names, fresh or not; 428 without one, `*` included."""
    versions = [int(version) for version in _versions(request, record.pk) if version.isdecimal()]
    return record.version if record.version in versions else [*versions, 0][0]


def must_hold(request: HttpRequest, record: Versioned) -> None:
    """412 unless If-Match names the present version, 428 without one; ask it of the locked row."""
    if str(record.version) not in _versions(request, record.pk):
        raise PreconditionFailed(_("Nội dung đã thay đổi từ lần đọc gần nhất. Đọc lại rồi gửi lại."))


def _versions(request: HttpRequest, pk: object) -> list[str]:
    """What If-Match names of the record, at least one."""
    named = _VERSION.findall(request.headers.get("If-Match", ""))
    if versions := [version for weak, of, version in named if of == str(pk) and not weak]:
        return versions
    if any(of == str(pk) for _weak, of, _version in named):
        raise PreconditionFailed(_("If-Match mang thẻ yếu (W/). Gửi thẻ mạnh, không có W/, của lần đọc gần nhất."))
    if named:
        raise PreconditionFailed(_("If-Match nêu một mục khác. Đọc lại rồi gửi lại."))
    raise PreconditionRequired(_("Gửi kèm If-Match với ETag của lần đọc gần nhất."))


def holds(request: HttpRequest, etag: str) -> bool:
    """Whether the reader has this answer already (If-None-Match, compared weakly)."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in held or etag.removeprefix("W/") in {each.removeprefix("W/") for each in held}


def conditional(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give every good answer its tag, and a reader who holds it 304.

    The tag is taken of the answer's own bytes: it costs a hash, and can never call something old unchanged. An
    operation whose read is dear may set a tag of its own and answer 304 before it reads.
    """

    @wraps(run)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = run(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = _completed(request, response)
        if request.method in _READING and etag:
            response.setdefault("Cache-Control", "private, no-cache")
            patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
            if holds(request, etag):
                return _unchanged(response)
        return response

    return answered


def _completed(request: HttpRequest, response: HttpResponseBase) -> str:
    """The tag of the answer, with a digest of its bytes where it has none of its own; empty for a stream without."""
    etag = str(response.get("ETag", ""))
    if isinstance(response, HttpResponse):
        if _VERSION.fullmatch(etag):
            etag = f'{etag[:-1]}.{digest_of(response.content)}"'
        elif not etag and request.method in _READING:
            etag = f'W/"{digest_of(response.content)}"'
    if etag:
        response["ETag"] = etag
    return etag


def _unchanged(response: HttpResponseBase) -> HttpResponse:
    answer = HttpResponseNotModified()
    for name in _KEPT:
        if name in response:
            answer[name] = response[name]
    if isinstance(response, FileResponse) and response.file_to_stream is not None:
        response.file_to_stream.close()  # the response's own close() would end the whole request
    return answer
