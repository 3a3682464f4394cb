"""What the coverage planner, the breaker and the chain ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.ui.forms import DayField, Form

FIRST = {"r": 1.2, "e": 0.65, "target": 1.0}


class Slider(forms.NumberInput):
    """A number between two ends (thanh trượt); without script its new value is told after sending."""

    input_type = "range"


class PlannerForm(Form):
    """R without the app, the share of known meetings that is stopped, and the R to come down to; in the address."""

    r = forms.FloatField(
        label=_("R khi không có ứng dụng"),
        min_value=0.5,
        max_value=6.0,
        widget=Slider({"step": "0.1"}),
        help_text=_("Số người mà một ca lây cho."),
    )
    e = forms.FloatField(
        label=_("Hiệu quả mỗi lần gặp ghi được"),
        min_value=0.05,
        max_value=1.0,
        widget=Slider({"step": "0.05"}),
        help_text=_("Từ 0 đến 1: phát hiện × đồng ý gửi × ở nhà × kịp thời."),
    )
    target = forms.FloatField(
        label=_("R cần đạt"),
        min_value=0.3,
        max_value=1.0,
        widget=Slider({"step": "0.05"}),
        help_text=_("Không quá 1 thì dịch tắt dần."),
    )


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
