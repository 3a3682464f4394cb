"""Reminders before, on and after the day, up the ladder (nhắc việc)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from vungxanh.apps.work.links import page
from vungxanh.apps.work.models import NO_DEADLINE, Assignment, Turn
from vungxanh.apps.work.queries.people import UnitPeople, people_of
from vungxanh.apps.work.reminders import BEFORE, Recipient, days_left, is_rung, recipients
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.kit.calendar.queries import work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.notices.actions import withdraw
from vungxanh.kit.notices.bulk import Telling, notify_each

_COLUMNS = ("pk", "title", "unit", "assigned_by", "performer", "directive", "due_at")


class Due(NamedTuple):
    """What a reminder needs to know of an assignment."""

    pk: int
    title: str
    unit_id: int
    giver_id: int
    performer_id: int | None
    directive_id: int
    due_at: datetime


def remind(*, at: datetime) -> int:
    """Offer today's reminders for all work that waits for a unit; returns how many notices were offered.

    Only assignments whose deadline stands on a rung today are read: a few distinct moments, then two queries and the
    inserts by batches. A chief of office hears once a letter, not once a duty. Nothing on days off.
    """
    today, calendar = day_of(at), work_calendar(at)
    if not calendar.is_working_day(today):
        return 0
    rungs = dict(_rungs(today, calendar))
    if not rungs:
        return 0
    waiting = Assignment.objects.filter(turn=Turn.UNIT, sort_due_at__in=list(rungs)).order_by("pk")
    rows = [Due(*row) for row in waiting.values_list(*_COLUMNS)]
    people = people_of({row.unit_id for row in rows} | {row.giver_id for row in rows}, today)
    return notify_each(_tellings(rows, rungs, people, today), at=at)


def silence(assignment_ids: Iterable[int], *, at: datetime) -> int:
    """Take back the reminders about work that was reported or ended; they leave lists and unsent digests."""
    return sum(withdraw(at=at, key_prefix=f"work.reminder:{pk}:") for pk in assignment_ids)


def _rungs(today: date, calendar: WorkCalendar) -> Iterator[tuple[datetime, int]]:
    """The deadlines that stand on a rung today, with their working days left."""
    open_rows = Assignment.objects.filter(turn=Turn.UNIT, sort_due_at__lt=NO_DEADLINE)
    for due_at in open_rows.order_by("sort_due_at").values_list("sort_due_at", flat=True).distinct():
        try:
            left = days_left(day_of(due_at), today, calendar)
        except OutsideCalendar:
            continue
        if left > max(BEFORE):
            return
        if is_rung(left):
            yield due_at, left


def _tellings(
    rows: Iterable[Due], rungs: Mapping[datetime, int], people: Mapping[int, UnitPeople], today: date
) -> Iterator[Telling]:
    late: Counter[tuple[int, int]] = Counter()
    for row in rows:
        left = rungs[row.due_at]
        to = recipients(left)
        own = people[row.unit_id]
        users = {row.performer_id} if row.performer_id else set(own.managers)
        users |= own.heads if Recipient.HEAD in to else set()
        for user_id in sorted(user for user in users if user):
            yield Telling(
                user_id=user_id,
                key=f"work.reminder:{row.pk}:{today}",
                kind="work.reminder",
                subject=f"{_words(left)}: {row.title}",
                url=page("assignment", row.pk),
                due_at=row.due_at,
            )
        if Recipient.CHIEF_OF_OFFICE in to:
            for user_id in own.chiefs | people[row.giver_id].chiefs:
                late[row.directive_id, user_id] += 1
    for (directive_id, user_id), count in sorted(late.items()):
        yield Telling(
            user_id=user_id,
            key=f"work.late:{directive_id}:{today}",
            kind="work.late",
            subject=_("%(count)s nhiệm vụ của một văn bản đã quá hạn từ 3 ngày làm việc") % {"count": count},
            url=page("board"),
        )


def _words(left: int) -> str:
    if left > 0:
        return _("Còn %(days)s ngày làm việc") % {"days": left}
    if left == 0:
        return _("Hạn hôm nay")
    return _("Quá hạn %(days)s ngày làm việc") % {"days": -left}
