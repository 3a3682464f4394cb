"""What came of a day's check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models import Outcome
from vungxanh.apps.cases.wording import SYMPTOM_WORDS
from vungxanh.ui.forms import Form


class CheckForm(Form):
    """One press of a button, or symptoms and temperature; symptoms alone say the outcome themselves.

    `seen` is the version of the check that the page showed.
    """

    outcome = forms.ChoiceField(
        label=_("Kết quả"), choices=[each for each in Outcome.choices if each[0] != Outcome.DUE], required=False
    )
    symptoms = forms.MultipleChoiceField(label=_("Triệu chứng"), choices=list(SYMPTOM_WORDS.items()), required=False)
    temperature = forms.DecimalField(
        label=_("Nhiệt độ"), required=False, max_digits=3, decimal_places=1, localize=True, help_text=_("Ví dụ 37,8.")
    )

    seen = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Who says to have symptoms names one: a temperature alone is no answer."""
        given = super().clean() or self.cleaned_data
        if "symptoms" in given and given.get("outcome") in ("", Outcome.SYMPTOMS) and not given["symptoms"]:
            self.add_error("symptoms", _("Chọn ít nhất một triệu chứng."))
        return given

    def told(self) -> dict[str, Any]:
        """What the action is given."""
        given = self.cleaned_data
        outcome = Outcome(given["outcome"] or Outcome.SYMPTOMS)
        symptoms = given["symptoms"] if outcome == Outcome.SYMPTOMS else ()
        return {"outcome": outcome, "symptoms": symptoms, "temperature": given["temperature"]}
