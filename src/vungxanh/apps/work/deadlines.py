"""From the day a letter names to the moment work is due (thời hạn)."""

from datetime import date, datetime, time

from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import DeadlineOrigin, DirectiveTask
from vungxanh.core.records.worktime import OutsideCalendar, WorkCalendar
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.problems import Invalid


def closing_hour(day: date, calendar: WorkCalendar) -> datetime:
    """The closing hour of the day, or of the next working day when nobody works on it (Civil Code 2015, Art. 148.5)."""
    try:
        return calendar.end_of_day(datetime.combine(day, time(0), VIETNAM))
    except OutsideCalendar as outside:
        told = _("Hạn %(day)s nằm ngoài lịch làm việc đã nạp. Quản trị viên cần nạp thêm năm này.")
        raise Invalid(told % {"day": f"{day:%d/%m/%Y}"}) from outside


def last_day(task: DirectiveTask) -> date | None:
    """After which day a recurring duty comes back no more; a deadline that only the default rule gave ends none."""
    return None if task.deadline_origin == DeadlineOrigin.RULE else task.deadline_on
