"""Problems as answers to requests of people and of programs."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from ninja import NinjaAPI, Schema

from vungxanh.kit import web
from vungxanh.kit.problems import Conflict, FieldError, Invalid


class Body(Schema):
    name: str
    count: int


ERRORS: dict[str, Exception] = {
    "conflict": Conflict("Đã được người khác xác nhận."),
    "invalid": Invalid("Có dòng sai.", errors=[FieldError("code", "Mã trùng.", row=7)]),
    "missing": Http404("no"),
    "denied": PermissionDenied("no"),
    "bug": KeyError("no"),
}


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise ERRORS[kind]


def made_api() -> NinjaAPI:
    api = NinjaAPI(urls_namespace="test-problems", docs_url=None, openapi_url=None)
    web.register(api)
    api.get("/fail/{kind}")(fail)

    @api.post("/take")
    def take(request: HttpRequest, body: Body) -> str:
        return body.name

    @api.get("/secret", auth=lambda _: None)
    def secret(request: HttpRequest) -> str:
        return "x"

    return api


urlpatterns = [path("fail/<kind>/", fail), path("api/", made_api().urls)]


@pytest.fixture(autouse=True)
def _routes(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["vungxanh.kit.web.ProblemMiddleware"]


def ask(url: str, **headers: str) -> tuple[int, str, dict[str, Any]]:
    response = Client(raise_request_exception=False).get(url, headers=headers)
    kind = response["Content-Type"]
    return response.status_code, kind, json.loads(response.content) if "json" in kind else {}


@pytest.mark.parametrize(("kind", "status"), [("conflict", 409), ("invalid", 422), ("missing", 404), ("denied", 403)])
@pytest.mark.parametrize(
    "way", [{"accept": "application/json"}, {"hx-request": "true"}, {"accept": "application/problem+json"}]
)
def test_a_program_gets_problem_json(kind: str, status: int, way: dict[str, str]) -> None:
    code, content_type, document = ask(f"/fail/{kind}/", **way)
    assert (code, content_type) == (status, "application/problem+json")
    assert document["status"] == status
    assert document["instance"] == f"/fail/{kind}/"


def test_the_rows_of_a_table_reach_the_program() -> None:
    assert ask("/fail/invalid/", accept="application/json")[2]["errors"] == [
        {"field": "code", "message": "Mã trùng.", "row": 7}
    ]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, False),
        ({"accept": "application/json, text/html;q=0.5"}, True),
        ({"hx-request": "true"}, True),
        ({"hx-request": "true", "hx-boosted": "true", "accept": "text/html"}, False),
    ],
)
def test_only_programs_and_fragments_want_json(headers: dict[str, str], expected: bool) -> None:
    assert web.wants_json(RequestFactory().get("/x/", headers=headers)) is expected


@pytest.mark.django_db
def test_a_person_gets_a_page_with_the_sentence() -> None:
    response = Client().get("/fail/conflict/", headers={"accept": "text/html"})
    assert response.status_code == 409
    assert response["Content-Type"].startswith("text/html")
    assert "Đã được người khác xác nhận." in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_a_mistake_of_ours_is_no_problem_of_theirs() -> None:
    with pytest.raises(KeyError):
        Client().get("/fail/bug/")


@pytest.mark.parametrize(("kind", "status"), [("conflict", 409), ("missing", 404), ("denied", 403)])
def test_the_api_answers_in_problem_json(kind: str, status: int) -> None:
    code, content_type, document = ask(f"/api/fail/{kind}")
    assert (code, content_type, document["status"]) == (status, "application/problem+json", status)


def test_the_api_names_the_wrong_field() -> None:
    response = Client().post("/api/take", data='{"name": "a", "count": "x"}', content_type="application/json")
    assert response.status_code == 422
    assert response.json()["type"] == "/problems/invalid"
    assert [error["field"] for error in response.json()["errors"]] == ["count"]


def test_the_api_tells_a_stranger_to_sign_in() -> None:
    code, content_type, document = ask("/api/secret")
    assert (code, content_type, document["type"]) == (401, "application/problem+json", "/problems/not-signed-in")
