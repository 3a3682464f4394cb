"""What an action would refuse, named with what the form itself refuses: all at once (kiểm tra một lượt)."""

from collections.abc import Callable

from django import forms

from vungxanh.kit.problems import Conflict, Invalid


def add_refused(form: forms.Form, must_be_sound: Callable[[], object]) -> None:
    """Put what the check refuses beside its fields, above the form what names none.

    A field that could not be read has said what is wrong already.
    """
    unread = set(form.errors)
    try:
        must_be_sound()
    except Conflict as conflict:
        form.add_error(None, str(conflict))
    except Invalid as invalid:
        for error in invalid.errors:
            if error.field not in unread:
                form.add_error(error.field, str(error.message))
