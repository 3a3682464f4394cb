"""Days and moments that have been, typed in one line as an interview tells them (ngày, ngày giờ)."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vungxanh.core.casework.told import told
from vungxanh.kit.clock import VIETNAM, day_of, now
from vungxanh.ui.forms import DayField

_NONE_SUCH = _("Không có ngày giờ này. Gõ ngày/tháng/năm giờ:phút, ví dụ 15/08/2020 18:30.")


class PastDayField(DayField):
    """A day that has been: `12/8` too, of the year that `told` reads in a moment and in the grid of an interview."""

    def to_python(self, value: Any) -> date | None:
        """The day that was typed; with a time it is none."""
        found = told(value, today=day_of(now())) if isinstance(value, str) else None
        return found.on if found and found.at is None else super().to_python(value)


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
        found = told(str(value), today=day_of(now()))
        if found is None:
            raise ValidationError(_NONE_SUCH, code="invalid")
        return found.earliest
