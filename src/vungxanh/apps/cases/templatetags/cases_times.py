"""The times of a meeting whose length is not known: the hours that were told, and which were not (giờ gặp)."""

from datetime import datetime, time

from django import template
from django.utils.translation import gettext as _

from vungxanh.apps.cases.models import Exposure
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.ui.templatetags.ui_format import date_vi, datetime_vi

register = template.Library()
_FIRST, _LAST = time(0, 0), time(23, 59)


@register.filter
def since_told(met: Exposure) -> str:
    """When it began: a day, with the hour where that was told."""
    return _told(met.started_at, _FIRST)


@register.filter
def until_told(met: Exposure) -> str:
    """The same of its end."""
    return _told(met.ended_at, _LAST)


@register.filter
def span_told(met: Exposure) -> str:
    """Both, of one day once."""
    is_one = day_of(met.started_at) == day_of(met.ended_at) and _clock(met.ended_at) == _LAST
    return since_told(met) if is_one else f"{since_told(met)} – {until_told(met)}"


@register.filter
def hours_untold(met: Exposure) -> str:
    """What of the hours nobody told."""
    first, last = _clock(met.started_at) == _FIRST, _clock(met.ended_at) == _LAST
    if first and last:
        return _("không rõ giờ")
    return _("không rõ từ mấy giờ") if first else _("không rõ đến mấy giờ")


def _told(moment: datetime, bound: time) -> str:
    return date_vi(moment) if _clock(moment) == bound else datetime_vi(moment)


def _clock(moment: datetime) -> time:
    return moment.astimezone(VIETNAM).time().replace(second=0, microsecond=0)
