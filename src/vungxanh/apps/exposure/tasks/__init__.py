"""What the Bluezone server does by the clock; each part registers itself when it is imported."""

from vungxanh.apps.exposure.tasks import app, edges, keys

__all__ = ["app", "edges", "keys"]
