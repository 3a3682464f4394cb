"""What the views share: today, the title of a page's error, running an action behind a form."""

from collections.abc import Callable
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from vungxanh.apps.org.models import Unit
from vungxanh.kit import clock
from vungxanh.ui.acting import went


def today() -> date:
    """The calendar day in Viet Nam."""
    return clock.day_of(clock.now())


def unit_or_404(code: str) -> Unit:
    """The unit of the code, with its parent."""
    return get_object_or_404(Unit.objects.select_related("parent"), code=code)


def done(request: HttpRequest, form: forms.Form, act: Callable[[datetime], object], told: str | Promise) -> bool:
    """Run an action when the form is valid; what the action refuses appears on the form (True when it was done)."""
    if not went(form, act):
        return False
    messages.success(request, str(told))
    return True


def would_be_done(form: forms.Form, act: Callable[[datetime], object]) -> bool:
    """Run an action as `done` does and undo it: whether it would be taken; what it refuses appears on the form."""
    with transaction.atomic():
        taken = went(form, act)
        transaction.set_rollback(True)
    return taken
