"""What of case work waits for an officer, for their home page (việc truy vết đang chờ)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.queries.days import counts_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.clock import day_of
from vungxanh.kit.waiting import Waiting, offer


@offer
def checks(officer: Officer, at: datetime) -> Iterator[Waiting]:
    """People to ask today and people nobody asked, for health officers (2 queries)."""
    if not officer.has(Role.HEALTH_OFFICER):
        return
    counts = counts_of(officer, day_of(at))
    if missed := counts.missed:
        told = ngettext("%(n)d người bị sót ngày theo dõi", "%(n)d người bị sót ngày theo dõi", missed) % {"n": missed}
        yield Waiting(told, reverse("cases:home"), is_urgent=True)
    if due := counts.due:
        told = ngettext("%(n)d người cần theo dõi hôm nay", "%(n)d người cần theo dõi hôm nay", due) % {"n": due}
        yield Waiting(told, reverse("cases:home"))
