"""What people fill in to act on an assignment; each form knows the assignment and who acts."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.actions.evidence import MOST
from vungxanh.apps.work.actions.review import Below
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.closing import goes_on, in_words
from vungxanh.apps.work.queries.orphans import may_take_over
from vungxanh.apps.work.queries.receivers import holders_of, may_receive_copy_of, may_receive_from, without_it_yet
from vungxanh.apps.work.queries.tree import open_below


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


class ActForm(forms.Form):
    """The base of all act forms; `version` is what the officer saw, so that a form sent twice acts once."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, assignment: Assignment, officer: Officer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment, self.officer, self.on = assignment, officer, on
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
    """A request for more time."""

    until = forms.DateField(label=_("Hạn đề nghị"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


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


class NamingForm(forms.Form):
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


class UnitsField(forms.ModelMultipleChoiceField[Unit]):
    """Units to tick."""

    widget = forms.CheckboxSelectMultiple


class HandDownForm(forms.Form):
    """What a unit adds when it hands duties down."""

    instruction = forms.CharField(
        label=_("Chỉ đạo thêm"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = forms.DateField(
        label=_("Hạn của cấp dưới"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Để trống nếu theo hạn của đơn vị."),
    )


class CascadeForm(ActForm, HandDownForm):
    """A district's orders to its communes: all that do not have the duty yet are ticked to begin with."""

    units = UnitsField(label=_("Đơn vị nhận"), queryset=Unit.objects.none())
    field_order = ("units", "instruction", "due_on")

    def offer(self) -> None:
        """The units one level below that do not have the duty yet."""
        free = without_it_yet(self.assignment, self.on)
        choice: UnitsField = self.fields["units"]  # type: ignore[assignment]
        choice.queryset, choice.initial = free, free


class TransferForm(ActForm):
    """Another unit to pass the duty on to."""

    to = forms.ModelChoiceField(
        label=_("Đơn vị nhận"), queryset=Unit.objects.none(), help_text=_("Các đơn vị cùng cấp và cấp trên trực tiếp.")
    )
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def offer(self) -> None:
        """Units beside it under the same parent, and that parent; not the giver."""
        choice: forms.ModelChoiceField[Unit] = self.fields["to"]  # type: ignore[assignment]
        choice.queryset = may_receive_from(self.assignment, self.on).exclude(pk__in=holders_of(self.assignment))


class CopyForm(ActForm):
    """Other units to give the same duty to."""

    to = UnitsField(label=_("Đơn vị nhận"), queryset=Unit.objects.none())

    def offer(self) -> None:
        """Units of the same level under the same parent that do not have it yet."""
        choice: UnitsField = self.fields["to"]  # type: ignore[assignment]
        choice.queryset = may_receive_copy_of(self.assignment, self.on).exclude(pk__in=holders_of(self.assignment))


class HandOverForm(ActForm):
    """The standing unit that goes on with what an ended unit left; of a division's heirs none is proposed."""

    to = forms.ModelChoiceField(label=_("Đơn vị tiếp tục"), queryset=Unit.objects.none())
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def offer(self) -> None:
        """Every unit in force but the giver."""
        choice: forms.ModelChoiceField[Unit] = self.fields["to"]  # type: ignore[assignment]
        choice.queryset = may_take_over(self.assignment.assigned_by_id, self.on)
        choice.empty_label = _("Chọn đơn vị")


class HandOverManyForm(forms.Form):
    """All that one ended unit left goes to one standing unit."""

    former = forms.CharField(widget=forms.HiddenInput, max_length=40)
    to = forms.ModelChoiceField(label=_("Đơn vị tiếp tục"), queryset=Unit.objects.none())
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def choose_among(self, units: QuerySet[Unit]) -> None:
        """Offer these units only."""
        choice: forms.ModelChoiceField[Unit] = self.fields["to"]  # type: ignore[assignment]
        choice.queryset, choice.empty_label = units, _("Chọn đơn vị")
