"""One contact as an interview tells it: a row of the grid, pasted or typed (người tiếp xúc theo lời kể)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.forms.moments import moment_typed
from vungxanh.apps.cases.models import Setting, Sex
from vungxanh.apps.org.models import Unit
from vungxanh.core.casework.identity import phone
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.clock import VIETNAM
from vungxanh.ui.forms import Form

_SEXES = [("", "–"), (Sex.FEMALE.value, _("nữ")), (Sex.MALE.value, _("nam")), (Sex.OTHER.value, _("khác"))]
_SETTINGS = [("", "–"), *(each for each in Setting.choices if each[0] != Setting.UNKNOWN)]
_BAD_MOMENT = _("Gõ ngày/tháng giờ:phút, ví dụ 15/08 18:30.")


class ContactForm(Form):
    """A row; `same` answers whether it is somebody already known: their number, or `new`."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200, required=False)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=40, required=False)
    birth_year = forms.IntegerField(label=_("Năm sinh"), required=False)
    sex = forms.ChoiceField(label=_("Giới tính"), choices=_SEXES, required=False)
    commune = forms.CharField(label=_("Xã, phường"), max_length=120, required=False)
    met_from = forms.CharField(label=_("Gặp từ"), max_length=40, required=False)
    met_to = forms.CharField(label=_("Đến"), max_length=40, required=False)
    setting = forms.ChoiceField(label=_("Hoàn cảnh"), choices=_SETTINGS, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False)
    same = forms.CharField(label=_("Có thể trùng"), required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: datetime, communes: Mapping[str, list[Unit]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.communes = today, communes
        self.place: Unit | None = None
        for name, field in self.fields.items():
            if name != "same":
                field.widget.attrs |= {"class": "input", "aria-label": str(field.label), "data-col": name}
        self.fields["commune"].widget.attrs["list"] = "communes"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"

    def is_blank(self) -> bool:
        """Whether nothing was written in the row."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    def clean_phone(self) -> str:
        """A number as it can be called."""
        text: str = self.cleaned_data["phone"]
        if text and phone(text) is None:
            raise ValidationError(_("Số điện thoại không đúng dạng."))
        return text

    def clean_birth_year(self) -> int | None:
        """A year somebody alive was born in."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not self.today.year - 120 <= year <= self.today.year:
            raise ValidationError(_("Năm sinh không đúng."))
        return year

    def clean_commune(self) -> str:
        """The commune by code or name; a name that several have needs its district."""
        text: str = self.cleaned_data["commune"]
        found = self.communes.get(fold(text).strip(), []) if text else []
        if text and not found:
            raise ValidationError(_("Không có xã này. Gõ tên hoặc mã xã."))
        if len(found) > 1:
            raise ValidationError(
                _("Nhiều xã cùng tên. Gõ thêm huyện, ví dụ “%(name)s”."), params={"name": named(found[0])}
            )
        self.place = found[0] if found else None
        return text

    def clean_met_from(self) -> datetime:
        """When the meeting began."""
        text: str = self.cleaned_data["met_from"]
        found = moment_typed(text, self.today.astimezone(VIETNAM).year) if text else None
        if found is None:
            raise ValidationError(_BAD_MOMENT)
        return found

    def clean_met_to(self) -> datetime | None:
        """When it ended: a moment, or a time of the same day."""
        text: str = self.cleaned_data["met_to"]
        begun: datetime | None = self.cleaned_data.get("met_from")
        if not text or begun is None:
            return begun
        whole = text if "/" in text else f"{begun:%d/%m/%Y} {text}"
        found = moment_typed(whole, begun.year)
        if found is None:
            raise ValidationError(_BAD_MOMENT)
        if found < begun:
            raise ValidationError(_("Lúc kết thúc phải sau lúc bắt đầu."))
        return found

    def clean(self) -> dict[str, Any]:
        """A person is named, or has a number."""
        given = super().clean() or self.cleaned_data
        if not given.get("full_name") and not given.get("phone") and "phone" not in self.errors:
            self.add_error("full_name", _("Cần tên hoặc số điện thoại."))
        return given


def named(unit: Unit) -> str:
    """A commune with its district."""
    return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name


def by_name(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """Communes by every text that names them: code, name with and without its rank, name with district."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        bare = unit.name.removeprefix(unit.kind.capitalize()).strip()
        parent = unit.parent.name if unit.parent else ""
        short = parent.split(" ", 1)[-1] if parent.startswith("Huyện") else parent
        texts = {unit.code, unit.name, bare, f"{unit.name}, {parent}", f"{bare}, {parent}", f"{bare}, {short}"}
        for text in {fold(each).strip() for each in texts}:
            found.setdefault(text, []).append(unit)
    return found
