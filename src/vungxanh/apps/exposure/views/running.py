"""Running an action behind a form."""

from collections.abc import Callable
from datetime import datetime

from django import forms

from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid


def went(form: forms.Form, act: Callable[[datetime], object]) -> bool:
    """Run an action when the form is valid; what the action refuses appears on the form (True when it was done)."""
    if not form.is_valid():
        return False
    try:
        act(clock.now())
    except (Invalid, Conflict) as problem:
        placed = [error for error in problem.errors if error.field in form.fields]
        for error in placed:
            form.add_error(error.field, str(error.message))
        if not placed:
            form.add_error(None, str(problem))
        return False
    return True
