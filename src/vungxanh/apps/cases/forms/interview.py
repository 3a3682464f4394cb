"""One contact as an interview tells it: a row of the grid, pasted or typed (người tiếp xúc theo lời kể)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.actions.exposures import faults_of_times
from vungxanh.apps.cases.actions.people import Known
from vungxanh.apps.cases.exchange import cells
from vungxanh.apps.cases.exchange.columns import is_heading
from vungxanh.apps.cases.forms.people import known_of, with_district
from vungxanh.apps.cases.models import LONGEST_NOTE, Class, Setting, Sex
from vungxanh.apps.cases.queries.localities import Localities
from vungxanh.apps.cases.wording import fault_of_birth_year
from vungxanh.apps.org.models import Unit
from vungxanh.core.casework.identity import citizen_id, dialled, phone
from vungxanh.core.casework.told import Told, is_off_calendar, span, time_told, told
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.ui.forms import Form

_SEXES = [("", "–"), (Sex.FEMALE.value, _("nữ")), (Sex.MALE.value, _("nam")), (Sex.OTHER.value, _("khác"))]
_SETTINGS = [("", "–"), *(each for each in Setting.choices if each[0] != Setting.UNKNOWN)]
_LEVELS = [("", _("theo thời gian")), *Class.choices]
_BAD_MOMENT = _("Gõ ngày/tháng giờ:phút, ví dụ 15/08 18:30; không rõ giờ thì chỉ gõ ngày.")
_NOT_UNDERSTOOD = _("Không hiểu “%(value)s”. Chọn lại, hoặc để trống.")
_UNKNOWN = "unknown"
_FIELDS = {"started_at": "met_from", "ended_at": "met_to"}


def _bad_moment(text: str) -> ValidationError:
    """What is wrong with words that are no moment: the form of the day, or the day, which no calendar has."""
    if is_off_calendar(text):
        return ValidationError(_("Không có ngày “%(text)s” trong lịch."), params={"text": text})
    return ValidationError(_BAD_MOMENT)


class _SaidSelect(forms.Select):
    """A list that keeps what nobody offered until somebody chooses, so that it is not dropped unseen."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        """The options, with the words that are none of them."""
        known = {str(key) for key, _label in self.choices}
        self.choices = [*self.choices, *((each, each) for each in value if each and each not in known)]
        return super().optgroups(name, value, attrs)


class _SaidField(forms.ChoiceField):
    """A choice that may be said in the words of a spreadsheet: "Nữ", "công ty"."""

    widget = _SaidSelect

    def __init__(self, *, words: Callable[[str], str | None], **options: Any) -> None:
        super().__init__(required=False, error_messages={"invalid_choice": _NOT_UNDERSTOOD}, **options)
        self.words = words

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002 - Django's own signature
        """What stands in the list."""
        return self.to_python(data)

    def to_python(self, value: Any) -> str:
        """The choice that the words mean, the words themselves where they mean none."""
        text = str(value or "").strip()
        found = self.words(text) if text else ""
        return text if found is None else "" if found == _UNKNOWN else str(found)


class ContactForm(Form):
    """A row; `same` answers whether it is somebody already known.

    Their number, `r0` (an earlier row), or `new 7 r0`, none of these.
    """

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200, required=False)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=40, required=False)
    birth_year = forms.CharField(label=_("Năm sinh"), max_length=20, required=False)
    sex = _SaidField(label=_("Giới tính"), choices=_SEXES, words=cells.sex)
    commune = forms.CharField(label=_("Xã, phường"), max_length=120, required=False)
    met_from = forms.CharField(label=_("Gặp từ"), max_length=40, required=False)
    met_to = forms.CharField(label=_("Đến"), max_length=40, required=False)
    setting = _SaidField(label=_("Hoàn cảnh"), choices=_SETTINGS, words=cells.known_setting)
    note = forms.CharField(label=_("Ghi chú"), max_length=LONGEST_NOTE, required=False)
    level = _SaidField(label=_("Mức nguy cơ"), choices=_LEVELS, words=cells.level)
    citizen_id = forms.CharField(label=_("Số căn cước"), max_length=20, required=False)
    address = forms.CharField(label=_("Nơi ở"), max_length=400, required=False)
    occupation = forms.CharField(label=_("Nghề nghiệp"), max_length=120, required=False)
    same = forms.CharField(label=_("Có thể trùng"), required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: datetime, localities: Localities, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.localities = today, localities
        self.place: Unit | None = None
        self.born = ""
        for name, field in self.fields.items():
            if name != "same":
                field.widget.attrs |= {"class": "input", "aria-label": str(field.label), "data-col": name}
        self.fields["commune"].widget.attrs["list"] = "communes"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
        for name in ("birth_year", "citizen_id"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def is_blank(self) -> bool:
        """Whether nothing was written in the row."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    def clean_full_name(self) -> str:
        """A name, and no heading that was pasted with the rows."""
        text: str = self.cleaned_data["full_name"]
        if is_heading(text):
            raise ValidationError(_("Đây là tiêu đề cột, không phải tên người."))
        return text

    def clean_phone(self) -> str:
        """A number as it can be called."""
        text: str = self.cleaned_data["phone"]
        if text and phone(text) is None:
            raise ValidationError(_("Số điện thoại không đúng dạng."))
        return dialled(text)

    def clean_citizen_id(self) -> str:
        """A number of nine or twelve digits."""
        text: str = self.cleaned_data["citizen_id"]
        if text and citizen_id(text) is None:
            raise ValidationError(_("Số căn cước gồm 9 hoặc 12 chữ số."))
        return text

    def clean_birth_year(self) -> int | None:
        """A year somebody alive was born in; a day of birth is one too, and kept."""
        text: str = self.cleaned_data["birth_year"]
        if not text:
            return None
        born = cells.day(text) if cells.whole(text) is None else None
        year = born.year if born else cells.whole(text)
        if year is None:
            raise ValidationError(_("Không hiểu “%(text)s”. Gõ bốn chữ số, hoặc để trống."), params={"text": text})
        if fault := fault_of_birth_year(year, self.today):
            raise ValidationError(gettext(fault))
        self.born = born.isoformat() if born else ""
        return year

    def clean_commune(self) -> str:
        """The commune by code or name, its kind in full, short or left out; a name of several needs its district."""
        text: str = self.cleaned_data["commune"]
        found = self.localities.commune(text) if text else []
        if text and not found:
            raise ValidationError(_("Không có xã này. Gõ tên hoặc mã xã."))
        if len(found) > 1:
            raise ValidationError(
                _("Nhiều xã cùng tên. Gõ thêm huyện, ví dụ “%(name)s”."), params={"name": with_district(found[0])}
            )
        self.place = found[0] if found else None
        return text

    def clean_met_from(self) -> Told:
        """The day, and the time where it is known, at which the meeting began."""
        found = told(self.cleaned_data["met_from"], today=day_of(self.today))
        if found is None:
            raise _bad_moment(self.cleaned_data["met_from"])
        return found

    def clean_met_to(self) -> Told | None:
        """When it ended: a day, a moment, or a time of the same day; None where nobody said."""
        text: str = self.cleaned_data["met_to"]
        begun: Told | None = self.cleaned_data.get("met_from")
        if not text or begun is None:
            return None
        clock = time_told(text)
        found = told(text, today=day_of(self.today))
        if clock is not None:
            found = Told(begun.on, datetime.combine(begun.on, clock, VIETNAM))
        if found is None:
            raise _bad_moment(text)
        met = span(begun, found)
        if met.end < met.start:
            raise ValidationError(_("Lúc kết thúc phải sau lúc bắt đầu."))
        return found

    def clean(self) -> dict[str, Any]:
        """A person is named, or has a number; the meeting is at a time that can be."""
        given = super().clean() or self.cleaned_data
        if given.get("met_from") and "met_to" in given:
            met = span(given["met_from"], given["met_to"])
            for field, sentence in faults_of_times(met.start, met.end, self.today):
                self.add_error(_FIELDS[field], sentence)
        if not given.get("full_name") and not given.get("phone") and not {"full_name", "phone"} & self.errors.keys():
            self.add_error("full_name", _("Cần tên hoặc số điện thoại."))
        return given

    def known(self) -> Known:
        """Whom a sound row tells of."""
        facts = {"born": self.born, "occupation": self.cleaned_data["occupation"]}
        return known_of(self.cleaned_data, {name: text for name, text in facts.items() if text})
