"""Registers the feature with Django."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """The directives feature."""

    name = "vungxanh.apps.directives"
