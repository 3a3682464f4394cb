"""The case form of QĐ 3638/QĐ-BYT (30-7-2021): sections and their lines (phiếu điều tra ca bệnh).

Sections 1 to 3 were read in the decision's text; the later ones are from memory and say so on the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.ui.forms import Form

Text = str | Promise
LONGEST_ANSWER = 2000


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form: its title and its lines; `read` is False for what still has to be checked."""

    title: Text
    lines: Sequence[tuple[str, Text]]
    read: bool = True


_ADDRESS: tuple[tuple[str, Text], ...] = (
    ("hamlet", _("thôn, tổ dân phố, số nhà")),
    ("commune", _("xã, phường")),
    ("district", _("huyện, quận")),
    ("province", _("tỉnh, thành phố")),
    ("phone", _("điện thoại")),
)
_ADDRESSES: tuple[tuple[str, Text], ...] = (
    ("home", _("3a. Nơi ở hiện nay")),
    ("work", _("3b. Nơi làm việc, học tập")),
    ("registered", _("3c. Hộ khẩu thường trú")),
    ("onset", _("3d. Nơi khởi phát")),
)
SECTIONS: tuple[Section, ...] = (
    Section(
        _("1. Người báo cáo"),
        (
            ("reporter_name", _("Họ và tên")),
            ("reported_on", _("Ngày báo cáo")),
            ("reporter_unit", _("Đơn vị")),
            ("reporter_citizen_id", _("Số căn cước")),
            ("reporter_phone", _("Điện thoại")),
            ("reporter_email", _("Thư điện tử")),
        ),
    ),
    Section(
        _("2. Người bệnh"),
        (
            ("patient_code", _("Mã số người bệnh")),
            ("patient_name", _("Họ và tên")),
            ("born", _("Ngày sinh hoặc tuổi")),
            ("sex", _("Giới tính")),
            ("ethnicity", _("Dân tộc")),
            ("occupation", _("Nghề nghiệp")),
            ("nationality", _("Quốc tịch")),
            ("pregnant", _("Đang mang thai")),
            ("pregnant_weeks", _("Số tuần thai")),
        ),
    ),
    *(Section(title, [(f"{key}_{part}", word) for part, word in _ADDRESS]) for key, title in _ADDRESSES),
    Section(
        _("4. Khởi phát và diễn biến"),
        (("onset_on", _("Ngày khởi phát")), ("first_symptoms", _("Triệu chứng đầu tiên")), ("course", _("Diễn biến"))),
        read=False,
    ),
    Section(
        _("5. Điều trị"),
        (("treated_at", _("Nơi điều trị")), ("admitted_on", _("Ngày vào viện")), ("severity", _("Mức độ"))),
        read=False,
    ),
    Section(
        _("6. Tiền sử và tiêm chủng"),
        (("history", _("Bệnh nền")), ("vaccine", _("Vắc xin, số mũi")), ("last_dose_on", _("Ngày tiêm mũi cuối"))),
        read=False,
    ),
    Section(
        _("7. Mẫu xét nghiệm"),
        (("samples", _("Loại mẫu, ngày lấy, nơi xét nghiệm")), ("results", _("Kết quả, giá trị CT"))),
        read=False,
    ),
    Section(
        _("8. Yếu tố dịch tễ"),
        (
            ("travel", _("Nơi đã đến, phương tiện")),
            ("events", _("Sự kiện, nơi đông người")),
            ("source", _("Nguồn nghi ngờ")),
        ),
        read=False,
    ),
)
_WIDE = {"first_symptoms", "course", "history", "samples", "results", "travel", "events", "source"}


class InvestigationForm(Form):
    """Every line of the form as free text: what was answered is kept as it was said."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    complete = forms.BooleanField(label=_("Đã điền xong phiếu"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for section in SECTIONS:
            for name, label in section.lines:
                widget = forms.Textarea(attrs={"rows": 3}) if name in _WIDE else forms.TextInput()
                field = forms.CharField(label=str(label), required=False, max_length=LONGEST_ANSWER, widget=widget)
                field.aside = " "  # type: ignore[attr-defined]  # no line of it must be filled in
                self.fields[name] = field

    def sections(self) -> Iterator[dict[str, object]]:
        """The sections with their bound fields, as the page lays them out."""
        for section in SECTIONS:
            yield {
                "title": section.title,
                "read": section.read,
                "fields": [self[name] for name, _label in section.lines],
            }

    def answers(self) -> Mapping[str, str]:
        """What was answered."""
        return {name: self.cleaned_data[name] for section in SECTIONS for name, _label in section.lines}
