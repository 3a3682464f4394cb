"""What the laboratory said."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models import SampleResult
from vungxanh.ui.forms import Form


class ResultForm(Form):
    """The result of one sample."""

    result = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(each.value, capfirst(str(each.label))) for each in SampleResult if each != SampleResult.WAITING],
        widget=forms.RadioSelect,
    )
