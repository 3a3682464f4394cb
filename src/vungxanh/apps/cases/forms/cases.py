"""What is known of a case."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.actions import cases as acts
from vungxanh.apps.cases.actions.illness import Illness, must_be_sound, must_have_infected
from vungxanh.apps.cases.actions.numbering import must_be_free
from vungxanh.apps.cases.forms.moments import MomentField
from vungxanh.apps.cases.forms.people import WhyField
from vungxanh.apps.cases.forms.soundness import add_refused
from vungxanh.apps.cases.models import Case, CaseState, Classification, Person
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.ui.forms import Form, PastDayField, capitalised

_SYMPTOMS = [("", _("Chưa rõ")), ("yes", _("Có triệu chứng")), ("no", _("Không triệu chứng"))]
_SAID = {"yes": True, "no": False}
_DAYS = frozenset({"onset_on", "sampled_on", "tested_on", "isolated_at"})
Check = Callable[[], object]


class IllnessForm(Form):
    """The case line: how sure, which days; `version` is what the officer saw, `person` whose it is, if known."""

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

    def __init__(self, *args: Any, officer: Officer, person: Person | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.officer, self.person = officer, person

    def clean(self) -> dict[str, Any]:
        """What could be read is sound and fits what stands already, whatever else could not."""
        given = super().clean() or self.cleaned_data
        ill = self.illness()
        if self.errors.keys() & {"onset_on", "tested_on"}:  # no day is missing that is wrong
            ill = replace(ill, classification=Classification.SUSPECTED)
        at, early = clock.now(), self.cleaned_data.get("isolated_early")
        add_refused(self, lambda: must_be_sound(ill, at))
        if not early and not self.errors.keys() & _DAYS:
            add_refused(self, lambda: self._must_have_infected(ill, at))
        for check in self._must_fit(ill):
            add_refused(self, check)
        return given

    def _must_have_infected(self, ill: Illness, at: datetime) -> None:
        must_have_infected(ill, at)

    def _must_fit(self, ill: Illness) -> Iterator[Check]:
        """What other cases leave room for."""
        yield lambda: must_be_free(ill.number, by=self.officer)
        if person := self.person:
            yield lambda: acts.must_not_be_ill(person)

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

    def __init__(self, *args: Any, officer: Officer, case: Case, **options: Any) -> None:
        super().__init__(*args, officer=officer, person=case.person, **options)
        self.case = case

    def _must_have_infected(self, ill: Illness, at: datetime) -> None:
        acts.must_still_have_infected(ill, self.case, at)

    def _must_fit(self, ill: Illness) -> Iterator[Check]:
        yield lambda: acts.must_be_current(self.case, self.cleaned_data.get("version") or 0)
        yield lambda: must_be_free(ill.number, by=self.officer, besides=self.case)
        yield lambda: acts.must_have_begun(ill, self.case)
        yield lambda: acts.must_be_the_only_one(ill, self.case)


class EndForm(Form):
    """How and when the illness ended."""

    state = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(each.value, capitalised(each.label)) for each in CaseState if each != CaseState.ACTIVE],
        widget=forms.RadioSelect,
    )
    ended_on = PastDayField(label=_("Ngày kết thúc"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case = case

    def clean(self) -> dict[str, Any]:
        """The day is not before the case's first, whatever else could not be read."""
        given = super().clean() or self.cleaned_data
        if ended_on := self.cleaned_data.get("ended_on"):
            add_refused(self, lambda: acts.must_end_after_beginning(self.case, ended_on))
        return given
