"""A moment typed in one line: the day as letters write it, then the time (ngày giờ)."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vungxanh.kit.clock import VIETNAM
from vungxanh.ui.days import day_typed

_NONE_SUCH = _("Không có ngày giờ này. Gõ ngày/tháng/năm giờ:phút, ví dụ 15/08/2020 18:30.")


def moment_typed(text: str, year: int) -> datetime | None:
    """The moment that was typed, None for what is none; without a year it is this one, without a time midnight."""
    day_part, _space, hour_part = " ".join(text.replace(",", " ").split()).partition(" ")
    if day_part.count("/") == 1:
        day_part = f"{day_part}/{year}"
    day, hour = day_typed(day_part), _hour(hour_part)
    return datetime.combine(day, hour, VIETNAM) if day and hour is not None else None


def _hour(text: str) -> time | None:
    if not text:
        return time()
    hours, _mark, minutes = text.strip().replace("h", ":").replace("g", ":").partition(":")
    if not hours.isdecimal() or not (minutes or "0").isdecimal() or int(hours) > 23 or int(minutes or 0) > 59:
        return None
    return time(int(hours), int(minutes or 0))


class MomentField(forms.Field):
    """A moment in Viet Nam, as `15/08/2020 18:30`."""

    widget = forms.TextInput(attrs={"placeholder": _("ngày/tháng/năm giờ:phút"), "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if not self.help_text:
            self.help_text = _("Ví dụ 15/08/2020 18:30.")

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box."""
        return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        """The moment that was typed."""
        if value in (None, ""):
            return None
        found = moment_typed(str(value), 0) if str(value).count("/") == 2 else None
        if found is None:
            raise ValidationError(_NONE_SUCH, code="invalid")
        return found
