"""An action behind a form: what it refuses stands beside the field it names (hành động sau biểu mẫu)."""

from collections.abc import Callable
from datetime import datetime

from django import forms

from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid, Problem


def show(problem: Problem, form: forms.Form, *others: forms.Form) -> None:
    """Put what an action refused beside the fields it names, above the first form what names none of theirs.

    What was written stays in the forms.
    """
    for error in problem.errors:
        on = next((each for each in (form, *others) if error.field in each.fields), None)
        (on or form).add_error(error.field if on else None, str(error.message))
    if not problem.errors:
        form.add_error(None, str(problem))


def went(form: forms.Form, act: Callable[[datetime], object], *others: forms.Form) -> bool:
    """Run an action when the forms are valid, and show what it refuses on them (True when it was done)."""
    if not all([each.is_valid() for each in (form, *others)]):  # noqa: C419 - each form says what is wrong with it
        return False
    try:
        act(clock.now())
    except (Invalid, Conflict) as problem:
        show(problem, form, *others)
        return False
    return True
