"""Vietnamese first."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from vungxanh.project.language import vietnamese_first


def spoken(request: HttpRequest) -> str:
    """The language a view would answer this request in."""
    heard: list[str | None] = []

    def view(_request: HttpRequest) -> HttpResponse:
        heard.append(translation.get_language())
        return HttpResponse()

    assert vietnamese_first(view)(request).headers["Content-Language"] == heard[0]
    return heard[0] or ""


def test_an_english_browser_reads_vietnamese_until_its_person_chooses() -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": "en"})
    assert spoken(request) == "vi"
    request.COOKIES["django_language"] = "en"
    assert spoken(request) == "en"
    request.COOKIES["django_language"] = "xx"
    assert spoken(request) == "vi"


def test_a_program_may_ask_for_english() -> None:
    assert spoken(RequestFactory().get("/api/v1/org/units", headers={"Accept-Language": "en-GB"})) == "en"
    assert spoken(RequestFactory().get("/api/v1/org/units")) == "vi"
