"""Write numbers, dates, deadlines and states in the reader's language; ask form fields what the components need.

A built-in library: templates need no `{% load %}`. An empty value is written as a dash, never as "None".
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from vungxanh.core.text.phrases import begun_with_a_capital, shortened
from vungxanh.ui import formats, states

register = template.Library()
NOTHING = "–"


def active_language() -> str:
    """Return the reader's language code, Vietnamese when none is active."""
    return get_language() or "vi"


def as_number(value: object) -> float | int | None:
    """Read what a template passes as a number, or None."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


@register.filter
def number_vi(value: object, places: int = 0) -> str:
    """Write a number: 1.495.812."""
    found = as_number(value)
    return NOTHING if found is None else formats.number(found, active_language(), places)


@register.filter
def percent_vi(value: object, places: int = 0) -> str:
    """Write a share between 0 and 1: 30 %."""
    found = as_number(value)
    return NOTHING if found is None else formats.percent(float(found), active_language(), places)


@register.filter
def share_vi(value: object, whole: object) -> str:
    """Write value out of whole as a percentage; nothing out of nothing is a dash."""
    part, total = as_number(value), as_number(whole)
    return NOTHING if part is None or not total else formats.percent(part / total, active_language())


@register.filter
def plain_number(value: object) -> str:
    """Write a number for an HTML attribute: no thousands mark, a point before decimals."""
    found = as_number(value)
    return "0" if found is None else str(found)


@register.filter
def date_vi(value: date | None) -> str:
    """Write a date: 28/07/2020."""
    return formats.day(value, active_language()) if value else NOTHING


@register.filter
def datetime_vi(value: datetime | None) -> str:
    """Write a moment on Vietnam's clock: 28/07/2020 15:04."""
    return formats.moment(value, active_language()) if value else NOTHING


@register.filter
def weekday_vi(value: date | None) -> str:
    """Write the day of the week and the day: thứ Sáu 31/07."""
    return formats.weekday(value, active_language()) if value else NOTHING


@register.filter
def iso(value: date | None) -> str:
    """Write a moment for the `datetime` attribute."""
    return formats.local(value).isoformat() if value else ""


@register.filter
def state_word(value: str) -> str:
    """Name a state in the reader's language."""
    return str(states.WORDS.get(value, value))


@register.filter
def deadline(due: date | None, days: int | None = None) -> str:
    """Write a deadline both ways: còn 2 ngày làm việc · thứ Sáu 31/07."""
    return formats.deadline(due, days, active_language()) if due else NOTHING


@register.simple_tag
def deadline_span(due: date | None, days: int | None = None, done: bool = False) -> SafeString:
    """Draw a deadline with its urgency; `done` drops the countdown."""
    if not due:
        return format_html('<span class="deadline soft">{}</span>', NOTHING)
    left, language = (None if done else days), active_language()
    return format_html(
        '<span class="deadline{}">{}<time class="deadline-part" datetime="{}" title="{}">{}</time></span>',
        f" deadline-{tone}" if (tone := formats.urgency(left, done=done)) else "",
        format_html('<span class="deadline-part">{} ·</span> ', formats.time_left(left, language))
        if left is not None
        else "",
        iso(due),
        formats.moment(due, language),
        formats.weekday(due, language),
    )


def _widget(field: Any) -> forms.Widget | None:
    return field.field.widget if isinstance(field, BoundField) else None


@register.filter
def is_choice_list(field: Any) -> bool:
    """Tell whether a form field is several check boxes or radio buttons."""
    return isinstance(_widget(field), forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_single_check(field: Any) -> bool:
    """Tell whether a form field is one check box."""
    return isinstance(_widget(field), forms.CheckboxInput)


@register.filter
def is_file(field: Any) -> bool:
    """Tell whether a form field takes files."""
    return isinstance(_widget(field), forms.FileInput)


@register.filter
def error_target(field: BoundField) -> str:
    """Return the id that an error in the summary leads to: the first control of the field."""
    return field.auto_id + "_0" if is_choice_list(field) else (field.id_for_label or field.auto_id)


@register.filter
def split_words(text: str) -> list[str]:
    """Break a line of words into a list."""
    return text.split()


@register.filter
def capital(text: str) -> str:
    """Begin a stored subject with a capital, as every page shows it: `Triển khai ứng dụng…`."""
    return begun_with_a_capital(text)


@register.filter
def in_short(text: str, most: int) -> SafeString:
    """Write a long title in one line that ends with a phrase; the whole of it is shown on pointing."""
    short = shortened(text, most)
    return format_html("{}", short) if short == text else format_html('<span title="{}">{}</span>', text, short)


@register.filter
def how_many_set(asked: Mapping[str, str], names: str) -> int:
    """Count which of the named fields the address sets: `request.GET|how_many_set:"q state"`."""
    return sum(bool(asked.get(name)) for name in names.split())
