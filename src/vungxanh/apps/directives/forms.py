"""The desk's small forms, one an act, and those of upload and withdrawal."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Directive, LeadMode, Recurrence, TaskRole
from vungxanh.apps.directives.queries import bodies, splits
from vungxanh.apps.org.models import Unit
from vungxanh.kit.extract import MAX_BYTES, Unreadable, must_open
from vungxanh.ui.forms import DayField, Form

URGENCIES = [("", _("Thường")), ("Khẩn", _("Khẩn")), ("Thượng khẩn", _("Thượng khẩn")), ("Hỏa tốc", _("Hỏa tốc"))]
ONCE = "once"


class ActForm(Form):
    """What every act sends: the version its page showed, and the task it is about."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    task = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, directive: Directive, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "act_%s")
        super().__init__(*args, **kwargs)
        self.directive = directive


class EditForm(ActForm):
    """The words of a task."""

    text = forms.CharField(label=_("Nội dung nhiệm vụ"), widget=forms.Textarea(attrs={"rows": 5}))
    section = forms.CharField(label=_("Mục"), max_length=300, required=False)
    lead_mode = forms.ChoiceField(label=_("Cách chủ trì"), choices=LeadMode.choices)


class SplitForm(ActForm):
    """Where to cut a task."""

    offset = forms.TypedChoiceField(label=_("Tách tại"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cuts = [(cut.offset, f"{cut.before} ✂ {cut.after}") for cut in splits.cuts_of(text)]
        self.fields["offset"].choices = cuts  # type: ignore[attr-defined]


class AddForm(ActForm):
    """A passage of the letter that becomes a task; `start` and `end` come from a selection."""

    start = forms.IntegerField(widget=forms.HiddenInput, required=False)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False)
    passage = forms.CharField(
        label=_("Đoạn văn bản"),
        help_text=_("Chọn đoạn ở văn bản rồi bấm “Thêm”, hoặc chép nguyên văn vào đây."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Find the passage in the letter; blanks and line ends do not matter."""
        data = super().clean() or {}
        passage, text = data.get("passage", "").strip(), self.directive.text
        start, end = data.get("start"), data.get("end")
        if start is not None and end is not None and text[start:end].split() == passage.split():
            return data
        found = re.search(r"\s+".join(map(re.escape, passage.split())), text) if passage else None
        if passage and not found:
            self.add_error("passage", _("Không thấy đoạn này trong văn bản. Chép đúng nguyên văn."))
        elif found:
            data["start"], data["end"] = found.span()
        return data


class SpanForm(ActForm):
    """A span of the letter."""

    start = forms.IntegerField(widget=forms.HiddenInput)
    end = forms.IntegerField(widget=forms.HiddenInput)


class DeadlineForm(ActForm):
    """A task's deadline; empty takes it off; `suggested` is the button that takes the proposal."""

    on = DayField(label=_("Thời hạn"), required=False)
    suggested = DayField(required=False, widget=forms.HiddenInput)

    @property
    def chosen(self) -> date | None:
        """The proposal when its button was pressed, else the day typed in."""
        return self.cleaned_data.get("suggested") or self.cleaned_data.get("on")


class RecurrenceForm(ActForm):
    """How often a task comes back."""

    recurrence = forms.ChoiceField(
        label=_("Chu kỳ"),
        choices=[(key or ONCE, words) for key, words in Recurrence.choices if key != Recurrence.UNSET],
        widget=forms.RadioSelect,
    )

    moment = forms.CharField(
        label=_("Vào lúc"),
        required=False,
        max_length=80,
        help_text=_("Ví dụ: thứ Sáu; ngày 25; trước 16 giờ. Để trống nếu hạn là ngày làm việc cuối kỳ."),
    )

    def clean_recurrence(self) -> str:
        """The stored value; once is the empty one, which a required field cannot hold."""
        return "" if self.cleaned_data["recurrence"] == ONCE else str(self.cleaned_data["recurrence"])


class PartyForm(ActForm):
    """A unit or group for a task: added in a role, or in the place of the party named."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=TaskRole.choices, required=False)
    party = forms.IntegerField(widget=forms.HiddenInput, required=False)
    body = forms.CharField(label=_("Đơn vị hoặc nhóm"), max_length=100)

    def clean_body(self) -> bodies.Body:
        """The unit or group itself."""
        found = bodies.body_of(self.cleaned_data["body"])
        if found is None:
            raise forms.ValidationError(_("Chọn một đơn vị trong danh bạ."))
        return found


class RemovePartyForm(ActForm):
    """The party to take off a task."""

    party = forms.IntegerField(widget=forms.HiddenInput)


class HeaderForm(ActForm):
    """Number, date, subject and the other facts of the head."""

    number = forms.CharField(label=_("Số"), max_length=20, required=False)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=60, required=False)
    type = forms.CharField(label=_("Loại văn bản"), max_length=60, required=False)
    dated = DayField(label=_("Ngày ban hành"), required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200, required=False)
    place = forms.CharField(label=_("Nơi ban hành"), max_length=100, required=False)
    subject = forms.CharField(label=_("Trích yếu"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=URGENCIES, required=False)


class UploadForm(Form):
    """A letter as a file, or its text pasted in."""

    one_of = ("file", "text")
    file = forms.FileField(
        label=_("Tệp văn bản"),
        required=False,
        allow_empty_file=True,  # the reader says which file is empty and what to do
        help_text=_("PDF (có lớp chữ hoặc bản quét), DOCX hoặc TXT. Không đưa văn bản mật lên hệ thống này."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.txt"}),
    )
    text = forms.CharField(
        label=_("Hoặc dán nội dung văn bản"),
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Dùng khi không có tệp. Dán đủ từ số, ký hiệu đến nơi nhận."),
    )

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """A file that opens; what is wrong with one is said in the words of the command line."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) <= MAX_BYTES:
            data = file.read()
            file.seek(0)
            try:
                must_open(str(file.name), data)
            except Unreadable as problem:
                raise forms.ValidationError(problem.sentence("en" if get_language() == "en" else "vi")) from problem
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two, and a file that is not empty."""
        data = super().clean() or {}
        if not data.get("file") and not data.get("text", "").strip() and "file" not in self.errors:
            self.add_error("file", _("Chọn một tệp, hoặc dán nội dung văn bản vào ô bên dưới."))
        return data


class HandOverForm(Form):
    """The standing unit that goes on with a letter, and why."""

    directive = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ModelChoiceField(label=_("Đơn vị tiếp tục"), queryset=Unit.objects.none(), empty_label=_("Chọn đơn vị"))
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def choose_among(self, units: QuerySet[Unit]) -> None:
        """Offer these units only."""
        choice: forms.ModelChoiceField[Unit] = self.fields["to"]  # type: ignore[assignment]
        choice.queryset = units


class WithdrawForm(Form):
    """Why a directive is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Lý do thu hồi"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
