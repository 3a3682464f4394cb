"""The API whatever is thrown at it: every refusal is a problem document in the reader's language, nothing is a 500."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from ninja.constants import NOT_SET

from tests.factories.api import ROOT, Program
from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_clerk, a_directive, a_task
from tests.factories.org import a_province, an_officer
from tests.factories.web import signed_in
from tests.factories.work import a_scene
from vungxanh.apps.accounts.actions.tokens import issue_token
from vungxanh.apps.accounts.models import Scope
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.accounts.secret_text import TOKEN_PREFIX, mint
from vungxanh.kit import clock
from vungxanh.project.api import api, description

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"
HUGE = (2**31, 2**63, 2**70, 10**400)
BODIES = (
    b"",
    b"null",
    b"[]",
    b"7",
    b'"x"',
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a": ' + b"9" * 5000 + b"}",
    b"a=1&b=2",
)


def operations() -> Iterator[tuple[str, str, Any]]:
    """Method, address with its parameters in braces (of a UUID with its kind), operation."""
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            address = "/".join(part.strip("/") for part in (bound.prefix, path) if part.strip("/"))
            for operation in view.operations:
                yield operation.methods[0].lower(), re.sub(r"{(?!uuid)\w+:", "{", address), operation


def filled(address: str, value: object) -> str:
    """The address with every parameter set; a file's form stays one of ours, a UUID one of nobody's."""
    address = re.sub(r"{uuid\w*:\w+}", str(UUID(int=1)), address)
    return ROOT + re.sub(r"{\w+}", lambda name: "csv" if name[0] == "{form}" else str(value), address)


def everyone() -> Client:
    """Somebody who may try everything: leader, clerk and administrator at the top."""
    seeded_calendar()
    return signed_in(an_officer(Role.LEADER, a_province(), also=(Role.CLERK, Role.ADMINISTRATOR)))


def refused(answer: Any, asked: str) -> None:
    """The answer is no failure of ours, and a refusal says so in the one form."""
    assert answer.status_code < 500, asked
    if answer.status_code >= 400:
        assert answer["Content-Type"] == PROBLEM, asked
        assert answer.json()["title"], asked


@pytest.mark.parametrize("number", HUGE, ids=["2^31", "2^63", "2^70", "10^400"])
def test_no_number_in_an_address_is_too_large_for_an_answer(number: int) -> None:
    client = everyone()
    for method, address, _operation in operations():
        if "{" in address.replace("{form}", ""):
            path = filled(address, number)
            answer = client.generic(method.upper(), path, b"{}", content_type="application/json", HTTP_IF_MATCH='"1-1"')
            refused(answer, f"{method} {path}"[:200])
            assert answer.status_code != 200 or "/calendar/" in path, path[:200]


def test_no_body_breaks_an_operation() -> None:
    scene = a_scene()
    client = signed_in(scene.giver)
    known = {"{task_pk}": scene.task.pk, "{pk}": scene.assignment.pk}
    for method, address, _operation in operations():
        if method == "get":
            continue
        path = filled(re.sub(r"{\w+}", lambda name: str(known.get(name[0], name[0])), address), 1)
        for body in BODIES:
            for kind in ("application/json", "multipart/form-data; boundary=x") if len(body) < 3 else ("text/plain",):
                answer = client.generic(method.upper(), path, body, content_type=kind, HTTP_IF_MATCH='"1-99"')
                refused(answer, f"{method} {path} {kind} {body[:20]!r}")


def test_nul_is_refused_wherever_it_stands() -> None:
    client = everyone()
    directive = a_directive(a_province())
    a_task(directive)
    for method, address, operation in operations():
        path = filled(address, 1)
        names = [name for model in operation.models for name in model.model_fields]
        if method == "get":
            queries = [{name: "a\x00b"} for name in names if f"{{{name}}}" not in address]
            for query in queries:
                answer = client.get(path, query)
                refused(answer, f"{path} {query}")
                assert answer.status_code >= 400, f"{path} {query}"
        else:
            body = json.dumps(dict.fromkeys([*names, "text", "reason", "code"], "a\x00b"))
            answer = client.generic(method.upper(), path, body, content_type="application/json", HTTP_IF_MATCH='"1-1"')
            refused(answer, f"{method} {path}")
            answer = client.generic(method.upper(), path, {"text": "a\x00b"}, HTTP_IF_MATCH='"1-1"')
            refused(answer, f"{method} {path} form")
        refused(client.get(filled(address, "a%00b")), address)


def test_no_query_breaks_a_list() -> None:
    client = everyone()
    wrong = ("", "-1", "0", "x", str(2**63), "9" * 500, "[]", "😀", "' or 1=1 --", "eyJhIjoxfQ")
    for method, address, operation in operations():
        if method != "get":
            continue
        names = [name for model in operation.models for name in model.model_fields]
        for name in names:
            for value in wrong if f"{{{name}}}" not in address else ():
                refused(client.get(filled(address, 1), {name: value}), f"{address} {name}={value[:20]}")


def test_what_is_wrong_is_said_in_the_readers_language() -> None:
    program = Program(an_officer(Role.CLERK))
    answer = program.client.get(f"{ROOT}work/inbox", {"size": "0"}, headers={"accept-language": "vi"})
    assert answer.json()["errors"] == [{"field": "size", "message": "Phải lớn hơn hoặc bằng 1."}]
    answer = program.client.post(f"{ROOT}directives/text", b"{", content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, "Nội dung gửi lên không phải JSON đúng.")
    answer = program.client.put(f"{ROOT}work/inbox")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, PROBLEM, "GET")


def test_an_unknown_address_of_the_api_is_a_problem_document() -> None:
    for path in ("work/nothing", "work/assignments/x", "nothing"):
        answer = everyone().get(f"{ROOT}{path}")
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM), path


def test_a_session_that_writes_shows_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = everyone().cookies
    answer = client.post(f"{ROOT}directives/text", b"{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)
    assert "X-CSRFToken" in answer.json()["detail"]


def test_whoever_is_not_signed_in_is_told_so() -> None:
    for method, address, _operation in operations():
        answer = Client().generic(method.upper(), filled(address, 1))
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM), address


def test_every_operation_is_described_in_full() -> None:
    told = description()
    ids = [operation["operationId"] for methods in told["paths"].values() for operation in methods.values()]
    assert len(set(ids)) == len(ids)
    for address, methods in told["paths"].items():
        for method, operation in methods.items():
            asked = f"{method} {address}"
            assert operation["tags"], asked
            assert " / " in operation["summary"], f"{asked}: Vietnamese / English"
            assert operation["description"], asked
            assert operation["x-guarded-by"], asked
            assert PROBLEM in operation["responses"]["default"]["content"], asked


def test_what_is_described_as_needing_a_version_asks_for_one() -> None:
    scene = a_scene()
    reviewer = signed_in(a_clerk(scene.directive.unit))
    draft = a_directive(scene.directive.unit)
    task = a_task(draft)
    asked = 0
    for method, address, operation in operations():
        described = (operation.openapi_extra or {}).get("parameters", [])
        if not any(each["name"] == "If-Match" for each in described):
            continue
        asked += 1
        works = address.startswith("work/assignments")
        if not address.startswith(("work/", "directives/")):  # asked for in the tests of accounts and org
            continue
        client = reviewer if not works else signed_in(scene.giver)
        pk = scene.assignment.pk if works else draft.pk
        path = ROOT + address.replace("{pk}", str(pk)).replace("{task_pk}", str(task.pk))
        body = {"reason": "x", "text": "x", "to": ["x"], "until": "2020-09-01", "granted": True, "offset": 3}
        names = {
            name for model in operation.models for field in model.model_fields.values() for name in fields_of(field)
        }
        sent = {
            name: value for name, value in (body | {"start": 2, "end": 9, "username": "x"}).items() if name in names
        }
        if address.endswith(("/transfer", "/hand-over")):  # one unit, where others take several
            sent["to"] = "x"
        answer = client.generic(method.upper(), path, json.dumps(sent), content_type="application/json")
        # What the caller may not do is refused before any version is asked for.
        refused = {403, 422} if works else {403} if address.endswith("/hand-over") else set()
        assert answer.status_code in {428} | refused, f"{method} {path}: {answer.content!r}"
    assert asked > 20


def fields_of(field: Any) -> set[str]:
    """The keys of a body."""
    return set(getattr(field.annotation, "model_fields", {}))


def test_no_answer_is_a_shapeless_object() -> None:
    bare = [
        address
        for _method, address, operation in operations()
        for status, model in operation.response_models.items()
        if status != 204
        and model is NOT_SET
        and "content" not in (operation.openapi_extra or {}).get("responses", {}).get(200, {})
    ]
    assert not bare
    shapes = description()["components"]["schemas"]
    assert not [name for name, shape in shapes.items() if shape.get("additionalProperties") is True]


def test_two_shapes_never_share_a_name() -> None:
    """The description knows shapes by name only: a second one of the same name would replace the first."""
    known: dict[str, set[type]] = {}
    waiting = [
        model
        for _method, _address, operation in operations()
        for model in (*operation.models, *operation.response_models.values())
        if isinstance(model, type)
    ]
    seen: set[type] = set()
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        fields = getattr(model, "model_fields", {})
        waiting += [part for field in fields.values() for part in parts_of(field.annotation)]
        if model.__module__.startswith("vungxanh"):
            known.setdefault(model.__name__, set()).add(model)
    assert len(known) > 40
    assert not [name for name, models in known.items() if len(models) > 1]


def parts_of(annotation: Any) -> Iterator[type]:
    """The models inside a type such as `list[X] | None`."""
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from parts_of(inner)


def test_head_reads_as_get_does_and_sends_no_body() -> None:
    officer = an_officer()
    secret = TOKEN_PREFIX + mint()
    issue_token(officer.user, name="Máy", scope=Scope.READ, days=1, secret=secret, by=officer, at=clock.now())
    program = Client(headers={"authorization": f"Bearer {secret}"})
    full, head = (getattr(program, method)(f"{ROOT}accounts/me") for method in ("get", "head"))
    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Length"]) == (full["ETag"], str(len(full.content)))
    assert program.head(f"{ROOT}nothing").status_code == 404


def test_a_fault_of_ours_is_told_to_programs_in_the_one_form_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("hỏng")

    monkeypatch.setattr("vungxanh.apps.accounts.api.own.tokens_of", fails)
    client = signed_in(an_officer())
    client.raise_request_exception = False
    answer = client.get(f"{ROOT}accounts/tokens")
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert len(answer.json()["request"]) == 36
    assert "hỏng" not in answer.content.decode()


def test_the_description_is_for_anyone_and_made_once() -> None:
    answer = Client().get(f"{ROOT}openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.json()["paths"] == description()["paths"]
    user = a_clerk().user
    secret = TOKEN_PREFIX + mint()
    officer = an_officer(Role.CLERK, a_province(), user=user)
    issue_token(user, name="x", scope=Scope.READ, days=30, secret=secret, by=officer, at=clock.now())
    with_token = Client(headers={"Authorization": f"Bearer {secret}"}).get(f"{ROOT}openapi.json")
    assert with_token.content == answer.content
    assert api.get_openapi_schema(path_prefix="/x/") is api.get_openapi_schema(path_prefix="/x/")
