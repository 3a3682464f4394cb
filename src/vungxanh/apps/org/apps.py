"""Registers the feature with Django."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """The org feature."""

    name = "vungxanh.apps.org"

    def ready(self) -> None:
        """Listen to the feature's own events."""
        from vungxanh.apps.org import handlers  # noqa: F401
