"""What people fill in to act on an assignment; each form knows the assignment and who acts."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.actions.evidence import MOST
from vungxanh.apps.work.actions.review import Below
from vungxanh.apps.work.deadlines import closing_hour, written
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.closing import goes_on, in_words
from vungxanh.apps.work.queries.tree import open_below
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.problems import Invalid
from vungxanh.ui.forms import DayField, Form


class EvidenceInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Photos and documents that prove the work (minh chứng); cleans to a list of uploads."""

    widget = EvidenceInput(attrs={"accept": "image/*,.pdf,.docx,.xlsx"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """Check each upload by itself and their number together."""
        uploads = [upload for upload in (data or []) if upload]
        if len(uploads) > MOST:
            raise forms.ValidationError(_("Gửi không quá %(most)s tệp một lần."), params={"most": MOST})
        return [super(EvidenceField, self).clean(upload, initial) for upload in uploads]


class ActForm(Form):
    """The base of all act forms; `version` is what the officer saw, so that a form sent twice acts once.

    `carried` is what a refused form takes along when it is shown again.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, assignment: Assignment, officer: Officer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment, self.officer, self.on = assignment, officer, on
        self.carried: dict[str, str] = {}
        self.fields["version"].initial = assignment.version
        self.offer()

    def offer(self) -> None:
        """Fill the choices that depend on the assignment."""


class ConfirmForm(ActForm):
    """An act that needs no words."""


class NoteForm(ActForm):
    """An act that may carry a sentence."""

    text = forms.CharField(label=_("Ý kiến"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CommentForm(ActForm):
    """Words between units."""

    text = forms.CharField(
        label=_("Nội dung"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ghi @mã-đơn-vị để báo cho đơn vị đó, ví dụ @STTTT."),
    )


class ReasonForm(ActForm):
    """An act that must say why."""

    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ProgressForm(ActForm):
    """How far the work is."""

    percent = forms.IntegerField(
        label=_("Tiến độ"),
        min_value=0,
        max_value=99,
        help_text=_("Từ 0 đến 99. Khi đã xong, gửi báo cáo hoàn thành."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Tiến độ là một số nguyên từ 0 đến 99.")
        ),
    )
    text = forms.CharField(
        label=_("Đã làm được gì"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    files = EvidenceField(label=_("Ảnh, tệp minh chứng"), required=False)  # type: ignore[assignment]  # a field

    def offer(self) -> None:
        """Begin from the last figure."""
        self.fields["percent"].initial = min(self.assignment.percent, 99)


class ReportForm(ActForm):
    """The report that the work is done."""

    text = forms.CharField(label=_("Kết quả"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    files = EvidenceField(label=_("Ảnh, tệp minh chứng"), required=False)  # type: ignore[assignment]  # a field


class ExtensionForm(ActForm):
    """A request for more time; `due_on` is the day that the officer was told a day off means."""

    until = DayField(label=_("Hạn đề nghị"), help_text=_("Chọn ngày nghỉ thì hạn là hết ngày làm việc kế tiếp."))
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DayField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """A day on which nobody works is sent back once with the day that it means."""
        cleaned = super().clean() or {}
        until: date | None = cleaned.get("until")
        due_on = self._working(until) if until else None
        if until and due_on and due_on not in (until, cleaned.get("due_on")):
            self.carried["due_on"] = due_on.isoformat()
            told = _(
                "%(asked)s là ngày nghỉ nên hạn sẽ là hết ngày %(day)s. Gửi lần nữa nếu đồng ý, hoặc chọn ngày khác."
            )
            self.add_error("until", told % {"asked": written(until), "day": written(due_on)})
        return cleaned

    def _working(self, until: date) -> date | None:
        """The day that it means; None outside the calendar, which the action refuses."""
        calendar = work_calendar(datetime.combine(self.on, time.max, VIETNAM), self.assignment.unit.code)
        try:
            return day_of(closing_hour(until, calendar))
        except Invalid:
            return None


class AcceptForm(NoteForm):
    """Agreeing that it is done; with duties open below, what becomes of them is chosen."""

    below = forms.ChoiceField(label=_("Việc cấp dưới đang mở"), widget=forms.RadioSelect)
    field_order = ("below", "text")

    def offer(self) -> None:
        """Ask only when something is open below, and say how much."""
        count = open_below(self.assignment)
        if not count:
            del self.fields["below"]
            return
        choice: forms.ChoiceField = self.fields["below"]  # type: ignore[assignment]
        choice.choices = [
            (Below.KEEP, _("Để cấp dưới làm tiếp; đơn vị đã giao vẫn duyệt báo cáo của họ")),
            (Below.CLOSE, _("Đóng %(n)s nhiệm vụ đang mở của cấp dưới") % {"n": count}),
        ]


class CloseForm(ReasonForm):
    """Ending a duty; of a recurring one, this turn or the whole series."""

    extent = forms.ChoiceField(label=_("Đóng những gì"), widget=forms.RadioSelect)
    field_order = ("extent", "reason")

    def offer(self) -> None:
        """Ask only where other turns stand or follow."""
        if not goes_on(self.assignment):
            del self.fields["extent"]
            return
        choice: forms.ChoiceField = self.fields["extent"]  # type: ignore[assignment]
        choice.choices = in_words(self.assignment)


class DecisionForm(ActForm):
    """The answer to a request for more time; a refusal says why."""

    granted = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[("yes", _("Đồng ý gia hạn")), ("no", _("Không gia hạn"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Ý kiến"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """A refusal without a reason is sent back."""
        cleaned = super().clean() or {}
        if cleaned.get("granted") == "no" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Không gia hạn thì phải nêu lý do."))
        return cleaned


def people_at(unit_id: int, on: date) -> QuerySet[User]:
    """The people who hold a post in the unit on the day, by name."""
    here = posts_on(on).filter(unit=unit_id)
    return User.objects.filter(pk__in=here.values("user"), is_active=True).order_by("full_name", "pk")


class NamingForm(Form):
    """The person who does it, and a word to them."""

    performer = forms.ModelChoiceField(label=_("Người thực hiện"), queryset=User.objects.none())
    text = forms.CharField(label=_("Lời dặn"), required=False, max_length=500)

    def choose_among(self, people: QuerySet[User]) -> None:
        """Offer these people only."""
        choice: forms.ModelChoiceField[User] = self.fields["performer"]  # type: ignore[assignment]
        choice.queryset, choice.empty_label = people, _("Chọn người")


class PerformerForm(ActForm, NamingForm):
    """The person of the unit who does it."""

    def offer(self) -> None:
        """Only people who hold a post in the unit today."""
        self.choose_among(people_at(self.assignment.unit_id, self.on))
        self.fields["performer"].initial = self.assignment.performer_id
