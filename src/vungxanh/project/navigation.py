"""The rail and bottom bar: which pages an officer may use (điều hướng)."""

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, object]:
    """The template variables every page has: the acting officer and the navigation."""
    return {"officer": getattr(request, "officer", None), "nav_items": []}
