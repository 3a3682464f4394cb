"""The base of every form: what is wrong is said in our words, a day is typed as letters write it (biểu mẫu)."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from vungxanh.core.casework.told import told
from vungxanh.kit.clock import day_of, now
from vungxanh.ui.days import day_typed


def _first_large(label: str | Promise) -> str:
    return capfirst(str(label))


capitalised = lazy(_first_large, str)
"""A label that begins a line: its first letter large, in the language of whoever reads it then."""
_NOT_OFFERED = _("Mục đã chọn không có trong danh sách. Chọn lại.")
_FILLED_IN = _("Chưa điền mục này.")
_CHOSEN = _("Chưa chọn mục này.")
_ANY: dict[str, str | Promise] = {
    "required": _FILLED_IN,
    "max_length": _("Dài %(show_value)d ký tự, chỉ nhận %(limit_value)d ký tự."),
    "min_length": _("Mới có %(show_value)d ký tự, cần ít nhất %(limit_value)d ký tự."),
    "max_value": _("Số không được lớn hơn %(limit_value)s."),
    "min_value": _("Số không được nhỏ hơn %(limit_value)s."),
    "null_characters_not_allowed": _("Có ký tự không đọc được. Gõ lại."),
}
_PART = _("Gõ một số, ví dụ 37,8.")
# The nearest kind of field first: what a file says of "invalid" is not what a number says.
_OURS: tuple[tuple[type[forms.Field], dict[str, str | Promise]], ...] = (
    (
        forms.FileField,
        {
            "required": _("Chưa chọn tệp."),
            "missing": _("Chưa chọn tệp."),
            "invalid": _("Chưa nhận được tệp. Chọn lại rồi gửi."),
            "empty": _("Tệp rỗng. Chọn tệp khác."),
            "max_length": _("Tên tệp dài %(length)d ký tự, chỉ nhận %(max)d ký tự."),
            "contradiction": _("Chọn tệp mới hoặc đánh dấu bỏ tệp, không làm cả hai."),
        },
    ),
    (forms.BooleanField, {"required": _("Chưa đánh dấu mục này.")}),
    (
        forms.ChoiceField,
        {
            "required": _CHOSEN,
            "invalid_choice": _NOT_OFFERED,
            "invalid_list": _NOT_OFFERED,
            "list": _NOT_OFFERED,
            "invalid_pk_value": _NOT_OFFERED,
        },
    ),
    (forms.DateField, {"invalid": _("Không có ngày này. Gõ ngày/tháng/năm, ví dụ 31/07/2020.")}),
    (forms.TimeField, {"invalid": _("Không có giờ này. Gõ giờ:phút, ví dụ 16:30.")}),
    (forms.DecimalField, dict.fromkeys(("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), _PART)),
    (forms.FloatField, {"invalid": _PART}),
    (forms.IntegerField, {"invalid": _("Gõ một số nguyên.")}),
    (forms.EmailField, {"invalid": _("Địa chỉ thư không đúng, ví dụ ten@quangnam.gov.vn.")}),
)


class Worded:
    """What a form needs to speak our words; before the framework's or allauth's form among the bases.

    `one_of` names fields of which one is enough: each is marked so instead of as optional.
    """

    one_of: ClassVar[tuple[str, ...]] = ()
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            word(field)
            if name in self.one_of:
                field.aside = _("(chọn một trong hai)")  # type: ignore[attr-defined]  # read by the field's template


class Form(Worded, forms.Form):
    """The base of the forms of all features."""


def word(field: forms.Field) -> None:
    """Put our sentences in the place of the framework's; what the field itself was given to say stays."""
    known = _of_the_framework(field)
    for code, message in _words_for(field):
        if field.error_messages.get(code) is known.get(code):
            field.error_messages[code] = message  # type: ignore[assignment]  # lazy text is text to Django
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = lazy(partial(_choose, field), str)()


def _words_for(field: forms.Field) -> Iterator[tuple[str, str | Promise]]:
    nearest = next((words for kind, words in _OURS if isinstance(field, kind)), {})
    yield from (_ANY | nearest).items()


def _of_the_framework(field: forms.Field) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            known |= vars(kind).get("default_error_messages", {})
    return known


def _choose(field: forms.Field) -> str:
    """ "Chọn đơn vị nhận" for the field of that label; of an optional one, that nothing is chosen."""
    if not field.required:
        return pgettext("mục trống của danh sách", "Không chọn")
    label = str(field.label or "")
    return gettext("Chọn %(what)s") % {"what": label[:1].lower() + label[1:]} if label else gettext("Chọn một mục")


class DayInput(forms.DateInput):
    """A line to type a day in; where the browser can, a button beside it opens its calendar."""

    template_name = "ui/widgets/day.html"

    def __init__(self, **attrs: Any) -> None:
        first = {"inputmode": "numeric", "placeholder": _("ngày/tháng/năm"), "autocomplete": "off"}
        super().__init__(format="%d/%m/%Y", attrs=first | attrs)


class SuggestInput(forms.TextInput):
    """A line to type in that suggests values; each is found by its words too, as far as the browser searches them."""

    template_name = "ui/widgets/suggest.html"

    def __init__(self, **attrs: Any) -> None:
        super().__init__({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"} | attrs)
        self.suggestions: list[tuple[str, str]] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The input with the id of its list, and the list."""
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = self.suggestions
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_list"
        return context


class DayField(forms.DateField):
    """A day written dd/mm/yyyy as in letters, whatever the browser's language; `days.day_typed` says what it takes."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if not self.help_text:
            self.help_text = _("Ngày/tháng/năm, ví dụ 31/07/2020.")

    def to_python(self, value: Any) -> date | None:
        """The day that was typed."""
        if not isinstance(value, str):
            return super().to_python(value)
        found = day_typed(value)
        if found is None and value.strip():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class NearDayField(DayField):
    """A day near today, before it or after: `12/8` too, of the year that brings it nearest."""

    to_come = True

    def to_python(self, value: Any) -> date | None:
        """The day that was typed; with a time it is none."""
        found = told(value, today=day_of(now()), to_come=self.to_come) if isinstance(value, str) else None
        return found.on if found and found.at is None else super().to_python(value)


class PastDayField(NearDayField):
    """A day that has been: `12/8` too, of the year that `told` reads in a moment and in the grid of an interview."""

    to_come = False
