"""The table of acts: which form each takes and which action it calls; one page serves them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import forms
from vungxanh.apps.work.actions import (
    cascade,
    close,
    comment,
    copy,
    extend,
    performer,
    progress,
    review,
    transfer,
)
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.policies import Act
from vungxanh.kit.files.actions import store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.types import DOCUMENTS, PHOTOS, SHEETS

EVIDENCE = DOCUMENTS | PHOTOS | SHEETS

Run = Callable[[Assignment, forms.ActForm, Officer, datetime], str]


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act as people meet it: `label` is the button, `run` does it and returns the sentence that confirms it."""

    label: str | Promise
    form: type[forms.ActForm]
    run: Run
    tone: str = "primary"
    icon: str = ""


def _files(form: forms.ActForm, by: Officer, at: datetime) -> list[StoredFile]:
    """Keep the evidence before the transaction: a scanner may take its time."""
    return [
        store(upload, name=upload.name, allowed=EVIDENCE, max_bytes=settings.MAX_UPLOAD_BYTES, by=by, at=at)
        for upload in form.cleaned_data["files"]
    ]


def _progress(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    told = form.cleaned_data
    files = _files(form, by, at)
    progress.report_progress(assignment, percent=told["percent"], text=told["text"], files=files, by=by, at=at)
    return gettext("Đã ghi tiến độ.")


def _report(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    progress.report_done(assignment, text=form.cleaned_data["text"], files=_files(form, by, at), by=by, at=at)
    return gettext("Đã gửi báo cáo hoàn thành, chờ đơn vị giao việc chấp nhận.")


def _acknowledge(assignment: Assignment, _form: forms.ActForm, by: Officer, at: datetime) -> str:
    progress.acknowledge(assignment, by=by, at=at)
    return gettext("Đã tiếp nhận.")


def _accept(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    review.accept(assignment, text=form.cleaned_data["text"], by=by, at=at)
    return gettext("Đã chấp nhận kết quả.")


def _return(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    review.return_to(assignment, reason=form.cleaned_data["reason"], by=by, at=at)
    return gettext("Đã trả lại kèm lý do.")


def _performer(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    told = form.cleaned_data
    performer.assign_performer(assignment, performer=told["performer"], text=told["text"], by=by, at=at)
    return gettext("Đã giao cho %(name)s.") % {"name": told["performer"].full_name}


def _cascade(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    told = form.cleaned_data
    units = list(told["units"])
    done = cascade.cascade(
        assignment, units=units, instruction=told["instruction"], due_on=told["due_on"], by=by, at=at
    )
    sentence = ngettext("Đã giao %(made)d đơn vị.", "Đã giao %(made)d đơn vị.", done.made) % {"made": done.made}
    skipped = gettext(" %(skipped)d đơn vị đã được giao từ trước.") % {"skipped": done.skipped}
    return sentence + skipped if done.skipped else sentence


def _transfer(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    told = form.cleaned_data
    transfer.transfer(assignment, to=told["to"], reason=told["reason"], by=by, at=at)
    return gettext("Đã chuyển %(unit)s.") % {"unit": told["to"]}


def _ask_extension(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    told = form.cleaned_data
    extend.ask_extension(assignment, until=told["until"], reason=told["reason"], by=by, at=at)
    return gettext("Đã gửi đề nghị gia hạn.")


def _decide_extension(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    told = form.cleaned_data
    asked = assignment.extensions.filter(granted=None).get()
    if told["granted"] == "yes":
        extend.grant(asked, text=told["reason"], by=by, at=at)
        return gettext("Đã đồng ý gia hạn.")
    extend.refuse(asked, reason=told["reason"], by=by, at=at)
    return gettext("Đã trả lời không gia hạn.")


def _close(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    closed = close.close_tree(assignment, reason=form.cleaned_data["reason"], by=by, at=at)
    return ngettext("Đã đóng %(n)d nhiệm vụ.", "Đã đóng %(n)d nhiệm vụ.", closed) % {"n": closed}


def _copy(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    copied = copy.copy_tree(assignment, to=list(form.cleaned_data["to"]), by=by, at=at)
    return ngettext("Đã giao %(n)d đơn vị.", "Đã giao %(n)d đơn vị.", copied.units) % {"n": copied.units}


def _comment(assignment: Assignment, form: forms.ActForm, by: Officer, at: datetime) -> str:
    comment.comment(assignment, text=form.cleaned_data["text"], by=by, at=at)
    return gettext("Đã gửi ý kiến.")


# In the order the page offers them: the first one possible is the main act.
PAGES: Mapping[Act, ActPage] = {
    Act.ACCEPT: ActPage(_("Chấp nhận"), forms.NoteForm, _accept, icon="check"),
    Act.RETURN: ActPage(_("Trả lại"), forms.ReasonForm, _return, tone="danger", icon="return"),
    Act.DECIDE_EXTENSION: ActPage(_("Trả lời gia hạn"), forms.DecisionForm, _decide_extension, icon="clock"),
    Act.PROGRESS: ActPage(_("Cập nhật tiến độ"), forms.ProgressForm, _progress, icon="edit"),
    Act.REPORT: ActPage(_("Báo cáo hoàn thành"), forms.ReportForm, _report, icon="send"),
    Act.ACKNOWLEDGE: ActPage(_("Đã nắm thông tin"), forms.ConfirmForm, _acknowledge, icon="check"),
    Act.CASCADE: ActPage(_("Giao cấp dưới"), forms.CascadeForm, _cascade, icon="split"),
    Act.PERFORMER: ActPage(_("Giao người thực hiện"), forms.PerformerForm, _performer, icon="user"),
    Act.ASK_EXTENSION: ActPage(_("Xin gia hạn"), forms.ExtensionForm, _ask_extension, icon="clock"),
    Act.TRANSFER: ActPage(_("Chuyển đơn vị khác"), forms.TransferForm, _transfer, icon="arrow-right"),
    Act.COMMENT: ActPage(_("Trao đổi"), forms.CommentForm, _comment, icon="edit"),
    Act.COPY: ActPage(_("Giao thêm đơn vị"), forms.CopyForm, _copy, icon="plus"),
    Act.CLOSE: ActPage(_("Đóng nhiệm vụ"), forms.ReasonForm, _close, tone="danger", icon="close"),
}
