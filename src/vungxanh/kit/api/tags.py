"""Entity tags of records that count no versions: taken of what is shown of them (thẻ nội dung)."""

import json

from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _

from vungxanh.kit.api.etags import PreconditionFailed, digest_of


def tag_of(shown: object) -> str:
    """The tag of plain data; days, moments and the like count as they are written."""
    return f'"{digest_of(json.dumps(shown, sort_keys=True, default=str, ensure_ascii=False).encode())}"'


def must_still_be(request: HttpRequest, shown: object) -> None:
    """PreconditionFailed when the caller sent an If-Match and has read something else; without one nothing is asked."""
    seen = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-Match", ""))}
    if seen and "*" not in seen and tag_of(shown) not in seen:
        raise PreconditionFailed(_("Nội dung đã thay đổi từ lần đọc gần nhất. Đọc lại rồi gửi lại."))
