"""The desk's acts by the word in their address: which form each takes and which action it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives import forms
from vungxanh.apps.directives.actions.add_task import add_task
from vungxanh.apps.directives.actions.edit_header import edit_header
from vungxanh.apps.directives.actions.edit_task import edit_task
from vungxanh.apps.directives.actions.explain import explain
from vungxanh.apps.directives.actions.merge_tasks import merge_tasks
from vungxanh.apps.directives.actions.reassign import NewParty, reassign
from vungxanh.apps.directives.actions.remove_task import remove_task
from vungxanh.apps.directives.actions.set_deadline import set_deadline, set_deadlines_by_rule
from vungxanh.apps.directives.actions.set_recurrence import set_recurrence
from vungxanh.apps.directives.actions.snapshots import HEADER_FIELDS
from vungxanh.apps.directives.actions.split_task import split_task
from vungxanh.apps.directives.actions.undo import undo
from vungxanh.apps.directives.models import Directive, DirectiveTask, TaskRole
from vungxanh.apps.org.officers import Officer


@dataclass(frozen=True, slots=True)
class Call:
    """One act as sent: the checked form, what it is about, who sends it and when."""

    form: Any
    directive: Directive
    task: DirectiveTask | None
    by: Officer
    at: datetime

    @property
    def who(self) -> dict[str, Any]:
        """The arguments every action takes."""
        return {"version": self.form.cleaned_data["version"], "by": self.by, "at": self.at}

    @property
    def subject(self) -> DirectiveTask:
        """The task the act is about; the view has refused acts without one."""
        if self.task is None:
            raise ValueError("this act needs a task")
        return self.task


@dataclass(frozen=True, slots=True)
class DeskAct:
    """One act: `opens` the desk shows its form first; `stays` it may be repeated, so the form stays open."""

    title: Promise
    form: type[forms.ActForm]
    run: Callable[[Call], object]
    needs_task: bool = True
    stays: str = ""


def _edit(call: Call) -> object:
    data = call.form.cleaned_data
    return edit_task(call.subject, text=data["text"], section=data["section"], lead_mode=data["lead_mode"], **call.who)


def _split(call: Call) -> object:
    return split_task(call.subject, offset=call.form.cleaned_data["offset"], **call.who)


def _add(call: Call) -> object:
    data = call.form.cleaned_data
    return add_task(call.directive, start=data["start"], end=data["end"], **call.who)


def _explain(call: Call) -> object:
    data = call.form.cleaned_data
    return explain(call.directive, start=data["start"], end=data["end"], **call.who)


def _assign(call: Call) -> object:
    data = call.form.cleaned_data
    if data["party"]:
        return reassign(call.subject, replace={data["party"]: data["body"]}, **call.who)
    return reassign(call.subject, add=[NewParty(TaskRole(data["role"] or TaskRole.LEAD), data["body"])], **call.who)


def _unassign(call: Call) -> object:
    return reassign(call.subject, remove=[call.form.cleaned_data["party"]], **call.who)


def _deadline(call: Call) -> object:
    return set_deadline(call.subject, on=call.form.chosen, **call.who)


def _recurrence(call: Call) -> object:
    data = call.form.cleaned_data
    return set_recurrence(call.subject, recurrence=data["recurrence"], moment=data["moment"], **call.who)


def _header(call: Call) -> object:
    data = call.form.cleaned_data
    return edit_header(call.directive, **{name: data[name] for name in HEADER_FIELDS}, **call.who)


ACTS: dict[str, DeskAct] = {
    "sua": DeskAct(_("Sửa nhiệm vụ"), forms.EditForm, _edit),
    "tach": DeskAct(_("Tách nhiệm vụ"), forms.SplitForm, _split),
    "gop": DeskAct(_("Gộp với nhiệm vụ sau"), forms.ActForm, lambda call: merge_tasks(call.subject, **call.who)),
    "giao": DeskAct(_("Giao đơn vị"), forms.PartyForm, _assign, stays="giao"),
    "bo-don-vi": DeskAct(_("Bỏ đơn vị"), forms.RemovePartyForm, _unassign, stays="giao"),
    "thoi-han": DeskAct(_("Đặt thời hạn"), forms.DeadlineForm, _deadline),
    "chu-ky": DeskAct(_("Chọn chu kỳ"), forms.RecurrenceForm, _recurrence),
    "bo": DeskAct(_("Bỏ nhiệm vụ"), forms.ActForm, lambda call: remove_task(call.subject, **call.who)),
    "them": DeskAct(_("Thêm nhiệm vụ"), forms.AddForm, _add, needs_task=False),
    "dien-giai": DeskAct(_("Đánh dấu diễn giải"), forms.SpanForm, _explain, needs_task=False),
    "thoi-han-chung": DeskAct(
        _("Đặt thời hạn theo quy tắc"),
        forms.ActForm,
        lambda call: set_deadlines_by_rule(call.directive, **call.who),
        needs_task=False,
    ),
    "the-thuc": DeskAct(_("Sửa số, ngày, trích yếu"), forms.HeaderForm, _header, needs_task=False),
    "hoan-tac": DeskAct(_("Hoàn tác"), forms.ActForm, lambda call: undo(call.directive, **call.who), needs_task=False),
}
OPENABLE = {"sua", "tach", "giao", "thoi-han", "chu-ky", "them", "the-thuc"}
