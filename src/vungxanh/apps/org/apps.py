"""Registers the feature with Django."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """The org feature."""

    name = "vungxanh.apps.org"
