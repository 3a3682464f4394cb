"""Registers the feature with Django."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The insight feature."""

    name = "vungxanh.apps.insight"
