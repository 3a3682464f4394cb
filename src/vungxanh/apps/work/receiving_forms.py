"""What people fill in when duties go to other units: handing down, passing on, giving to more (giao tiếp)."""

from collections.abc import Mapping

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.forms import ActForm
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.orphans import may_take_over
from vungxanh.apps.work.queries.receivers import (
    held_by_units,
    holders_of,
    may_receive_copy_of,
    may_receive_from,
    without_it_yet,
)
from vungxanh.ui.forms import DayField, Form


class UnitsField(forms.ModelMultipleChoiceField[Unit]):
    """Units to tick."""

    widget = forms.CheckboxSelectMultiple


class ReceiversField(UnitsField):
    """Units below to tick; beside those that have the task already stands who gave it."""

    held: Mapping[int, Assignment]

    def label_from_instance(self, unit: Unit) -> str:
        """The unit's name, and from whom it has the task."""
        row = self.held.get(unit.pk)
        if row is None:
            return str(unit)
        told = gettext("%(unit)s (đã được %(giver)s giao trực tiếp)")
        return told % {"unit": unit, "giver": row.assigned_by}


class HandDownForm(Form):
    """What a unit adds when it hands duties down."""

    instruction = forms.CharField(
        label=_("Chỉ đạo thêm"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = DayField(label=_("Hạn của cấp dưới"), required=False, help_text=_("Để trống nếu theo hạn của đơn vị."))


class CascadeForm(ActForm, HandDownForm):
    """A district's orders to its communes: all that do not have the duty yet, from it or from others, are ticked."""

    units = ReceiversField(label=_("Đơn vị nhận"), queryset=Unit.objects.none())
    field_order = ("units", "instruction", "due_on")

    def offer(self) -> None:
        """The units one level below that were not handed the duty yet; to whom others gave it may be ticked."""
        free = without_it_yet(self.assignment, self.on)
        choice: ReceiversField = self.fields["units"]  # type: ignore[assignment]
        choice.held = held_by_units(self.assignment, free)
        choice.queryset, choice.initial = free, free.exclude(pk__in=choice.held)


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


class HandOverManyForm(Form):
    """All that one ended unit left goes to one standing unit."""

    former = forms.CharField(widget=forms.HiddenInput, max_length=40)
    to = forms.ModelChoiceField(label=_("Đơn vị tiếp tục"), queryset=Unit.objects.none())
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def choose_among(self, units: QuerySet[Unit]) -> None:
        """Offer these units only."""
        choice: forms.ModelChoiceField[Unit] = self.fields["to"]  # type: ignore[assignment]
        choice.queryset, choice.empty_label = units, _("Chọn đơn vị")
