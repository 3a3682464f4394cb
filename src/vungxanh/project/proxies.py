"""Who really asks when proxies stand in front: lock-out, throttles and the audit log need the person's own address."""

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def address_of(environ: Mapping[str, Any]) -> str:
    """What the outermost of `TRUSTED_PROXIES` proxies saw, or else who is connected; anyone can write what is left."""
    if count := settings.TRUSTED_PROXIES:
        seen = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        if len(seen) >= count and _is_address(told := seen[-count].strip()):
            return told
    return str(environ.get("REMOTE_ADDR", ""))


def client_address(answer: Answer) -> Answer:
    """Set REMOTE_ADDR to the person's own address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.META["REMOTE_ADDR"] = address_of(request.META)
        return answer(request)

    return middleware


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
