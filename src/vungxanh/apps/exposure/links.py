"""The link of a code: what a person opens in place of typing it (liên kết của mã)."""

from django.http import HttpRequest
from django.urls import reverse

from vungxanh.apps.exposure.models import CodeKind


def link_of(request: HttpRequest, kind: str, text: str) -> str:
    """Where uploads go, and the code after "#", so that no log holds it; "" for a code that is read out.

    `device.upload.opened` takes it apart on the phone.
    """
    if kind != CodeKind.LINK:
        return ""
    return f"{request.build_absolute_uri(reverse('exposure_channel:uploads'))}#{text}"
