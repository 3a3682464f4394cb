"""Encounters out of the day segments (lần tiếp xúc từ Bluezone)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from vungxanh.apps.exposure import policies
from vungxanh.apps.exposure.graph import live, segments
from vungxanh.apps.exposure.models import Holder, Segment
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.tracing.risk import CURRENT, Class, Policy, assess_minutes

if TYPE_CHECKING:
    from vungxanh.apps.exposure.graph.reports import DayCount

Minutes = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class EncounterRow:
    """One meeting: minutes by attenuation bucket, class and probability under a policy, never metres.

    `evidence` is "both" when both phones held it, else "single".
    """

    one: UUID
    other: UUID
    start: datetime
    end: datetime
    minutes: Minutes
    max_rssi: int
    level: Class
    probability: float
    is_mutual: bool
    evidence: str


def of_subjects(
    subjects: Iterable[UUID], since: datetime, until: datetime, *, policy: Policy = CURRENT
) -> list[EncounterRow]:
    """The meetings of any of the subjects that touch a span of time, by time; for handlers, which know their officer.

    Damaged or missing files raise: an answer that leaves out meetings would look like a complete one.
    """
    from vungxanh.apps.exposure.graph import reports

    nodes = list(Holder.objects.filter(subject__in=list(subjects)).values_list("pk", flat=True))
    if not nodes:
        return []
    days = Segment.objects.filter(day__gte=_utc_day(since), day__lte=_utc_day(until))
    edges = reports.of_nodes(_paths(days), nodes, _ms(since), _ms(until))
    met = {node for edge in edges for node in (edge.one, edge.other)}
    subject_of = dict(Holder.objects.filter(pk__in=met).values_list("pk", "subject"))
    found = []
    for edge in edges:
        if edge.one in subject_of and edge.other in subject_of:
            risk = assess_minutes(edge.minutes, policy)
            found.append(
                EncounterRow(
                    subject_of[edge.one],
                    subject_of[edge.other],
                    _moment(edge.start_ms),
                    _moment(edge.end_ms),
                    edge.minutes,
                    edge.max_rssi,
                    risk.level,
                    risk.probability,
                    edge.is_mutual,
                    "both" if edge.is_mutual else "single",
                )
            )
    return found


def per_day(officer: Officer, since: date, until: date) -> "list[DayCount]":
    """Encounters per UTC day, hours and class, of the officer's own area."""
    from vungxanh.apps.exposure.graph import reports

    return reports.per_day(_paths(_seen_by(officer).filter(day__gte=since, day__lte=until)))


def matrix(officer: Officer, since: date, until: date) -> dict[tuple[str, str], float]:
    """Weighted contact hours between communes (codes, one <= other) in the officer's area, as the phones say."""
    from vungxanh.apps.exposure.graph import reports

    paths = _paths(_seen_by(officer).filter(day__gte=since, day__lte=until))
    return reports.matrix(paths, _communes(policies.area(officer)))


def _seen_by(officer: Officer) -> "QuerySet[Segment]":
    return Segment.objects.filter(area__path__under=policies.area(officer))


def _communes(area: str) -> dict[int, str]:
    """The commune of each node, as its phone was registered or its owner said, within an area."""
    communes = Unit.objects.filter(level=Level.COMMUNE, path__under=area)
    paths = dict(communes.values_list("path", "code"))
    node_of = dict(Holder.objects.values_list("subject", "pk"))
    where, found = live.places(), {}
    for upload in live.uploads():
        code = paths.get(where.commune_of(upload))
        if code and upload.subject in node_of:
            found[node_of[upload.subject]] = code
    return found


def _paths(rows: "QuerySet[Segment]") -> list[Path]:
    return [segments.checked(row.name, row.sha256) for row in rows.filter(is_current=True).order_by("day", "name")]


def _utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
