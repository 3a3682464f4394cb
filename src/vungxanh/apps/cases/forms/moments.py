"""Moments that have been, typed in one line as an interview tells them (ngày giờ)."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vungxanh.core.casework.told import told
from vungxanh.kit.clock import VIETNAM, day_of, now

_NONE_SUCH = _("Không có ngày giờ này. Gõ ngày/tháng/năm giờ:phút, ví dụ 15/08/2020 18:30.")


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
