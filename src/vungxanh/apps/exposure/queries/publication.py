"""What is published, what waits and why, for who watches over it (tình hình công bố)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vungxanh.apps.exposure.models import LIVE, Batch, DayKey, SigningKey, UploadKind
from vungxanh.apps.exposure.policies import may_watch
from vungxanh.apps.exposure.queries.waiting import UNTOLD
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.slotkeys import EMBARGO_S
from vungxanh.kit.problems import NotAllowed, NotFound

EMBARGO = timedelta(seconds=EMBARGO_S)


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many keys of one day (UTC) that are not out: from when they may go, and with which batch."""

    day: datetime
    keys: int
    free_at: datetime
    batch_at: datetime
    is_embargoed: bool


def must_watch(officer: Officer) -> None:
    """Raise NotAllowed for whom publication does not concern."""
    if not may_watch(officer):
        raise NotAllowed(_("Trang này dành cho người vận hành, cán bộ y tế và lãnh đạo cấp tỉnh."))


def batches_of(officer: Officer) -> QuerySet[Batch]:
    """All batches, the newest first."""
    must_watch(officer)
    return Batch.objects.select_related("signed_by").order_by("-number")


def batch_of(officer: Officer, number: int) -> Batch:
    """One batch; NotFound when there is none."""
    found = batches_of(officer).filter(number=number).first()
    if found is None:
        raise NotFound(_("Không có lô này."))
    return found


def waiting_of(officer: Officer, *, due: datetime, every: timedelta, at: datetime) -> list[Waiting]:
    """Why keys are not out yet, by their day: the embargo, then the rhythm of batches; `due` is when the next comes."""
    must_watch(officer)
    starts = DayKey.objects.filter(UNTOLD, upload__kind=UploadKind.CASE, upload__state__in=LIVE).values_list(
        "starts_at", flat=True
    )
    days = Counter(moment.replace(hour=0, minute=0, second=0, microsecond=0) for moment in starts)
    return [
        Waiting(day, count, free := day + timedelta(days=1) + EMBARGO, _batch_after(free, due, every), free > at)
        for day, count in sorted(days.items())
    ]


def _batch_after(free: datetime, due: datetime, every: timedelta) -> datetime:
    """The first batch of the rhythm that is not before a moment."""
    if due >= free:
        return due
    return due + every * -(-(free - due) // every)


def signing_key_of(officer: Officer, version: int) -> SigningKey:
    """One key that signs batches; NotFound when there is none."""
    found = signing_keys(officer).filter(version=version, is_root=False).first()
    if found is None:
        raise NotFound(_("Không có khóa ký này."))
    return found


def signing_keys(officer: Officer) -> QuerySet[SigningKey]:
    """The keys, the newest first, the root last; their private part is not read."""
    must_watch(officer)
    return SigningKey.objects.defer("private_pem").order_by("-version")
