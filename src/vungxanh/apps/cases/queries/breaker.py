"""Whether alerts from phones are stopped, and what the numbers advise (ngắt mạch cảnh báo)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import BreakerTurn, Exposure, Origin, Standing
from vungxanh.apps.cases.reasons import REPLACED
from vungxanh.apps.exposure.queries import alerts
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.breaker import Breaker, DayCount, Judgement, judge
from vungxanh.kit.clock import VIETNAM

LOOKED_AT = timedelta(days=28)
_NEVER_TURNED = Breaker(opened=False, reason="", at=datetime(2020, 1, 1, tzinfo=UTC))
_FOUND = "ble:"
"""Evidence of a meeting found by comparing phones begins so; that of a report is the upload's number."""


@dataclass(frozen=True, slots=True)
class Day:
    """Alerts of a day by how they came: people's own reports, meetings found by comparing; and cases with keys."""

    day: date
    reports: int
    found: int
    cases: int

    @property
    def alerts(self) -> int:
        """All of them."""
        return self.reports + self.found


@dataclass(frozen=True, slots=True)
class Judged:
    """The rule's judgement of a day, and the days it rests on, the day itself last."""

    judgement: Judgement
    days: tuple[Day, ...]


def is_open() -> bool:
    """Whether alerts from phones are stopped: contacts by Bluezone are entered, but no commune is told by itself."""
    return state().opened


def state() -> Breaker:
    """How the breaker stands (1 query); closed, so that alerts go out, before anybody decided."""
    last = BreakerTurn.objects.order_by("-pk").first()
    return Breaker(last.opened, last.reason, last.at) if last else _NEVER_TURNED


def history(officer: Officer) -> QuerySet[BreakerTurn]:
    """Every decision, the latest first; nothing for who has no case work."""
    rows = BreakerTurn.objects.select_related("by", "unit").order_by("-pk")
    return rows if policies.may_enter(officer) else rows.none()


def judged(on: date) -> Judged:
    """The alerts of a day against its cases and the weeks before, of the whole province (2 queries).

    The rule needs the whole: a fault or a forgery knows no borders of communes. Numbers only, of nobody's people.
    """
    since = on - LOOKED_AT
    handed_in, found = alerts.per_day(since, on), _found_per_day(since, on)
    days = []
    for number in range(LOOKED_AT.days + 1):
        day = since + timedelta(days=number)
        own = handed_in.get(day, alerts.HandedIn(0, 0))
        days.append(Day(day, own.reports, found.get(day, 0), own.cases))
    counts = [DayCount(each.day, each.alerts, each.cases) for each in days]
    return Judged(judge(counts[:-1], counts[-1]), tuple(days))


def held_back(people: Collection[int]) -> set[int]:
    """Of these people, whom only phones know of since the breaker was opened; empty while it is closed (2 queries)."""
    now = state()
    return (
        set(_by_phone_only(now.at).filter(person__in=people).values_list("person", flat=True)) if now.opened else set()
    )


def waiting_since(at: datetime) -> list[int]:
    """Whom only phones know of since a moment: people to be told of when the breaker is closed again."""
    return list(_by_phone_only(at).order_by("person").values_list("person", flat=True))


def _by_phone_only(since: datetime) -> QuerySet[Standing]:
    """Contacts with a meeting by phone written down since then, and with none from any other source."""
    live = Exposure.objects.filter(withdrawn_at=None)
    phone, other = live.filter(origin=Origin.BLE, recorded_at__gte=since), live.exclude(origin=Origin.BLE)
    return Standing.objects.filter(
        Exists(phone.filter(target=OuterRef("person"))) | Exists(phone.filter(source=OuterRef("person"))),
        ~Exists(other.filter(target=OuterRef("person"))),
        ~Exists(other.filter(source=OuterRef("person"))),
        level__gte=1,
    )


def _found_per_day(since: date, until: date) -> dict[date, int]:
    first = datetime.combine(since, time(), VIETNAM)
    end = datetime.combine(until + timedelta(days=1), time(), VIETNAM)
    rows = Exposure.objects.filter(origin=Origin.BLE, evidence__startswith=_FOUND).exclude(withdrawn_why=REPLACED)
    rows = rows.filter(recorded_at__gte=first, recorded_at__lt=end)
    days = rows.annotate(day=TruncDate("recorded_at", tzinfo=VIETNAM)).values("day").annotate(n=Count("pk"))
    return {row["day"]: row["n"] for row in days}
