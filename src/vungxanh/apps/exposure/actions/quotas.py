"""How many codes a unit may issue in a day, from what it issued before (hạn mức mã)."""

from datetime import date, datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from vungxanh.apps.exposure.models import CodeDay
from vungxanh.apps.exposure.policies import must_be_able_to_extend_quota
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit, clock
from vungxanh.kit.problems import Conflict, FieldError, Invalid

BASELINE_DAYS = 21
FACTOR, FLOOR = 3, 30
MOST_EXTRA = 500


def quota_for(unit: Unit, day: date) -> int:
    """Three times the daily mean of the last 21 days, and at least 30."""
    before = CodeDay.objects.filter(unit=unit, day__gte=day - timedelta(days=BASELINE_DAYS), day__lt=day)
    issued = before.aggregate(total=Sum("issued"))["total"] or 0
    return max(FLOOR, ceil(FACTOR * issued / BASELINE_DAYS))


def day_of(unit: Unit, at: datetime) -> CodeDay:
    """The unit's counters of the day, made with its quota when it is the first to ask."""
    day = clock.day_of(at)
    found = CodeDay.objects.filter(unit=unit, day=day).first()
    if found is None:
        found, _made = CodeDay.objects.get_or_create(unit=unit, day=day, defaults={"quota": quota_for(unit, day)})
    return found


def spend(unit: Unit, *, at: datetime) -> None:
    """Count one code of the day in the transaction of its making; Conflict when the quota is used up."""
    today = CodeDay.objects.filter(pk=day_of(unit, at).pk)
    if not today.filter(issued__lt=F("quota") + F("extra")).update(issued=F("issued") + 1):
        raise Conflict(
            _(
                "Đơn vị đã cấp hết hạn mức mã của hôm nay. "
                "Lãnh đạo đơn vị có thể cho cấp thêm, kèm lý do, tại trang Mã khai báo."
            )
        )


def claimed(unit_id: int, issued_at: datetime) -> None:
    """Count that a code was used, on the day it was issued."""
    CodeDay.objects.filter(unit_id=unit_id, day=clock.day_of(issued_at)).update(claimed=F("claimed") + 1)


def extend_quota(unit: Unit, *, more: int, why: str, by: Officer, at: datetime) -> CodeDay:
    """Let a unit issue more codes today (cho cấp quá hạn mức); its head says why."""
    must_be_able_to_extend_quota(by, unit)
    why = why.strip()
    wrong = []
    if not 1 <= more <= MOST_EXTRA:
        wrong.append(FieldError("more", _("Ghi từ 1 đến %(most)d mã.") % {"most": MOST_EXTRA}))
    if not 10 <= len(why) <= 300:
        wrong.append(FieldError("why", _("Ghi rõ lý do, từ 10 đến 300 ký tự.")))
    if wrong:
        raise Invalid(_("Chưa cho cấp thêm được."), errors=wrong)
    with transaction.atomic():
        today = CodeDay.objects.select_for_update().get(pk=day_of(unit, at).pk)
        today.extra, today.extra_why = today.extra + more, why
        today.save(update_fields=["extra", "extra_why"])
        audit.record("exposure.quota.extend", by=by, on=today, at=at, data={"unit": unit.code, "more": more})
    return today
