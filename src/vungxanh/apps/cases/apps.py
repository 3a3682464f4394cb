"""Registers the feature with Django."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases feature."""

    name = "vungxanh.apps.cases"

    def ready(self) -> None:
        """Listen to what phones handed in, answer what they are asked of people, and say what waits."""
        import_module("vungxanh.kit.sqlite")
        import_module("vungxanh.apps.cases.handlers")
        import_module("vungxanh.apps.cases.acts")
        import_module("vungxanh.apps.cases.waiting")
        import_module("vungxanh.apps.cases.expiry").register()
        import_module("vungxanh.apps.cases.queries.subjects").register()
