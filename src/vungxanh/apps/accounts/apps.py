"""Registers the feature with Django."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts feature."""

    name = "vungxanh.apps.accounts"

    def ready(self) -> None:
        """Connect the handlers; say what of ours is encrypted and what expires."""
        import_module("vungxanh.apps.accounts.handlers")
        import_module("vungxanh.apps.accounts.factor_secrets").register()
        import_module("vungxanh.apps.accounts.expiry").register()
