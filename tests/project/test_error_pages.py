"""Pages of what went wrong: with the navigation for officers, with the way to sign in for who is signed out."""

from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role

pytestmark = pytest.mark.django_db
RAIL, PLAIN = 'class="rail"', 'class="plain"'
handler400 = "vungxanh.kit.web.refused"
handler500 = "vungxanh.kit.web.broken"


def fail(request: HttpRequest) -> HttpResponse:
    raise KeyError("no")


def fail_without_database(request: HttpRequest) -> HttpResponse:
    """The layout then needs what only the database has."""
    vars(request.officer.unit).pop("name")  # type: ignore[attr-defined]
    raise KeyError("no")


urlpatterns = [
    path("hong/", fail),
    path("hong-han/", fail_without_database),
    path("", include("vungxanh.project.urls")),
]


@pytest.fixture(autouse=True)
def _routes(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def an_officer_in() -> Client:
    client = signed_in(an_officer(Role.CLERK))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("address", "status"), [("/khong-co/", 404), ("/truy-vet/", 403), ("/hong/", 500)])
def test_an_officer_keeps_the_navigation_on_every_page_of_an_error(address: str, status: int) -> None:
    answer = an_officer_in().get(address)
    assert answer.status_code == status
    assert RAIL in answer.content.decode()
    assert PLAIN not in answer.content.decode()


@pytest.mark.parametrize(("address", "status"), [("/khong-co/", 404), ("/hong/", 500)])
def test_who_is_signed_out_gets_the_plain_page(address: str, status: int) -> None:
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == status
    assert PLAIN in answer.content.decode()
    assert RAIL not in answer.content.decode()


def test_the_page_of_a_fault_asks_no_database_and_is_plain_where_its_layout_would() -> None:
    asked: list[str] = []

    def seen(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    client = an_officer_in()
    with connection.execute_wrapper(seen):
        client.get("/khong-co/")
        before, asked[:] = len(asked), []
        client.get("/hong/")
    assert len(asked) <= before
    answer = client.get("/hong-han/")
    assert answer.status_code == 500
    assert PLAIN in answer.content.decode()
    assert "Hệ thống gặp lỗi" in answer.content.decode()


def test_a_form_sent_after_the_session_was_lost_says_so_and_leads_to_sign_in_and_back() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        reverse("cases:new_policy"), headers={"referer": "http://testserver/truy-vet/chinh-sach/?ban=2"}
    )
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Phiên đăng nhập đã hết" in text
    link = unescape(text.split('href="' + reverse("account_login"))[1].split('"')[0])
    assert parse_qs(urlsplit(link).query) == {"next": ["/truy-vet/chinh-sach/?ban=2"]}
    elsewhere = client.post(reverse("cases:new_policy"), headers={"referer": "https://elsewhere.example/x/"})
    assert "next=%2F&quot;" in elsewhere.content.decode() or 'next=%2F"' in elsewhere.content.decode()


def test_an_officer_s_form_of_another_session_keeps_the_navigation() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = an_officer_in().cookies
    answer = client.post(reverse("cases:new_policy"))
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()
    assert RAIL in answer.content.decode()
