"""Registers the feature with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases feature."""

    name = "vungxanh.apps.cases"
