"""The acts of the review desk over HTTP; each needs If-Match and answers with the document as it now stands."""

from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.add_task import add_task
from vungxanh.apps.directives.actions.confirm import confirm
from vungxanh.apps.directives.actions.editing import lock
from vungxanh.apps.directives.actions.explain import explain
from vungxanh.apps.directives.actions.hand_over import hand_over
from vungxanh.apps.directives.actions.merge_tasks import merge_tasks
from vungxanh.apps.directives.actions.remove_task import remove_task
from vungxanh.apps.directives.actions.reopen import reopen
from vungxanh.apps.directives.actions.set_deadline import set_deadlines_by_rule
from vungxanh.apps.directives.actions.split_task import split_task
from vungxanh.apps.directives.actions.undo import undo
from vungxanh.apps.directives.actions.withdraw import withdraw
from vungxanh.apps.directives.api.asked import Shown, change, task_of
from vungxanh.apps.directives.api.schemas import (
    ConfirmIn,
    CutOut,
    DocumentOut,
    HandedOverOut,
    HandOverIn,
    SpanIn,
    SplitIn,
    TaskIn,
    WithdrawIn,
)
from vungxanh.apps.directives.api.task_changes import change_task
from vungxanh.apps.directives.queries.splits import Cut, cuts_of
from vungxanh.apps.directives.queries.visible import directive_for
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Unit
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.api.description import versioned
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.naming import as_sent
from vungxanh.kit.problems import FieldError, Invalid

router = Router(tags=["directives"])
_ONE = "/{int:pk}"
_TASK = "/{int:pk}/tasks/{int:task_pk}"


@router.post(f"{_ONE}/tasks", response=DocumentOut, summary="Thêm nhiệm vụ / add a task")
@guarded_by(add_task)
@versioned
def add_directive_task(request: HttpRequest, response: HttpResponse, pk: int, body: SpanIn) -> Shown:
    """Make a task of a passage of the letter; units named at its beginning lead it."""
    where = body.dict()
    with as_sent(passage="start"):
        return change(request, response, pk, lambda asked: add_task(asked.directive, **where, **asked.who))


@router.patch(_TASK, response=DocumentOut, summary="Sửa nhiệm vụ / edit a task")
@guarded_by(policies.must_be_able_to_review)
@versioned
def edit_directive_task(request: HttpRequest, response: HttpResponse, pk: int, task_pk: int, changes: TaskIn) -> Shown:
    """Change one thing of a task: its words, its units, its deadline or its recurrence."""
    return change(request, response, pk, lambda asked: change_task(asked.task(task_pk), changes, asked))


@router.delete(_TASK, response=DocumentOut, summary="Bỏ nhiệm vụ / remove a task")
@guarded_by(remove_task)
@versioned
def remove_directive_task(request: HttpRequest, response: HttpResponse, pk: int, task_pk: int) -> Shown:
    """Take a task off; undo brings it back."""
    return change(request, response, pk, lambda asked: remove_task(asked.task(task_pk), **asked.who))


@router.get(f"{_TASK}/cuts", response=list[CutOut], summary="Chỗ tách / where to split")
@guarded_by(policies.must_be_able_to_review)
def list_cuts(request: HttpRequest, pk: int, task_pk: int) -> list[Cut]:
    """The ends of sentences and parts inside a task."""
    directive = directive_for(officer_of(request), pk)
    policies.must_be_able_to_review(officer_of(request), directive)
    return cuts_of(task_of(directive, task_pk).text)


@router.post(f"{_TASK}/split", response=DocumentOut, summary="Tách nhiệm vụ / split a task")
@guarded_by(split_task)
@versioned
def split_directive_task(request: HttpRequest, response: HttpResponse, pk: int, task_pk: int, body: SplitIn) -> Shown:
    """Cut a task in two; both keep units and deadline."""
    return change(request, response, pk, lambda asked: split_task(asked.task(task_pk), offset=body.offset, **asked.who))


