"""Registers the feature with Django."""

from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """The exposure feature."""

    name = "vungxanh.apps.exposure"

    def ready(self) -> None:
        """Register what expires and what a rotation of keys reaches."""
        from vungxanh.apps.exposure import expiry, histories, silence
        from vungxanh.apps.exposure.actions import drop_segments

        expiry.register()
        histories.register()
        silence.register()
        drop_segments.register()
