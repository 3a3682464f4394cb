"""Bringing lists in and taking them out."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.exchange.table import MAX_BYTES, must_fit
from vungxanh.kit.problems import FieldError, Invalid, Problem, TooLarge
from vungxanh.ui.forms import Form

KINDS = [(Kind.CONTACTS.value, _("Người tiếp xúc")), (Kind.CASES.value, _("Ca bệnh"))]
TEMPLATES = [(Template.OWN.value, "Vùng Xanh"), (Template.GODATA.value, "Go.Data"), (Template.SORMAS.value, "SORMAS")]
_FORMS = [("xlsx", "Excel"), ("csv", "CSV")]


class ImportForm(Form):
    """A file, or a table copied from a spreadsheet."""

    one_of = ("file", "table")
    kind = forms.ChoiceField(label=_("Danh sách"), choices=KINDS, widget=forms.RadioSelect, initial=Kind.CONTACTS)
    file = forms.FileField(
        label=_("Tệp CSV hoặc Excel"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt", "max-bytes": MAX_BYTES}),
    )
    table = forms.CharField(
        label=_("Hoặc dán bảng"),
        required=False,
        strip=False,
        help_text=_("Chép từ bảng tính, cả dòng tiêu đề."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    @classmethod
    def too_long(cls) -> "ImportForm":
        """The form that answers a table of more bytes than any form may have: nothing of it was read."""
        form = cls({})
        form.errors.clear()
        told = {"size": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20}
        message = _("Bảng dán lớn hơn %(size)s MB. Lưu thành tệp CSV hoặc Excel rồi chọn tệp ở trên.") % told
        form.add_error("table", message)
        return form

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Told before it is read: the name of a file that is too large."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file:
            try:
                must_fit(file.size or 0)
            except TooLarge as problem:
                raise ValidationError(f"“{file.name}”: {problem}") from problem
        return file

    def refused(self, problem: Problem) -> Invalid:
        """What is wrong with the whole of a file or table, beside the field that it came by and with its name."""
        file = self.cleaned_data["file"]
        message = f"“{file.name}”: {problem}" if file else str(problem)
        return Invalid(message, errors=[FieldError("file" if file else "table", message)])

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told = super().clean() or {}
        if not told.get("file") and not (told.get("table") or "").strip() and not self.errors:
            self.add_error("file", _("Chọn tệp hoặc dán bảng."))
        return told

    def data_given(self) -> bytes:
        """The file's bytes, else the table's."""
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else str(self.cleaned_data["table"]).encode()

    def name_given(self) -> str:
        """What the file is called."""
        file = self.cleaned_data["file"]
        return str(file.name) if file else str(_("bảng dán"))


class ExportForm(Form):
    """Which list, in whose columns, and what for."""

    kind = forms.ChoiceField(label=_("Danh sách"), choices=KINDS, widget=forms.RadioSelect, initial=Kind.CONTACTS)
    template = forms.ChoiceField(label=_("Mẫu cột"), choices=TEMPLATES, widget=forms.RadioSelect, initial=Template.OWN)
    form = forms.ChoiceField(label=_("Dạng tệp"), choices=_FORMS, widget=forms.RadioSelect, initial="xlsx")
    purpose = forms.CharField(
        label=_("Mục đích"),
        max_length=200,
        help_text=_("Được ghi vào nhật ký cùng tên anh/chị, như “gửi CDC Đà Nẵng”."),
    )
