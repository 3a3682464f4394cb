"""Quarantine orders: for whom, under which number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.forms.people import WhyField
from vungxanh.ui.forms import Form


class DraftForm(Form):
    """Where those go who are kept apart in a facility; `batch` keeps a form sent twice from drafting twice."""

    facility = forms.CharField(
        label=_("Cơ sở cách ly tập trung"),
        required=False,
        max_length=200,
        help_text=_("Ghi vào quyết định của người cách ly tập trung; để trống nếu chưa biết."),
    )
    batch = forms.UUIDField(widget=forms.HiddenInput)


class NumberForm(Form):
    """The numbers the drafts get, one after the other."""

    first_number = forms.IntegerField(label=_("Số quyết định đầu tiên"), min_value=1, max_value=999_999)
    suffix = forms.CharField(label=_("Ký hiệu"), max_length=20, help_text=_("Ví dụ QĐ-UBND."))


class WhyForm(Form):
    """An act that must say why."""

    why = WhyField()
