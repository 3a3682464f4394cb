"""A person confirms what the letter orders (xác nhận)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions import indexing
from vungxanh.apps.directives.actions.editing import lock, must_be_draft, must_be_fresh
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.directives.queries.coverage import Item, coverage_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import FieldError, Invalid


class NotReady(Invalid):
    """The coverage check has blocking points (chưa xác nhận được); `items` name the tasks."""

    def __init__(self, items: Sequence[Item]) -> None:
        told = _("Còn %(count)d điểm phải xử lý trước khi xác nhận.") % {"count": len(items)}
        fields = [FieldError(f"task-{item.task_id}" if item.task_id else item.kind, item.message) for item in items]
        super().__init__(told, errors=fields)
        self.items = tuple(items)


class Undated(Invalid):
    """Tasks have no deadline and nobody said that they shall have none (chưa nêu rõ việc không có thời hạn)."""

    def __init__(self, numbers: Sequence[int]) -> None:
        told = _("%(count)d nhiệm vụ không có thời hạn. Đặt thời hạn, hoặc xác nhận để như vậy.")
        each = _("Nhiệm vụ %(number)d không có thời hạn.")
        fields = [FieldError("without_deadline_confirmed", each % {"number": number}) for number in numbers]
        super().__init__(told % {"count": len(numbers)}, errors=fields)
        self.numbers = tuple(numbers)


def confirm(
    directive: Directive, *, version: int, by: Officer, at: datetime, without_deadline_confirmed: bool = False
) -> Directive:
    """Confirm the version the person saw; of two who confirm at once one wins and the other is told (Conflict).

    A task needs no deadline by law, but nobody is reminded of it then: Undated names such tasks until that is
    confirmed, here and not again at issue.
    """
    policies.must_be_able_to_review(by, directive)
    with transaction.atomic():
        current = lock(directive)
        must_be_draft(current)
        must_be_fresh(current, version)
        coverage = coverage_of(current, on=day_of(at))
        if coverage.blocking:
            raise NotReady(coverage.blocking)
        if coverage.undated and not without_deadline_confirmed:
            raise Undated(coverage.undated)
        current.stage = Stage.CONFIRMED
        current.confirmed_by, current.confirmed_at = by.user, at
        current.version += 1
        current.save(update_fields=["stage", "confirmed_by", "confirmed_at", "version"])
        data = {"version": current.version, "tasks": current.tasks.count(), "without_deadline": coverage.undated}
        audit.record("directives.confirm", by=by, on=current, at=at, data=data)
        indexing.put(current)
    directive.refresh_from_db()
    return directive
