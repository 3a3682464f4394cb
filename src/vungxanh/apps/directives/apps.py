"""Registers the feature with Django."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """The directives feature."""

    name = "vungxanh.apps.directives"

    def ready(self) -> None:
        """Listen to events, offer the feature's next acts, say what expires, and tell search how to list directives."""
        from vungxanh.apps.directives import expiry, foresight, handlers, offers  # noqa: F401
        from vungxanh.apps.directives.actions import indexing
        from vungxanh.kit.search import reindexers

        expiry.register()
        reindexers.register(indexing.KIND, indexing.every_entry)
