"""The search index as a Django app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Table `search_entry` and its full-text index."""

    name = "vungxanh.kit.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
