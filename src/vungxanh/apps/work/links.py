"""Where the pages of work are, for notices and buttons."""

from django.urls import NoReverseMatch, reverse


def page(name: str, *args: object) -> str:
    """The address of a work page; empty where this deployment serves no such page (API only)."""
    try:
        return reverse(f"work:{name}", args=args)
    except NoReverseMatch:
        return ""
