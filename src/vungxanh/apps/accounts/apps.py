"""Registers the feature with Django."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts feature."""

    name = "vungxanh.apps.accounts"

    def ready(self) -> None:
        """Connect the handlers."""
        import_module("vungxanh.apps.accounts.handlers")
