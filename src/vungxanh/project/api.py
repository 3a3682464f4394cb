"""The one API: routers of the features, mounted under /api/v1/, behind a token or a session."""

import json
from typing import Any

from ninja import NinjaAPI

from vungxanh import __version__
from vungxanh.kit import web

api = NinjaAPI(title="Vùng Xanh", version=__version__, urls_namespace="api")
web.register(api)


def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description as plain JSON data."""
    plain: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    return plain
