"""The Django application of the design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers templates, static files and template tags."""

    name = "vungxanh.ui"
    label = "ui"
