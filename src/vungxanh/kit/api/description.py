"""The API as it is described: short operation ids, and the one shape of every refusal."""

from collections.abc import Callable
from typing import Any, TypeVar

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import JSONRenderer
from ninja.utils import contribute_operation_callback

from vungxanh.kit.api.schemas import ProblemOut

Function = TypeVar("Function", bound=Callable[..., Any])
_REFUSAL = {
    "description": "Refused: 400, 401, 403, 404, 409, 412, 413, 422 or 428; 500 for a fault of ours",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
}


_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag of the read that the change was made on",
}


class _Words(JSONRenderer):
    """JSON in which Vietnamese stands as it is written."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """A ninja API whose description is complete."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(renderer=_Words(), **settings)
        self._described: dict[str | None, OpenAPISchema] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`feature_function`, as generated clients call it."""
        feature = operation.view_func.__module__.removeprefix("vungxanh.apps.").split(".")[0]
        return f"{feature}_{operation.view_func.__name__}"

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The OpenAPI 3.1 description with the refusals that every operation may answer; made once, for anyone asks."""
        if path_prefix not in self._described:
            self._described[path_prefix] = self._complete(path_prefix, path_params)
        return self._described[path_prefix]

    def _complete(self, path_prefix: str | None, path_params: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        parts = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes = schema["components"]["schemas"]
        shapes |= parts.pop("$defs") | {"ProblemOut": parts}
        schema["components"]["schemas"] = dict(sorted(shapes.items()))
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["responses"]["default"] = _REFUSAL
        return schema


def versioned(function: Function) -> Function:
    """Describe an operation as one that needs `If-Match`; it stands below the route."""

    def show(operation: Operation) -> None:
        operation.openapi_extra = (operation.openapi_extra or {}) | {"parameters": [_IF_MATCH]}

    contribute_operation_callback(function, show)
    return function


def versioned_after_the_first(function: Function) -> Function:
    """The same where only what was written before is overwritten with `If-Match`; the first needs none."""

    def show(operation: Operation) -> None:
        operation.openapi_extra = (operation.openapi_extra or {}) | {"parameters": [_IF_MATCH | {"required": False}]}

    contribute_operation_callback(function, show)
    return function


def file_answer(*media_types: str) -> dict[str, Any]:
    """The description of an operation that answers a file, for `openapi_extra`."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    return {"responses": {200: {"description": "The file", "content": content}}}
