"""What is known of a case."""

from dataclasses import fields, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.actions.illness import Illness, must_be_sound
from vungxanh.apps.cases.forms.moments import MomentField, PastDayField
from vungxanh.apps.cases.forms.people import WhyField
from vungxanh.apps.cases.forms.soundness import add_refused
from vungxanh.apps.cases.models import Case, CaseState, Classification
from vungxanh.kit import clock
from vungxanh.ui.forms import Form, capitalised

_SYMPTOMS = [("", _("Chưa rõ")), ("yes", _("Có triệu chứng")), ("no", _("Không triệu chứng"))]
_SAID = {"yes": True, "no": False}


class IllnessForm(Form):
    """The case line: how sure, which days; `version` is what the officer saw."""

    classification = forms.ChoiceField(
        label=_("Phân loại"),
        choices=[(each.value, capitalised(each.label)) for each in Classification],
        initial=Classification.CONFIRMED,
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label=_("Số quốc gia"), max_length=24, required=False, help_text=_("Ví dụ BN 416."))
    symptoms = forms.ChoiceField(label=_("Triệu chứng"), choices=_SYMPTOMS, required=False, widget=forms.RadioSelect)
    onset_on = PastDayField(label=_("Ngày khởi phát"), required=False)
    sampled_on = PastDayField(label=_("Ngày lấy mẫu"), required=False)
    tested_on = PastDayField(label=_("Ngày có xét nghiệm"), required=False)
    result_at = MomentField(label=_("Có kết quả lúc"), required=False)
    isolated_at = MomentField(label=_("Được cách ly lúc"), required=False)
    isolated_early = forms.BooleanField(
        label=_("Đã cách ly từ trước khi có thể lây"),
        required=False,
        help_text=_("Ví dụ người phát bệnh trong khu cách ly: khi ấy không ai được tính là tiếp xúc."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """What could be read is sound, whatever else could not."""
        given = super().clean() or self.cleaned_data
        ill = self.illness()
        if self.errors.keys() & {"onset_on", "tested_on"}:  # no day is missing that is wrong
            ill = replace(ill, classification=Classification.SUSPECTED)
        add_refused(self, lambda: must_be_sound(ill, clock.now()))
        return given

    def illness(self) -> Illness:
        """What the action is given; nothing of a field that could not be read."""
        given = {one.name: self.cleaned_data.get(one.name) for one in fields(Illness)}
        given["number"] = self.cleaned_data.get("number", "")
        given["classification"] = Classification(self.cleaned_data.get("classification", Classification.SUSPECTED))
        given["has_symptoms"] = _SAID.get(self.cleaned_data.get("symptoms", ""))
        return Illness(**given)  # type: ignore[arg-type]  # the fields of the form are those of the case


def initial_of(case: Case) -> dict[str, Any]:
    """The form as it stands now."""
    known = {one.name: getattr(case, one.name) for one in fields(Illness)}
    symptoms = {True: "yes", False: "no"}.get(case.has_symptoms, "")  # type: ignore[arg-type]  # None is "not known"
    return known | {"symptoms": symptoms, "version": case.version}


class CorrectionForm(IllnessForm):
    """The case line once more, with the reason; `seen` is what the officer was told that letting the case go does."""

    why = WhyField(
        required=False,
        help_text=_("Cần khi sửa một ngày đã ghi hoặc thôi tính là ca bệnh. Người khác đọc được; không ghi tên ai."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class EndForm(Form):
    """How and when the illness ended."""

    state = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(each.value, capitalised(each.label)) for each in CaseState if each != CaseState.ACTIVE],
        widget=forms.RadioSelect,
    )
    ended_on = PastDayField(label=_("Ngày kết thúc"))
    version = forms.IntegerField(widget=forms.HiddenInput)
