"""What is known of a person, and the acts on one."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.people import Known, must_be_sound
from vungxanh.apps.cases.actions.sampling import must_be_past
from vungxanh.apps.cases.forms.soundness import add_refused
from vungxanh.apps.cases.models import Person, Sex
from vungxanh.apps.cases.models import Place as PlaceOf
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import Identity
from vungxanh.core.casework.policy import DEEPEST_RING, Place
from vungxanh.kit import clock
from vungxanh.ui.forms import Form, NearDayField, PastDayField


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's field is generic for checkers only
    """A commune, named with its district."""

    def label_from_instance(self, obj: Any) -> str:
        """The name as a list of many needs it."""
        return with_district(obj)


class WhyField(forms.CharField):
    """The reason of an act, in some lines."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), **options)


def with_district(unit: Unit) -> str:
    """A commune's name as a list of many needs it."""
    return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name


def known_of(given: Mapping[str, Any], facts: Mapping[str, str]) -> Known:
    """What a form's sound cells tell of a person, with facts that have no cell of their own."""
    told = ("full_name", "phone", "citizen_id", "address", "birth_year")
    return Known(
        **{name: given[name] for name in told},
        sex=Sex(given["sex"] or Sex.UNKNOWN),
        is_vaccinated=given.get("is_vaccinated", False),
        facts=facts,
    )


def communes_under(path: str) -> Any:
    """The communes a form offers, by path."""
    return Unit.objects.filter(path__under=path, level=Level.COMMUNE, ended_on=None).select_related("parent")


class PersonForm(Form):
    """What is known of a person; empty where nothing is."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200, required=False)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=40, required=False)
    citizen_id = forms.CharField(label=_("Số căn cước hoặc chứng minh"), max_length=20, required=False)
    birth_year = forms.IntegerField(label=_("Năm sinh"), required=False)
    sex = forms.ChoiceField(
        label=_("Giới tính"), choices=Sex.choices, initial=Sex.UNKNOWN, widget=forms.RadioSelect, required=False
    )
    address = forms.CharField(label=_("Nơi ở"), max_length=400, required=False)
    place = PlaceField(label=_("Xã, phường đang ở"), queryset=Unit.objects.none())
    is_vaccinated = forms.BooleanField(label=_("Đã tiêm đủ liều"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, officer: Officer, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = json.loads(person.facts) if person and person.facts else {}
        self.fields["place"].queryset = communes_under(policies.area(officer)).order_by("path")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What could be read is sound, whatever else could not."""
        given = super().clean() or self.cleaned_data
        add_refused(self, lambda: must_be_sound(self.known(), clock.now()))
        return given

    def identity(self) -> Identity:
        """What somebody is looked up by: what is sound of it, whatever else is missing."""
        return self.known().identity()

    def stands_already(self) -> None:
        """It is of somebody who has a record, and a place with it: none need be chosen."""
        self.errors.pop("place", None)

    def known(self) -> Known:
        """What the action is given, without what is not sound; facts of other forms stay."""
        nothing: dict[str, Any] = dict.fromkeys(("full_name", "phone", "citizen_id", "address", "sex"), "")
        return known_of(nothing | {"birth_year": None} | self.cleaned_data, self.held)


class LookForm(Form):
    """A number to look somebody up by, beside the form of the same names."""

    phone = forms.CharField(label=_("Số điện thoại"), max_length=40, required=False)
    citizen_id = forms.CharField(label=_("Số căn cước hoặc chứng minh"), max_length=20, required=False)


class PurposeForm(Form):
    """Why somebody's identity is opened."""

    purpose = forms.CharField(
        label=_("Mục đích"),
        max_length=200,
        min_length=5,
        help_text=_("Ghi vào nhật ký không sửa được. Danh tính mở trong 8 giờ, chỉ cho anh/chị."),
    )


class DaysForm(Form):
    """Other last days than the policy's, with the reason."""

    one_of = ("quarantine_until", "monitoring_until")
    quarantine_until = NearDayField(label=_("Cách ly đến hết ngày"), required=False)
    monitoring_until = NearDayField(label=_("Theo dõi sức khỏe đến hết ngày"), required=False)
    why = WhyField()


class LevelForm(Form):
    """Another level than the derived one, with the reason."""

    level = forms.TypedChoiceField(
        label=_("Cấp"), choices=[(n, f"F{n}") for n in range(1, DEEPEST_RING + 1)], coerce=int, widget=forms.RadioSelect
    )
    why = WhyField()


class StayForm(Form):
    """Another place to stay apart, with the reason."""

    place = forms.ChoiceField(
        label=_("Nơi cách ly"),
        choices=[
            (Place.FACILITY.value, PlaceOf.FACILITY.label),
            (Place.HOME.value, PlaceOf.HOME.label),
            (Place.NONE.value, _("không phải cách ly")),
        ],
        widget=forms.RadioSelect,
    )
    why = WhyField()


class ConfirmForm(Form):
    """An act that needs no words."""


class HandOnForm(Form):
    """The commune that cares from now on, with the reason; `seen` is the code of who cared when the page was shown."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)
    place = PlaceField(label=_("Xã, phường nhận theo dõi"), queryset=Unit.objects.none())
    why = WhyField()


class HandBackForm(Form):
    """Why a person is given back to the level above; `seen` as in `HandOnForm`."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)
    why = WhyField(help_text=_("Ví dụ: không cư trú tại xã, đã chuyển đi nơi khác."))


class SampleForm(Form):
    """A sample that was taken."""

    taken_on = PastDayField(label=_("Ngày lấy mẫu"))
    laboratory = forms.CharField(label=_("Nơi xét nghiệm"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """The day has been, whatever else is wrong."""
        given = super().clean() or self.cleaned_data
        if taken_on := self.cleaned_data.get("taken_on"):
            add_refused(self, lambda: must_be_past(taken_on, clock.now()))
        return given
