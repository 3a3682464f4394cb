"""Refusing a request by the size it declares, before a byte of its body is taken to disk (giới hạn dung lượng)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from vungxanh.kit.problems import TooLarge
from vungxanh.kit.web import respond

Answer = Callable[[HttpRequest], HttpResponseBase]


def request_size(answer: Answer) -> Answer:
    """Answer 413 in the house's words; a body without a declared size is never read (WSGI)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not declared.isdigit() or int(declared) <= settings.MAX_REQUEST_BYTES:
            return answer(request)
        told = {"files": settings.MAX_UPLOAD_FILES, "size": settings.MAX_UPLOAD_BYTES // 2**20}
        return respond(
            request,
            TooLarge(_("Mỗi lần gửi tối đa %(files)s tệp, mỗi tệp tối đa %(size)s MB. Chia ra rồi gửi lại.") % told),
        )

    return middleware
