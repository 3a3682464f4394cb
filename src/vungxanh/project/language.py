"""Vietnamese first: English only for those who chose it, whatever language their browser was sold with (ngôn ngữ)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponseBase]


def vietnamese_first(answer: Answer) -> Answer:
    """Speak the language of the cookie; programs may ask by Accept-Language; everybody else reads Vietnamese."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = chosen(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = answer(request)
        response.headers.setdefault("Content-Language", language)
        if "public" not in response.headers.get("Cache-Control", ""):  # what is for everybody holds no words
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def chosen(request: HttpRequest) -> str:
    """The language code of this request."""
    known = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in known:
        return cookie
    if request.path.startswith("/api/") and "Accept-Language" in request.headers:
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE
