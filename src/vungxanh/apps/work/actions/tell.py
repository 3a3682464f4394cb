"""Notices about one duty; each has a key, so that an event handled twice tells once (báo việc)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.work.links import page
from vungxanh.apps.work.models import Assignment, Entry, Extension, State
from vungxanh.apps.work.queries.people import people_of
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.notices.actions import notify, withdraw


def performer(assignment_id: int, *, at: datetime) -> int:
    """Tell the person named as performer."""
    row = Assignment.objects.get(pk=assignment_id)
    key = f"work.performer:{row.pk}:{row.performer_id}"
    return _tell(
        [row.performer_id] if row.performer_id else [], row, key, _("Anh/chị được giao: %s") % row.title, at=at
    )


def report(assignment_id: int, *, at: datetime) -> int:
    """Tell the giver's managers that a report waits for them, unless it was answered meanwhile."""
    row = _with_units(assignment_id)
    if row.state != State.REPORTED or row.reported_at != at:
        return 0
    giver = _answering(row)
    people = people_of([giver], day_of(at))[giver]
    told = _("%(unit)s báo cáo hoàn thành") % {"unit": row.unit}
    return _tell(people.managers, row, f"work.report:{row.pk}:{at.isoformat()}", told, at=at, body=row.title)


def answered(assignment_ids: Iterable[int], *, at: datetime) -> int:
    """Take back "a report waits" for work that was answered or ended."""
    return sum(withdraw(at=at, key_prefix=f"work.report:{pk}:") for pk in assignment_ids)


def returned(assignment_id: int, reason: str, *, at: datetime) -> int:
    """Tell the unit's managers and its performer why the report came back, unless they reported again meanwhile."""
    row = _with_units(assignment_id)
    if row.state != State.DOING or row.returned_at != at:
        return 0
    answered([row.pk], at=at)
    told = _("%(unit)s trả lại: %(title)s") % {"unit": row.assigned_by, "title": row.title}
    return _tell(_holders(row, at), row, f"work.return:{row.pk}:{at.isoformat()}", told, at=at, body=reason)


def extension_asked(extension_id: int, *, at: datetime) -> int:
    """Tell the giver's managers that more time is asked for, unless it was decided meanwhile."""
    asked = Extension.objects.select_related("assignment__unit").get(pk=extension_id)
    if asked.granted is not None:
        return 0
    row = asked.assignment
    giver = _answering(row)
    people = people_of([giver], day_of(at))[giver]
    until = f"{asked.new_due_at.astimezone(VIETNAM):%d/%m/%Y}"
    told = _("%(unit)s xin gia hạn đến %(until)s") % {"unit": row.unit, "until": until}
    return _tell(people.managers, row, f"work.extension:{asked.pk}", told, at=at, body=asked.reason)


def extension_decided(extension_id: int, *, at: datetime) -> int:
    """Tell the unit whether it has more time."""
    asked = Extension.objects.select_related("assignment__unit", "assignment__assigned_by").get(pk=extension_id)
    withdraw(at=at, keys=[f"work.extension:{asked.pk}"])
    told = _("Đồng ý gia hạn: %s") if asked.granted else _("Không gia hạn: %s")
    row = asked.assignment
    return _tell(_holders(row, at), row, f"work.decision:{asked.pk}", told % row.title, at=at, body=asked.decision)


def deadlines_moved(assignment_ids: Sequence[int], *, at: datetime) -> int:
    """Tell the units whose deadline moved with their lead's or with the one above; not where the duty has ended."""
    rows = Assignment.objects.filter(pk__in=assignment_ids, is_open=True).order_by("pk")
    return sum(
        _tell(
            _holders(row, at), row, f"work.moved:{row.pk}:{at.isoformat()}", _("Thời hạn đã dời: %s") % row.title, at=at
        )
        for row in rows
    )


def mentioned(entry_id: int, *, at: datetime) -> int:
    """Tell the managers of the units named in a comment, but not its writer."""
    entry = Entry.objects.select_related("assignment", "by_unit").get(pk=entry_id)
    people = people_of(entry.mentions.values_list("pk", flat=True), day_of(at))
    users = {user_id for each in people.values() for user_id in each.managers} - {entry.by_id}
    told = _("%(name)s nhắc đến đơn vị của anh/chị") % {"name": entry.by_name}
    return _tell(users, entry.assignment, f"work.mention:{entry.pk}", told, at=at, body=entry.text)


def _with_units(assignment_id: int) -> Assignment:
    return Assignment.objects.select_related("unit", "assigned_by").get(pk=assignment_id)


def _answering(row: Assignment) -> int:
    """The unit that answers: the giver, or the one above where a unit gave the duty to itself."""
    return (row.unit.parent_id or row.unit_id) if row.assigned_by_id == row.unit_id else row.assigned_by_id


def _holders(row: Assignment, at: datetime) -> set[int]:
    managers = people_of([row.unit_id], day_of(at))[row.unit_id].managers
    return managers | ({row.performer_id} if row.performer_id else set())


def _tell(users: Iterable[int], row: Assignment, key: str, subject: str, *, at: datetime, body: str = "") -> int:
    informed = row.role == TaskRole.INFORM
    return notify(
        users,
        kind=key.partition(":")[0],
        subject=subject,
        body=body,
        url=page("assignment", row.pk),
        at=at,
        key=key,
        due_at=None if informed else row.due_at,
    )
