"""Registers the feature with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts feature."""

    name = "vungxanh.apps.accounts"
