"""The forms of the working-day table: a year confirmed, one day added, one day taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.core.records.worktime import DayKind
from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.calendar.actions import NamedDay
from vungxanh.kit.calendar.models import CalendarDay
from vungxanh.ui import formats
from vungxanh.ui.days import day_typed
from vungxanh.ui.forms import DayField, Form

_KINDS = {"nghi": DayKind.HOLIDAY, "bu": DayKind.MAKE_UP, "lam bu": DayKind.MAKE_UP, "ngung": DayKind.CLOSURE}


class SourceField(forms.CharField):
    """The document that decides."""

    def __init__(self, **options: Any) -> None:
        given: dict[str, Any] = {
            "label": gettext_lazy("Văn bản quyết định"),
            "help_text": gettext_lazy("Số, ký hiệu và ngày, ví dụ: Thông báo 6150/TB-BLĐTBXH ngày 26/12/2025."),
            "max_length": 200,
        }
        super().__init__(**(given | options))


class YearForm(Form):
    """The province-wide days of a year as a person confirms them; `seen` is the version the page showed."""

    kept = forms.MultipleChoiceField(
        label=gettext_lazy("Các ngày đúng như quyết định"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Bỏ dấu những ngày không có trong quyết định."),
    )
    more = forms.CharField(
        label=gettext_lazy("Ngày thêm"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mỗi dòng một ngày: ngày; nghỉ, làm bù hoặc ngừng; tên. Ví dụ: 16/02/2027; nghỉ; Tết Nguyên đán."
        ),
    )
    source = SourceField()
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, year: int, days: list[CalendarDay], language: str, **options: Any) -> None:
        super().__init__(*given, **options)
        self.year = year
        self.known = {row.day.isoformat(): row for row in days}
        field = self.fields["kept"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - narrows the type
        field.choices = [(key, _told(row, language)) for key, row in self.known.items()]
        field.initial = list(self.known)

    def clean_more(self) -> list[NamedDay]:
        """The added days; the first line that cannot be read is named."""
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        return [self._named(line) for line in lines]

    def _named(self, line: str) -> NamedDay:
        parts = [part.strip() for part in line.split(";")]
        day = day_typed(parts[0])
        kind = _KINDS.get(fold(parts[1])) if len(parts) == 3 else None
        if day is None or kind is None or not parts[2]:
            raise forms.ValidationError(_("Không đọc được dòng “%(line)s”.") % {"line": line[:80]})
        if day.year != self.year:
            raise forms.ValidationError(
                _("Ngày %(day)s không thuộc năm %(year)s.") % {"day": parts[0], "year": self.year}
            )
        return NamedDay(day, kind, parts[2])

    def days(self) -> list[NamedDay]:
        """All days of the year as confirmed; an added day stands in the place of a kept one."""
        kept = [self.known[key] for key in self.cleaned_data["kept"]]
        days = {row.day: NamedDay(row.day, DayKind(row.kind), row.name) for row in kept}
        days |= {named.day: named for named in self.cleaned_data["more"]}
        return [days[day] for day in sorted(days)]


class SpecialDayForm(Form):
    """A closure or a make-up day."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"),
        choices=[
            (DayKind.CLOSURE.value, gettext_lazy("Ngừng làm việc")),
            (DayKind.MAKE_UP.value, gettext_lazy("Ngày làm bù")),
        ],
    )
    day = DayField(label=gettext_lazy("Ngày"))
    name = forms.CharField(label=gettext_lazy("Lý do"), max_length=200, help_text=gettext_lazy("Ví dụ: bão số 9."))
    source = SourceField()
    unit = forms.CharField(
        label=gettext_lazy("Mã đơn vị"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Để trống là mọi cơ quan trong tỉnh."),
    )


class ClearForm(Form):
    """Why a day is taken back."""

    source = SourceField()


def _told(row: CalendarDay, language: str) -> str:
    kind = row.get_kind_display()
    weekdays = formats.WEEKDAYS_EN if language.startswith("en") else formats.WEEKDAYS_VI
    return f"{weekdays[row.day.weekday()]} {formats.day(row.day, language)} · {kind} · {row.name}"
