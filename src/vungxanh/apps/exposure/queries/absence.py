"""Why a meeting that was found before is not among those found now (vì sao không còn thấy một lần gặp)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.conf import settings

from vungxanh.apps.exposure.graph import live, reading
from vungxanh.apps.exposure.models import LIVE, Comparison, Upload, UploadState
from vungxanh.core.records.retention import limits

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Who took something back, whose histories in force cannot be read, and since when nothing was kept too long.

    `taken_back` has the reasons of each, which tell a retraction from keys that were revoked for another.
    A meeting before `complete_since` may be missing because edges, or what they were made of, have been deleted as old:
    that says nothing about whether it was.
    """

    taken_back: Mapping[UUID, frozenset[str]]
    unread: frozenset[UUID]
    complete_since: datetime


def absence(subjects: Collection[UUID], *, at: datetime) -> Absence:
    """What the absence of meetings of these people can mean; it reads their histories, so ask about few."""
    rows = list(Upload.objects.filter(subject__in=subjects, state__in=(*LIVE, UploadState.REVOKED)))
    kept = limits(settings.KEEP_DAYS)
    first = (at - min(kept["segments"], kept["uploads"] - _A_DAY)).astimezone(UTC).date()
    revoked = [row for row in rows if row.state == UploadState.REVOKED]
    return Absence(
        {one.subject: frozenset(row.revoked_why for row in revoked if row.subject == one.subject) for one in revoked},
        frozenset(row.subject for row in rows if row.state in LIVE and not _is_readable(row)),
        datetime.combine(first, time(), UTC) + _A_DAY,
    )


def comparison() -> tuple[str, datetime] | None:
    """Which run the segments are of: another answer means that meetings read before may be others now."""
    row = Comparison.objects.filter(pk=1).first()
    return (row.live, row.made_at) if row else None


def _is_readable(upload: Upload) -> bool:
    try:
        reading.of_upload(upload)
    except live.UNUSABLE:
        return False
    return True
