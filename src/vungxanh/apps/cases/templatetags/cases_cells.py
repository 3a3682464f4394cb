"""Cells of the interview grid."""

from django import forms, template
from django.forms import BoundField

register = template.Library()


@register.filter
def cell(form: forms.Form, name: str) -> BoundField:
    """The field of a row's form by its column."""
    return form[name]
