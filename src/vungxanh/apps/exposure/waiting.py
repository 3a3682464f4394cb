"""What phones handed in and waits for an officer, for their home page (tự báo đang chờ)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from vungxanh.apps.exposure.policies import may_judge_reports
from vungxanh.apps.exposure.queries.reports import reports_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.waiting import Waiting, offer


@offer
def reports(officer: Officer, _at: datetime) -> Iterator[Waiting]:
    """Reports that nobody has judged (1 query)."""
    count = reports_of(officer).count() if may_judge_reports(officer) else 0
    if count:
        told = ngettext("%(n)d lượt gửi chờ xác nhận", "%(n)d lượt gửi chờ xác nhận", count) % {"n": count}
        yield Waiting(told, reverse("exposure:reports"), is_urgent=True)
