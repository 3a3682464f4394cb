"""Prometheus figures of this process, for this machine and for whoever holds the token (số đo vận hành)."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView

from vungxanh.kit.problems import NotFound


def may_read(request: HttpRequest) -> bool:
    """Whether the request holds the token, or comes from this machine itself and through no proxy."""
    token: str = settings.METRICS_TOKEN
    if token:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"))
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def metrics(request: HttpRequest) -> Any:
    """The figures, or the same answer as an address that does not exist."""
    if not may_read(request):
        raise NotFound
    answer: HttpResponse = ExportToDjangoView(request)
    answer["Cache-Control"] = "no-store"
    return answer


metrics.access_policy = may_read  # type: ignore[attr-defined]  # the law of routes reads it
