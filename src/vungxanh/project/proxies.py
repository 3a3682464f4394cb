"""Who really asks when proxies stand in front: lock-out, throttles and the audit log need the person's own address."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def client_address(answer: Answer) -> Answer:
    """Set REMOTE_ADDR to what the outermost of `TRUSTED_PROXIES` proxies saw; anyone can write what is left of it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if count := settings.TRUSTED_PROXIES:
            seen = request.headers.get("X-Forwarded-For", "").split(",")
            if len(seen) >= count and _is_address(told := seen[-count].strip()):
                request.META["REMOTE_ADDR"] = told
        return answer(request)

    return middleware


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
