"""How many people reported by themselves that they were near, and how many cases handed in keys, by day (cảnh báo)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from vungxanh.apps.exposure.models import Upload, UploadKind, UploadState
from vungxanh.kit.clock import VIETNAM


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What phones handed in on a day: contacts' own reports, and cases' keys."""

    reports: int
    cases: int


def per_day(since: date, until: date) -> dict[date, HandedIn]:
    """Counts of the whole province by Viet Nam's day, without days of nothing (1 query).

    What was revoked later counts too, for it was an alert then; what still waits for its owner's code does not, nor do
    a case's keys that no health officer has confirmed.
    """
    first = datetime.combine(since, time(), VIETNAM)
    end = datetime.combine(until + timedelta(days=1), time(), VIETNAM)
    rows = Upload.objects.filter(received_at__gte=first, received_at__lt=end).exclude(state=UploadState.HELD)
    days = rows.annotate(day=TruncDate("received_at", tzinfo=VIETNAM)).values("day")
    guessed = Q(state__in=(UploadState.WAITING, UploadState.REFUSED))
    counted = days.annotate(
        reports=Count("pk", filter=Q(kind=UploadKind.CONTACT)),
        cases=Count("pk", filter=Q(kind=UploadKind.CASE) & ~guessed),
    )
    return {row["day"]: HandedIn(row["reports"], row["cases"]) for row in counted}
