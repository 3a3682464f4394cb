"""Registers the feature with Django."""

from importlib import import_module

from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """The exposure feature."""

    name = "vungxanh.apps.exposure"

    def ready(self) -> None:
        """Register what waits, what expires and what a rotation of keys reaches."""
        import_module("vungxanh.apps.exposure.waiting")
        from vungxanh.apps.exposure import expiry, histories, silence
        from vungxanh.apps.exposure.actions import drop_segments

        expiry.register()
        histories.register()
        silence.register()
        drop_segments.register()
