"""What the laboratory said."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.forms.people import WhyField
from vungxanh.apps.cases.models import SampleResult
from vungxanh.ui.forms import Form


class ResultForm(Form):
    """The result of one sample; who corrects a positive one says why."""

    result = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(each.value, capfirst(str(each.label))) for each in SampleResult if each != SampleResult.WAITING],
        widget=forms.RadioSelect,
    )
    why = WhyField()

    def __init__(self, *args: Any, corrects: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not corrects:
            del self.fields["why"]
