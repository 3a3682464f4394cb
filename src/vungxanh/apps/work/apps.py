"""Registers the feature with Django."""

from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The work feature."""

    name = "vungxanh.apps.work"

    def ready(self) -> None:
        """Offer the acts, listen to events, list tasks for search, and let bulk inserts use SQLite's real limit."""
        import_module("vungxanh.kit.sqlite")
        for module in ("acts", "foresight", "handlers"):
            import_module(f"vungxanh.apps.work.{module}")
        from vungxanh.apps.work.actions import indexing
        from vungxanh.kit.search import reindexers

        reindexers.register(indexing.KIND, indexing.every_entry)
