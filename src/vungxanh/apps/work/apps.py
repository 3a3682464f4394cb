"""Registers the feature with Django."""

from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The work feature."""

    name = "vungxanh.apps.work"

    def ready(self) -> None:
        """Offer the acts, listen to events, list tasks for search, and let bulk inserts use SQLite's real limit."""
        for module in ("vungxanh.kit.sqlite", "vungxanh.apps.work.acts", "vungxanh.apps.work.handlers"):
            import_module(module)
        from vungxanh.apps.work.actions import indexing
        from vungxanh.kit.search import reindexers

        reindexers.register(indexing.KIND, indexing.every_entry)
