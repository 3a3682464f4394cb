"""The gallery's sample form: one of each control, so that every error state can be seen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.ui.forms import DayField, Form


class SampleForm(Form):
    """A letter to be assigned, with every kind of field."""

    subject = forms.CharField(
        label=_("Trích yếu"), max_length=500, help_text=_("Tối đa 500 ký tự, đúng như trong văn bản.")
    )
    due = DayField(label=_("Hạn thực hiện"))
    days = forms.IntegerField(label=_("Nhắc trước"), min_value=1, required=False)
    lead = forms.ChoiceField(
        label=_("Đơn vị chủ trì"),
        choices=[("", _("Chọn đơn vị")), ("1", _("Sở Thông tin và Truyền thông")), ("2", _("Sở Y tế"))],
    )
    channels = forms.MultipleChoiceField(
        label=_("Kênh truyền thông"),
        choices=[("radio", _("Truyền thanh cơ sở")), ("sms", _("Tin nhắn")), ("zalo", "Zalo")],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chọn ít nhất một kênh."),
    )
    urgency = forms.ChoiceField(
        label=_("Độ khẩn"),
        choices=[("0", _("Thường")), ("1", _("Khẩn")), ("2", _("Hỏa tốc"))],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(label=_("Ý kiến chỉ đạo"), widget=forms.Textarea, required=False)
    evidence = forms.FileField(label=_("Tệp minh chứng"), required=False, help_text=_("Ảnh hoặc PDF, tối đa 20 MB."))
    agree = forms.BooleanField(label=_("Tôi đã đối chiếu với văn bản gốc"))
