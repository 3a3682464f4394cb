"""How often a task comes back, as people choose and read it."""

from django.db import models
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from vungxanh.core.records.recurrence import Detail, parse_detail

WEEKDAYS = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))


class Recurrence(models.TextChoices):
    """How often a task comes back; UNSET is a repeat the letter orders without saying how often (định kỳ)."""

    NONE = "", _("Một lần")
    UNSET = "unset", _("Định kỳ, chưa chọn chu kỳ")
    DAILY = "daily", _("Hằng ngày làm việc")
    WEEKLY = "weekly", _("Hằng tuần")
    FORTNIGHTLY = "fortnightly", _("Hai tuần một lần")
    MONTHLY = "monthly", _("Hằng tháng")
    QUARTERLY = "quarterly", _("Hằng quý")
    HALF_YEARLY = "half_yearly", _("Sáu tháng một lần")
    YEARLY = "yearly", _("Hằng năm")


# Of a period of several months, a day belongs to one of them.
_LONG = (Recurrence.QUARTERLY, Recurrence.HALF_YEARLY, Recurrence.YEARLY)


def in_words(recurrence: str, detail: str = "") -> str:
    """The interval with its days and hour, "Hằng quý, ngày 15 tháng cuối kỳ"; empty for once."""
    if recurrence == Recurrence.NONE:
        return ""
    return ", ".join([str(Recurrence(recurrence).label), *_parts(recurrence, parse_detail(detail))])


def phrase_of(recurrence: str, detail: str) -> str:
    """Only the days and the hour, in Vietnamese, because the desk's form reads what it showed."""
    with override(None):
        return ", ".join(_parts(recurrence, parse_detail(detail)))


def _parts(recurrence: str, detail: Detail) -> list[str]:
    parts = [", ".join(str(WEEKDAYS[day]) for day in detail.weekdays)]
    if detail.days:
        days = gettext("ngày %(days)s") % {"days": ", ".join(map(str, detail.days))}
        parts.append(" ".join(part for part in (days, _month(recurrence, detail.month)) if part))
    if detail.hour:
        parts.append(gettext("trước %(hour)s giờ") % {"hour": f"{detail.hour:%-H}"} if not detail.hour.minute else "")
        parts.append(gettext("trước %(hour)s") % {"hour": f"{detail.hour:%Hh%M}"} if detail.hour.minute else "")
    return [part for part in parts if part]


def _month(recurrence: str, month: int) -> str:
    if month:
        return gettext("tháng thứ %(month)s của kỳ") % {"month": month}
    return gettext("tháng cuối kỳ") if recurrence in _LONG else ""
