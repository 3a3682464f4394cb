"""Registers the feature with Django."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The work feature."""

    name = "vungxanh.apps.work"
