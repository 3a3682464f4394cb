"""Every page and API operation says who may use it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, resolvers

OPEN = {
    # Reached before signing in, or by machines: each decides for itself.
    "allauth",
    "django",
    "django_prometheus",
}

ALWAYS_404 = "api-root"  # ninja's anchor for reversing


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All patterns with their full address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


def module_of(view: object) -> str:
    """Where a view was written; a partial has no module of its own."""
    return getattr(view, "__module__", "")


def names_a_policy(view: object) -> bool:
    """Whether a view carries the mark of an access decorator."""
    return bool(getattr(view, "access_policy", None))


def test_every_page_names_its_policy() -> None:
    found = [
        address
        for address, pattern in routes(resolvers.get_resolver().url_patterns)
        if module_of(pattern.callback).split(".")[0] not in OPEN
        and not module_of(pattern.callback).startswith("ninja")
        and pattern.name != ALWAYS_404
        and not names_a_policy(pattern.callback)
    ]
    assert not found


def test_every_api_operation_is_behind_authentication() -> None:
    from vungxanh.project.api import api

    assert api.auth
    open_operations = [
        f"{operation.methods} {path}"
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        if operation.auth_param is None
    ]
    assert not open_operations
