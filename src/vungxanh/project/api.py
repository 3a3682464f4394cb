"""The one API: routers of the features, mounted under /api/v1/."""

from ninja import NinjaAPI

from vungxanh import __version__
from vungxanh.kit import web

api = NinjaAPI(title="Vùng Xanh", version=__version__, urls_namespace="api")
web.register(api)
