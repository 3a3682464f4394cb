"""Registers the feature with Django."""

from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """The exposure feature."""

    name = "vungxanh.apps.exposure"
