"""A decision's figures as an officer types them from its text (nhập quyết định)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models import Class, Place
from vungxanh.core.casework import policy as rules
from vungxanh.core.tracing.risk import Class as Risk
from vungxanh.ui.forms import Form, NearDayField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise as _StrPromise

MOST_LEVELS = 5
PLACES = {
    rules.Place.FACILITY: Place.FACILITY.label,
    rules.Place.HOME: Place.HOME.label,
    rules.Place.NONE: _("không phải cách ly"),
}


def _days(label: "_StrPromise", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=0, max_value=rules.LONGEST_DAYS)


class TestDaysField(forms.Field):
    """Days of tests, counted from the last exposure: "1, 7, 14"."""

    __test__ = False  # its name is no test's

    def to_python(self, value: Any) -> tuple[int, ...]:
        """The days; ValidationError for anything but numbers."""
        parts = [part for part in re.split(r"[\s,;]+", str(value or "")) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            raise ValidationError(_("Gõ các ngày cách nhau bằng dấu phẩy, ví dụ 1, 7, 14."))
        return tuple(int(part) for part in parts)

    def prepare_value(self, value: Any) -> Any:
        """The days as they are typed."""
        return ", ".join(map(str, value)) if isinstance(value, tuple) else value


_FIGURES = (forms.IntegerField, forms.ChoiceField)


class PolicyForm(Form):
    """What holds for every level."""

    number = forms.CharField(label=_("Số quyết định, công văn"), max_length=30)
    title = forms.CharField(label=_("Trích yếu"), max_length=300)
    valid_from = NearDayField(label=_("Có hiệu lực từ ngày"))
    source = forms.CharField(
        label=_("Nguồn"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Văn bản, ngày ký, mục, trang của những con số dưới đây."),
    )
    is_checked = forms.BooleanField(label=_("Đã đối chiếu từng con số với văn bản"), required=False)
    contact_text = forms.CharField(
        label=_("Thế nào là tiếp xúc gần"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact_minutes = forms.IntegerField(
        label=_("Số phút tối thiểu"),
        required=False,
        min_value=1,
        max_value=1440,
        help_text=_("Để trống nếu không nêu."),
    )
    lookback_days = _days(_("Tra ngược trước khởi phát, ngày"))
    lookback_days_symptomless = _days(_("Tra ngược trước xét nghiệm khi không triệu chứng"))
    latency_hours = forms.IntegerField(
        label=_("Giờ ủ bệnh trước khi lây tiếp"),
        min_value=0,
        max_value=24 * rules.LONGEST_DAYS,
        help_text=_("0 là F2 theo định nghĩa của Bộ Y tế."),
    )
    max_ring = forms.IntegerField(label=_("Vòng sâu nhất được mở"), min_value=1, max_value=rules.DEEPEST_RING)
    high_minutes = forms.FloatField(label=_("Phút quy đổi từ đó là nguy cơ cao"), min_value=0)
    medium_minutes = forms.FloatField(label=_("Phút quy đổi từ đó là nguy cơ vừa"), min_value=0)
    least_class = forms.ChoiceField(label=_("Mức nhẹ nhất còn tính là tiếp xúc"), choices=Class.choices)

    def words(self) -> list[forms.BoundField]:
        """What is written: from which text, and its definition."""
        return [field for field in self if not isinstance(field.field, _FIGURES)]

    def figures(self) -> list[forms.BoundField]:
        """What is counted."""
        return [field for field in self if isinstance(field.field, _FIGURES)]


class LevelForm(Form):
    """What is ordered for one level; days count from the last exposure."""

    place = forms.ChoiceField(label=_("Nơi cách ly"), choices=[(place.value, label) for place, label in PLACES.items()])
    quarantine_days = _days(_("Ngày cách ly"))
    monitoring_days = _days(_("Ngày theo dõi sau đó"))
    test_days = TestDaysField(label=_("Ngày xét nghiệm"), required=False)
    checks_a_day = forms.IntegerField(label=_("Lần hỏi mỗi ngày"), min_value=0, max_value=4)
    until_source_result = forms.BooleanField(label=_("Thôi khi người ở giữa âm tính"), required=False)
    vaccinated_days = _days(_("Ngày cách ly nếu tiêm đủ"), required=False)
    vaccinated_test_days = TestDaysField(label=_("Ngày xét nghiệm nếu tiêm đủ"), required=False)

    def rule(self, level: int) -> rules.LevelRule:
        """What was typed, as a rule."""
        given = self.cleaned_data
        of_vaccinated = given["vaccinated_test_days"] if given["vaccinated_days"] is not None else None
        return rules.LevelRule(
            level, **given | {"place": rules.Place(given["place"]), "vaccinated_test_days": of_vaccinated}
        )


def initial_of(policy: rules.Policy) -> dict[str, Any]:
    """The general part as it stands; the number, title, source and day of a new decision are typed anew."""
    plain = ("lookback_days", "lookback_days_symptomless", "latency_hours", "max_ring")
    return {name: getattr(policy, name) for name in plain} | {
        "contact_text": policy.contact.text,
        "contact_minutes": policy.contact.minutes,
        "high_minutes": f"{policy.thresholds.high_minutes:g}",
        "medium_minutes": f"{policy.thresholds.medium_minutes:g}",
        "least_class": policy.least_class.value,
    }


def initial_of_level(policy: rules.Policy, level: int) -> dict[str, Any]:
    """What is ordered for a level now."""
    rule = policy.for_level(level)
    names = [one.name for one in fields(rules.LevelRule) if one.name != "level"]
    return {name: getattr(rule, name) for name in names} | {"place": rule.place.value}


def policy_of(base: rules.Policy, given: Mapping[str, Any], levels: Sequence[LevelForm]) -> rules.Policy:
    """The policy that was typed; the probabilities assumed for meetings told by people are those of `base`."""
    plain = ("number", "title", "valid_from", "source", "lookback_days", "lookback_days_symptomless", "latency_hours")
    typed = replace(
        base,
        **{name: given[name] for name in plain},
        max_ring=given["max_ring"],
        contact=rules.ContactRule(given["contact_text"], given["contact_minutes"]),
        levels=tuple(form.rule(number) for number, form in enumerate(levels, 1)),
        thresholds=rules.Thresholds(given["high_minutes"], given["medium_minutes"]),
        least_class=Risk(given["least_class"]),
        read=frozenset(),
    )
    return replace(typed, read=frozenset(rules.fields_of(typed))) if given["is_checked"] else typed
