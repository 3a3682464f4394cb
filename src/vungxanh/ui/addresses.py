"""Addresses of pages that keep their filters (địa chỉ giữ nguyên điều kiện lọc)."""

from django.http import QueryDict


def address(given: QueryDict, path: str = "", **changed: object) -> str:
    """The address of this page with some of its query changed; an empty value is left out, and so is the page."""
    query = given.copy()
    query.pop("cursor", None)
    for name, value in changed.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"{path}?{query.urlencode()}"
