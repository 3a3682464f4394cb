"""The table of acts: which form each takes and which action it calls; one page serves them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import forms, receiving_forms
from vungxanh.apps.work.actions import (
    cascade,
    close,
    comment,
    copy,
    extend,
    hand_over,
    performer,
    progress,
    review,
    transfer,
)
from vungxanh.apps.work.deadlines import written
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.closing import Extent
from vungxanh.kit.clock import day_of
from vungxanh.kit.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Told:
    """What the officer filled in, and the evidence already kept."""

    data: Mapping[str, Any]
    files: Sequence[StoredFile] = ()


Run = Callable[[Assignment, Told, Officer, datetime], str]


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act as people meet it: `label` is the button, `run` does it and returns the sentence that confirms it.

    `warning` says what a danger act cannot take back.
    """

    label: str | Promise
    form: type[forms.ActForm]
    run: Run
    tone: str = "primary"
    icon: str = ""
    warning: str | Promise = ""


def _doing(action: Callable[..., object], done: str | Promise, *fields: str) -> Run:
    """Hand the action these fields of the form and confirm with one sentence; `files` is the evidence already kept."""

    def run(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
        given = {name: told.files if name == "files" else told.data[name] for name in fields}
        action(assignment, **given, by=by, at=at)
        return str(done)

    return run


def _performer(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    person = told.data["performer"]
    performer.assign_performer(assignment, performer=person, text=told.data["text"], by=by, at=at)
    return gettext("Đã giao cho %(name)s.") % {"name": person.full_name}


def _cascade(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    units = list(told.data["units"])
    due_on, instruction = told.data["due_on"], told.data["instruction"]
    done = cascade.cascade(assignment, units=units, instruction=instruction, due_on=due_on, by=by, at=at)
    return handed_down(done)


def handed_down(done: cascade.Cascaded) -> str:
    """The sentence that confirms a cascade."""
    made = ngettext("Đã giao %(n)d nhiệm vụ cho cấp dưới.", "Đã giao %(n)d nhiệm vụ cho cấp dưới.", done.made)
    told = [made % {"n": done.made}]
    if done.skipped:
        told.append(gettext("%(n)d nhiệm vụ đã được giao từ trước.") % {"n": done.skipped})
    if done.held:
        left_out = ngettext(
            "%(n)d đơn vị đã được giao trực tiếp thì không giao lại: %(names)s.",
            "%(n)d đơn vị đã được giao trực tiếp thì không giao lại: %(names)s.",
            len(done.held),
        )
        told.append(left_out % {"n": len(done.held), "names": ", ".join(unit.name for unit in done.held)})
    return " ".join(told)


def _transfer(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    transfer.transfer(assignment, to=told.data["to"], reason=told.data["reason"], by=by, at=at)
    return gettext("Đã chuyển %(unit)s.") % {"unit": told.data["to"]}


def _ask_extension(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    until, reason = told.data["until"], told.data["reason"]
    asked = extend.ask_extension(assignment, until=until, reason=reason, by=by, at=at)
    return gettext("Đã gửi đề nghị gia hạn đến hết ngày %(day)s.") % {"day": written(day_of(asked.new_due_at))}


def _decide_extension(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    asked = extend.waiting_of(assignment)
    if told.data["granted"] == "yes":
        extend.grant(asked, text=told.data["reason"], by=by, at=at)
        return gettext("Đã đồng ý gia hạn đến hết ngày %(day)s.") % {"day": written(day_of(asked.new_due_at))}
    extend.refuse(asked, reason=told.data["reason"], by=by, at=at)
    return gettext("Đã trả lời không gia hạn.")


def _accept(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    below = review.Below(told.data["below"]) if told.data.get("below") else None
    review.accept(assignment, text=told.data["text"], below=below, by=by, at=at)
    return gettext("Đã chấp nhận kết quả.")


def _close(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    extent = Extent(told.data["extent"]) if told.data.get("extent") else None
    closed = close.close_tree(assignment, reason=told.data["reason"], extent=extent, by=by, at=at)
    return ngettext("Đã đóng %(n)d nhiệm vụ.", "Đã đóng %(n)d nhiệm vụ.", closed) % {"n": closed}


def _copy(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    copied = copy.copy_tree(assignment, to=list(told.data["to"]), by=by, at=at)
    return ngettext("Đã giao %(n)d đơn vị.", "Đã giao %(n)d đơn vị.", copied.units) % {"n": copied.units}


def _hand_over(assignment: Assignment, told: Told, by: Officer, at: datetime) -> str:
    hand_over.hand_over(assignment, to=told.data["to"], reason=told.data["reason"], by=by, at=at)
    return gettext("Đã chuyển %(unit)s.") % {"unit": told.data["to"]}


# In the order the page offers them: the first one possible is the main act.
PAGES: Mapping[Act, ActPage] = {
    Act.HAND_OVER: ActPage(_("Chuyển đơn vị tiếp tục"), receiving_forms.HandOverForm, _hand_over, icon="arrow-right"),
    Act.ACCEPT: ActPage(_("Chấp nhận"), forms.AcceptForm, _accept, icon="check"),
    Act.RETURN: ActPage(
        _("Trả lại"),
        forms.ReasonForm,
        _doing(review.return_to, _("Đã trả lại kèm lý do."), "reason"),
        tone="danger",
        icon="return",
        warning=_("Đơn vị phải làm tiếp. Tiến độ trở về lần cập nhật gần nhất dưới 100 %."),
    ),
    Act.DECIDE_EXTENSION: ActPage(_("Trả lời gia hạn"), forms.DecisionForm, _decide_extension, icon="clock"),
    Act.PROGRESS: ActPage(
        _("Cập nhật tiến độ"),
        forms.ProgressForm,
        _doing(progress.report_progress, _("Đã ghi tiến độ."), "percent", "text", "files"),
        icon="edit",
    ),
    Act.REPORT: ActPage(
        _("Báo cáo hoàn thành"),
        forms.ReportForm,
        _doing(progress.report_done, _("Đã gửi báo cáo hoàn thành, chờ đơn vị giao việc chấp nhận."), "text", "files"),
        icon="send",
    ),
    Act.ACKNOWLEDGE: ActPage(
        _("Đã nắm thông tin"), forms.ConfirmForm, _doing(progress.acknowledge, _("Đã tiếp nhận.")), icon="check"
    ),
    Act.CASCADE: ActPage(_("Giao cấp dưới"), receiving_forms.CascadeForm, _cascade, icon="split"),
    Act.PERFORMER: ActPage(_("Giao người thực hiện"), forms.PerformerForm, _performer, icon="user"),
    Act.ASK_EXTENSION: ActPage(
        _("Xin gia hạn"),
        forms.ExtensionForm,
        _ask_extension,
        icon="clock",
    ),
    Act.TRANSFER: ActPage(
        _("Chuyển đơn vị khác"),
        receiving_forms.TransferForm,
        _transfer,
        tone="danger",
        icon="arrow-right",
        warning=_("Đơn vị nhận sẽ chịu trách nhiệm thay. Việc phối hợp và việc cấp dưới chuyển theo."),
    ),
    Act.COMMENT: ActPage(
        _("Trao đổi"), forms.CommentForm, _doing(comment.comment, _("Đã gửi ý kiến."), "text"), icon="edit"
    ),
    Act.COPY: ActPage(_("Giao thêm đơn vị"), receiving_forms.CopyForm, _copy, icon="plus"),
    Act.CLOSE: ActPage(
        _("Đóng nhiệm vụ"),
        forms.CloseForm,
        _close,
        tone="danger",
        icon="close",
        warning=_("Việc đã đóng không có kết quả và không mở lại được."),
    ),
}
