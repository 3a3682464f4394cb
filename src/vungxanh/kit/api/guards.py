"""Each API operation names the rule that guards it, so that a law can check it and a reader find it."""

from collections.abc import Callable
from typing import Any, TypeVar

from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

Function = TypeVar("Function", bound=Callable[..., Any])
SHOWN_AS = "x-guarded-by"


def guarded_by(rule: Callable[..., Any]) -> Callable[[Function], Function]:
    """Name the policy that an operation asks, or the action or query it calls that asks one for the officer.

    It stands below the route: `@router.post(…)`, then `@guarded_by(accept)`. It guards nothing itself: a law follows
    the operation's code to the rule, and the description shows it as `x-guarded-by`.
    """

    def mark(function: Function) -> Function:
        function.guarded_by = rule  # type: ignore[attr-defined]  # read by the law

        def show(operation: Operation) -> None:
            operation.openapi_extra = (operation.openapi_extra or {}) | {SHOWN_AS: name_of(rule)}

        contribute_operation_callback(function, show)
        return function

    return mark


def name_of(rule: Callable[..., Any]) -> str:
    """The rule as the description shows it: feature, module and name."""
    return f"{rule.__module__.removeprefix('vungxanh.apps.')}.{rule.__qualname__}"
