"""Every page and API operation says who may use it."""

from collections import Counter
from collections.abc import Callable, Iterator
from inspect import signature
from types import CodeType, FunctionType, ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, resolvers

from vungxanh.apps.org.access import any_officer

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


def operations() -> Iterator[tuple[str, Any]]:
    """Every API operation with its address."""
    from vungxanh.project.api import api

    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                yield f"{'/'.join(operation.methods)} {bound.prefix}{path}", operation


def test_every_api_operation_is_behind_authentication() -> None:
    from vungxanh.project.api import api

    assert api.auth
    assert not [address for address, operation in operations() if operation.auth_param is None]


def test_every_api_address_stands_in_one_router() -> None:
    from vungxanh.project.api import api

    # Of two routers with one address only the first is asked, so the methods of the second would be unknown.
    found = [
        f"{bound.prefix}/{path}".strip("/") for bound in api._get_bound_routers() for path in bound.path_operations
    ]
    assert not [address for address, times in Counter(found).items() if times > 1]


def test_every_api_operation_names_a_rule_that_asks_for_the_officer() -> None:
    found = list(operations())
    assert len(found) > 60
    assert not [address for address, operation in found if not is_a_rule(rule_of(operation))]


def test_every_api_operation_calls_the_rule_it_names() -> None:
    silent = [
        address
        for address, operation in operations()
        if rule_of(operation) is not any_officer and not calls(operation.view_func, rule_of(operation))
    ]
    assert not silent


def test_the_law_sees_an_operation_that_names_what_it_does_not_call() -> None:
    from vungxanh.apps.work.actions.review import accept

    found = {operation.view_func.__name__: operation.view_func for _address, operation in operations()}
    assert calls(found["post_accept"], accept)
    assert not calls(found["post_return"], accept)


def rule_of(operation: Any) -> Any:
    """The rule that `guarded_by` names."""
    return getattr(operation.view_func, "guarded_by", None)


def is_a_rule(rule: Any) -> bool:
    """A policy, action or query that takes who asks: an officer, a person for what is theirs, or the request."""
    if not isinstance(rule, FunctionType) or not rule.__module__.startswith("vungxanh."):
        return False
    names = set(signature(rule).parameters)
    return rule is any_officer or bool(names & {"by", "officer", "user_id", "user", "request"})


def calls(function: FunctionType, rule: Callable[..., Any], seen: set[object] | None = None) -> bool:
    """Whether the function, or one of the API's own that it calls, names the rule."""
    seen = set() if seen is None else seen
    if function in seen:
        return False
    seen.add(function)
    names = set(names_in(function.__code__))
    known = [function.__globals__[name] for name in names if name in function.__globals__]
    modules = [value for value in known if isinstance(value, ModuleType)]
    known += [getattr(module, name) for module in modules for name in names if hasattr(module, name)]
    if any(value is rule for value in known):
        return True
    own = [value for value in known if isinstance(value, FunctionType) and ".api" in value.__module__]
    return any(calls(value, rule, seen) for value in own)


def names_in(code: CodeType) -> Iterator[str]:
    """The global names and attributes that a function's code uses, those of its lambdas and inner functions too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)
