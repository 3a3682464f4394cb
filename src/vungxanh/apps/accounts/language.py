"""The language a person reads, kept in the cookie that Django's LocaleMiddleware reads (ngôn ngữ)."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse

Response = TypeVar("Response", bound=HttpResponse)
YEAR_S = 365 * 24 * 3600


def remember_language(response: Response, language: str) -> Response:
    """Set the language cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR_S,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