@router.post(f"{_TASK}/merge", response=DocumentOut, summary="Gộp với nhiệm vụ sau / merge with the next")
@guarded_by(merge_tasks)
@versioned
def merge_directive_task(request: HttpRequest, response: HttpResponse, pk: int, task_pk: int) -> Shown:
    """Join a task with the one after it."""
    return change(request, response, pk, lambda asked: merge_tasks(asked.task(task_pk), **asked.who))


@router.post(f"{_ONE}/explain", response=DocumentOut, summary="Đánh dấu diễn giải / mark as explanation")
@guarded_by(explain)
@versioned
def explain_passage(request: HttpRequest, response: HttpResponse, pk: int, body: SpanIn) -> Shown:
    """Mark a bullet of the letter as explanation, which needs no task; sent again it takes the mark off."""
    where = body.dict()
    return change(request, response, pk, lambda asked: explain(asked.directive, **where, **asked.who))


@router.post(f"{_ONE}/deadlines", response=DocumentOut, summary="Đặt thời hạn theo quy tắc / deadlines by rule")
@guarded_by(set_deadlines_by_rule)
@versioned
def set_rule_deadlines(request: HttpRequest, response: HttpResponse, pk: int) -> Shown:
    """Give every task without a deadline the one that the letter's urgency suggests."""
    return change(request, response, pk, lambda asked: set_deadlines_by_rule(asked.directive, **asked.who))


@router.post(f"{_ONE}/undo", response=DocumentOut, summary="Hoàn tác / undo")
@guarded_by(undo)
@versioned
def undo_edit(request: HttpRequest, response: HttpResponse, pk: int) -> Shown:
    """Take back one's own last change; 409 when it was another person's."""
    return change(request, response, pk, lambda asked: undo(asked.directive, **asked.who))


@router.post(f"{_ONE}/confirm", response=DocumentOut, summary="Xác nhận / confirm")
@guarded_by(confirm)
@versioned
def confirm_directive(request: HttpRequest, response: HttpResponse, pk: int, body: ConfirmIn | None = None) -> Shown:
    """Confirm what was read; 422 lists what blocks it, 409 says who was first.

    422 also names the tasks without a deadline until the body confirms that they shall have none.
    """
    undated = body is not None and body.without_deadline_confirmed
    run = partial(confirm, without_deadline_confirmed=undated)
    return change(request, response, pk, lambda asked: run(asked.directive, **asked.who))


@router.post(f"{_ONE}/reopen", response=DocumentOut, summary="Mở lại rà soát / reopen")
@guarded_by(reopen)
@versioned
def reopen_directive(request: HttpRequest, response: HttpResponse, pk: int) -> Shown:
    """Put a confirmed directive back on the desk; 409 once it is issued."""
    return change(request, response, pk, lambda asked: reopen(asked.directive, **asked.who))


@router.post(f"{_ONE}/withdraw", response=DocumentOut, summary="Thu hồi / withdraw")
@guarded_by(withdraw)
@versioned
def withdraw_directive(request: HttpRequest, response: HttpResponse, pk: int, body: WithdrawIn) -> Shown:
    """Take a directive back before it is issued."""
    return change(request, response, pk, lambda asked: withdraw(asked.directive, reason=body.reason, **asked.who))


@router.post(f"{_ONE}/hand-over", response=HandedOverOut, summary="Chuyển đơn vị tiếp tục / hand over")
@guarded_by(hand_over)
@versioned
def hand_over_directive(request: HttpRequest, pk: int, body: HandOverIn) -> dict[str, bool]:
    """Give a letter that was left behind (see `left-behind`) to a standing unit."""
    officer, at = officer_of(request), clock.now()
    directive = directive_for(officer, pk)
    policies.must_be_able_to_hand_over(officer, directive, on=clock.day_of(at))
    with transaction.atomic():
        etags.must_hold(request, lock(directive))
        to = Unit.objects.filter(code=body.to).first()
        if to is None:
            message = _("Không có đơn vị nào mã %(code)s.") % {"code": body.to}
            raise Invalid(message, errors=[FieldError("to", message)])
        return {"moved": hand_over(directive, to=to, reason=body.reason, by=officer, at=at)}
