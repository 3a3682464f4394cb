"""How the unit tells what it has done: progress, the report that it is done, and taking note."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.actions.steps import must_say_why, say, settle_extension, step
from vungxanh.apps.work.events import WorkClosed, WorkReported
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.kit import audit, events
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.problems import FieldError, Invalid


def report_progress(
    assignment: Assignment, *, percent: int, text: str, by: Officer, at: datetime, files: Sequence[StoredFile] = ()
) -> Entry:
    """Write down how far it is (cập nhật tiến độ): 0 to 99 per cent; done is said by `report_done`."""
    if not 0 <= percent <= 99:
        message = _("Tiến độ từ 0 đến 99 %%. Khi đã xong, gửi báo cáo hoàn thành.") % ()
        raise Invalid(message, errors=[FieldError("percent", message)])
    with step(assignment, Act.PROGRESS, by=by, at=at) as current:
        current.move_to(State.DOING)
        current.percent = percent
        entry = say(current, EntryKind.PROGRESS, by=by, at=at, text=text, percent=percent, files=files)
        audit.record("work.progress", by=by, on=current, at=at, data={"percent": percent, "files": len(files)})
    return entry


def report_done(
    assignment: Assignment, *, text: str, by: Officer, at: datetime, files: Sequence[StoredFile] = ()
) -> Entry:
    """Tell the giver that it is done (báo cáo hoàn thành); it ends only when the giver accepts."""
    text = must_say_why(text, "text", longest=5000)
    with step(assignment, Act.REPORT, by=by, at=at) as current:
        settle_extension(current, at=at)
        current.move_to(State.REPORTED)
        current.percent, current.reported_at = 100, at
        entry = say(current, EntryKind.REPORT, by=by, at=at, text=text, percent=100, files=files)
        audit.record("work.report", by=by, on=current, at=at, data={"files": len(files)})
        events.announce(WorkReported(current.pk, at))
    return entry


def acknowledge(assignment: Assignment, *, by: Officer, at: datetime) -> Entry:
    """Take note of what was sent for information (tiếp nhận để biết), which ends it."""
    with step(assignment, Act.ACKNOWLEDGE, by=by, at=at) as current:
        current.move_to(State.CLOSED)
        entry = say(current, EntryKind.SEEN, by=by, at=at)
        audit.record("work.acknowledge", by=by, on=current, at=at)
        events.announce(WorkClosed((current.pk,), at))
    return entry
