"""What the laboratory said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.actions import sampling
from vungxanh.apps.cases.forms.moments import MomentField
from vungxanh.apps.cases.forms.people import WhyField
from vungxanh.apps.cases.forms.soundness import add_refused
from vungxanh.apps.cases.models import Sample, SampleResult
from vungxanh.kit import clock
from vungxanh.ui.forms import Form, capitalised


class ResultForm(Form):
    """The result of one sample, and when it came if that is known better; who corrects a positive one says why.

    `seen` is what the officer was told that the correction does, `version` that of the sample which the page showed.
    """

    result = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(each.value, capitalised(each.label)) for each in SampleResult if each != SampleResult.WAITING],
        widget=forms.RadioSelect,
    )
    result_at = MomentField(
        label=_("Có kết quả lúc"),
        required=False,
        help_text=_("Giờ phòng xét nghiệm trả kết quả, ví dụ 15/08/2020 18:30; để trống là bây giờ."),
    )
    why = WhyField()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.CharField(max_length=20, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sample: Sample, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sample = sample
        if sample.result != SampleResult.POSITIVE:
            del self.fields["why"], self.fields["seen"]

    def clean(self) -> dict[str, Any]:
        """The sample may have had this result at this moment, whatever else is wrong."""
        given = super().clean() or self.cleaned_data
        found_at, at = self.cleaned_data.get("result_at"), clock.now()
        add_refused(self, lambda: sampling.must_be_possible(self.sample, found_at, at))
        return given
