"""Quarantine orders: for whom, under which number."""

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.forms.people import WhyField
from vungxanh.apps.cases.models import LAST_NUMBER, LONGEST_SIGN
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
    """The numbers the drafts get, one after the other; the facility is asked for only while some `lack` one."""

    first_number = forms.IntegerField(label=_("Số quyết định đầu tiên"), min_value=1, max_value=LAST_NUMBER)
    suffix = forms.CharField(label=_("Ký hiệu"), max_length=LONGEST_SIGN, help_text=_("Ví dụ QĐ-UBND."))
    facility = forms.CharField(label=_("Cơ sở cách ly tập trung"), max_length=200)

    def __init__(self, *args: Any, lacking: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if not lacking:
            del self.fields["facility"]
            return
        told = ngettext(
            "%(n)d quyết định cách ly tập trung chưa ghi cơ sở nào.",
            "%(n)d quyết định cách ly tập trung chưa ghi cơ sở nào.",
            lacking,
        )
        field = self.fields["facility"]
        field.error_messages["required"] = told % {"n": lacking}
        field.help_text = gettext("Ghi vào những quyết định chưa nêu cơ sở: %(n)d.") % {"n": lacking}


class PartForm(Form):
    """A part of a list, to the key of its last row: pressed twice, the second press finds nothing left of it."""

    through = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class NumberPartForm(NumberForm, PartForm):
    """The numbers of the drafts of a part."""


class WhyForm(Form):
    """An act that must say why."""

    why = WhyField()
