"""Entity tags: what a reader holds, and the version a change was made on."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from vungxanh.kit.api.etags import (
    PreconditionFailed,
    PreconditionRequired,
    conditional,
    must_hold,
    tag,
    version_seen,
)

RECORD = SimpleNamespace(pk=7, version=3)


def asking(method: str = "get", **headers: str) -> HttpRequest:
    """A request with these headers."""
    request: HttpRequest = getattr(RequestFactory(), method)("/", headers=headers)
    return request


def answered(request: HttpRequest, content: bytes = b"{}", *, of: Any = None) -> HttpResponse:
    """The answer of an operation that shows the content, of a record or of none."""

    @conditional
    def operation(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content)
        if of:
            tag(response, of)
        return response

    answer = operation(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_records_tag_begins_with_its_version_and_ends_with_what_is_shown() -> None:
    first, second = answered(asking(), b"1", of=RECORD)["ETag"], answered(asking(), b"2", of=RECORD)["ETag"]
    assert first.startswith('"7-3.')
    assert first != second
    assert version_seen(asking("post", if_match=first), RECORD) == version_seen(asking("post", if_match=second), RECORD)


@pytest.mark.parametrize("held", ["{}", "W/{}", '"x", {}', "*"])
def test_who_holds_the_answer_is_spared_it(held: str) -> None:
    etag = answered(asking(), of=RECORD)["ETag"]
    again = answered(asking(if_none_match=held.format(etag)), of=RECORD)
    assert (again.status_code, again.content) == (304, b"")


def test_a_list_has_a_weak_tag_of_its_bytes() -> None:
    etag = answered(asking(), b"[1]")["ETag"]
    assert etag.startswith('W/"')
    assert answered(asking(if_none_match=etag), b"[1]").status_code == 304
    assert answered(asking(if_none_match=etag), b"[1,2]").status_code == 200


def test_a_write_is_tagged_but_never_spared() -> None:
    etag = answered(asking("post"), of=RECORD)["ETag"]
    assert answered(asking("post", if_none_match=etag), of=RECORD).status_code == 200
    assert "ETag" not in answered(asking("post"))


def test_a_stream_is_not_read_for_its_tag() -> None:
    def lines() -> Any:
        raise AssertionError("read")
        yield b""

    response = conditional(lambda _request: StreamingHttpResponse(lines()))(asking())
    assert "ETag" not in response


@pytest.mark.parametrize("given", ["", "*", "x", '"7"', '"7-3', '"-3"', "7-3"])
def test_a_change_without_a_version_is_asked_for_one(given: str) -> None:
    with pytest.raises(PreconditionRequired):
        version_seen(asking("post", if_match=given), RECORD)


@pytest.mark.parametrize("given", ['"7-2"', '"7-4.ab"', '"8-3"', '"77-3"', '"7-33"'])
def test_a_change_on_another_version_is_refused(given: str) -> None:
    with pytest.raises(PreconditionFailed):
        must_hold(asking("post", if_match=given), RECORD)


@pytest.mark.parametrize("given", ['W/"7-3"', 'W/"7-3.0f"', '"8-3", W/"7-3"', 'W/"x", W/"7-3"'])
def test_a_weak_tag_never_names_the_version_a_change_is_made_on(given: str) -> None:
    for ask in (must_hold, version_seen):
        with pytest.raises(PreconditionFailed, match="không có W/"):
            ask(asking("post", if_match=given), RECORD)


@pytest.mark.parametrize("given", ['"7-3"', '"7-2", "7-3"', '"7-3.0f-gzip"', '"7-3.0f-zstd"', 'W/"7-2", "7-3"'])
def test_a_change_on_the_present_version_passes(given: str) -> None:
    must_hold(asking("post", if_match=given), RECORD)
