"""A request larger than all its files may be is refused by its declared size."""

import io

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.factories.directives import a_clerk
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


class Untouched(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *_size: object) -> bytes:
        raise AssertionError("the body was read")


def send(client: Client, path: str, size: int, **headers: str) -> "tuple[int, str]":
    body = {"wsgi.input": Untouched(), "CONTENT_LENGTH": str(size), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.generic("POST", path, **body, **headers)  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode()


def test_a_request_beyond_the_limit_is_refused_before_its_body_is_read(settings: LazySettings) -> None:
    client = signed_in(a_clerk())
    status, page = send(client, "/van-ban-chi-dao/tiep-nhan/", settings.MAX_REQUEST_BYTES + 1)
    assert status == 413
    assert "10 tệp" in page
    assert "25 MB" in page


def test_a_program_is_told_as_a_problem(settings: LazySettings) -> None:
    status, document = send(
        Client(), "/api/v1/directives", settings.MAX_REQUEST_BYTES + 1, HTTP_ACCEPT="application/json"
    )
    assert status == 413
    assert '"status": 413' in document
