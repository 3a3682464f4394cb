"""Registers the feature with Django."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The insight feature."""

    name = "vungxanh.apps.insight"

    def ready(self) -> None:
        """Put the feature's offers on the pages of lower features."""
        from vungxanh.apps.insight import acts  # noqa: F401
