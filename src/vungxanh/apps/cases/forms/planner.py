"""What the coverage planner, the breaker and the chain ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.ui.forms import DayField, Form

FIRST = {"r": 1.2, "e": 0.65, "target": 1.0}


class Slider(forms.NumberInput):
    """A number between two ends (thanh trượt); without script its new value is told after sending."""

    input_type = "range"


class SliderField(forms.FloatField):
    """A number that a slider moves by steps between the least and the most."""

    def __init__(self, least: float, most: float, step: float, **options: Any) -> None:
        super().__init__(min_value=least, max_value=most, widget=Slider({"step": str(step)}), **options)


class PlannerForm(Form):
    """R without the app, the share of known meetings that is stopped, and the R to come down to; in the address."""

    r = SliderField(0.5, 6.0, 0.1, label=_("R khi không có ứng dụng"), help_text=_("Số người mà một ca lây cho."))
    e = SliderField(
        *(0.05, 1.0, 0.05),
        label=_("Hiệu quả mỗi lần gặp ghi được"),
        help_text=_("Từ 0 đến 1: phát hiện × đồng ý gửi × ở nhà × kịp thời."),
    )
    target = SliderField(0.3, 1.0, 0.05, label=_("R cần đạt"), help_text=_("Không quá 1 thì dịch tắt dần."))


class BreakerForm(Form):
    """Whether alerts are to stop, and why."""

    opened = forms.TypedChoiceField(
        choices=[("1", _("dừng")), ("0", _("gửi lại"))], coerce=lambda value: value == "1", widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea({"rows": 2}), help_text=_("Ghi vào nhật ký kiểm toán.")
    )


class DayForm(Form):
    """One day of exposure."""

    on = DayField(label=_("Đúng ngày"), required=False, help_text=" ")
