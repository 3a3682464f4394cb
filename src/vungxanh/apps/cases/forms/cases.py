"""What is known of a case."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.forms.moments import MomentField
from vungxanh.apps.cases.forms.people import WhyField
from vungxanh.apps.cases.models import Case, CaseState, Classification
from vungxanh.ui.forms import DayField, Form, capitalised

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
    onset_on = DayField(label=_("Ngày khởi phát"), required=False)
    sampled_on = DayField(label=_("Ngày lấy mẫu"), required=False)
    tested_on = DayField(label=_("Ngày có xét nghiệm"), required=False)
    result_at = MomentField(label=_("Có kết quả lúc"), required=False)
    isolated_at = MomentField(label=_("Được cách ly lúc"), required=False)
    isolated_early = forms.BooleanField(
        label=_("Đã cách ly từ trước khi có thể lây"),
        required=False,
        help_text=_("Ví dụ người phát bệnh trong khu cách ly: khi ấy không ai được tính là tiếp xúc."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def illness(self) -> Illness:
        """What the action is given."""
        given = {one.name: self.cleaned_data.get(one.name) for one in fields(Illness)}
        given["classification"] = Classification(str(given["classification"]))
        given["has_symptoms"] = _SAID.get(self.cleaned_data["symptoms"])
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
    ended_on = DayField(label=_("Ngày kết thúc"))
    version = forms.IntegerField(widget=forms.HiddenInput)
