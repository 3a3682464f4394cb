"""Who asks the API."""

from typing import cast

from django.http import HttpRequest

from vungxanh.apps.org.officers import Officer


def officer_of(request: HttpRequest) -> Officer:
    """The officer that the API's door has seated."""
    return cast(Officer, request.officer)  # type: ignore[attr-defined]
