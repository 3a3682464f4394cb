"""Codes as an officer may see them: their state, never the code (mã đã cấp)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.apps.exposure.models import Attempts, Code, CodeDay
from vungxanh.apps.exposure.policies import area, may_read_codes
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.problems import NotAllowed, NotFound


class CodeState(StrEnum):
    """Where a code stands (trạng thái mã)."""

    LIVE = "live"
    CLAIMED = "claimed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


WORDS: dict[CodeState, str | Promise] = {
    CodeState.LIVE: gettext_lazy("còn hiệu lực"),
    CodeState.CLAIMED: gettext_lazy("đã dùng"),
    CodeState.EXPIRED: gettext_lazy("hết hạn"),
    CodeState.WITHDRAWN: gettext_lazy("đã thu hồi"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A code and its state at a moment."""

    code: Code
    state: CodeState

    @property
    def word(self) -> str | Promise:
        """The state in words."""
        return WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Quota:
    """What a unit issued today, of how many."""

    issued: int
    claimed: int
    allowed: int
    extra: int = 0
    why: str = ""

    @property
    def left(self) -> int:
        """How many more there may be."""
        return max(0, self.allowed - self.issued)


def state_of(code: Code, at: datetime) -> CodeState:
    """Where a code stands at a moment."""
    if code.claimed_at:
        return CodeState.CLAIMED
    if code.withdrawn_at:
        return CodeState.WITHDRAWN
    return CodeState.EXPIRED if code.expires_at <= at else CodeState.LIVE


def codes_of(officer: Officer) -> QuerySet[Code]:
    """The codes issued for people of the officer's place; NotAllowed for whom they do not concern."""
    if not may_read_codes(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế và lãnh đạo được xem mã đã cấp."))
    return Code.objects.filter(place__path__under=area(officer)).select_related("unit", "place", "issued_by")


def code_of(officer: Officer, pk: UUID) -> Code:
    """One of them; NotFound for others."""
    found = codes_of(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có mã này, hoặc anh/chị không được xem."))
    return found


def of_today(officer: Officer, at: datetime, *, most: int = 200) -> list[Standing]:
    """The last codes of the day, the newest first."""
    rows = codes_of(officer).filter(issued_at__gte=_midnight(at)).order_by("-issued_at", "pk")[:most]
    return [Standing(code, state_of(code, at)) for code in rows]


def quota_of(officer: Officer, at: datetime) -> Quota | None:
    """What the officer's own unit issued today; None before the first code."""
    row = CodeDay.objects.filter(unit=officer.unit, day=clock.day_of(at)).first()
    return Quota(row.issued, row.claimed, row.quota + row.extra, row.extra, row.extra_why) if row else None


def wrong_tries(at: datetime, *, scope: str, hours: int = 24) -> list[tuple[datetime, int]]:
    """Wrong tries of the realm by hour, the present one last; an hour without any is 0."""
    last = at.replace(minute=0, second=0, microsecond=0)
    first = last - timedelta(hours=hours - 1)
    rows = Attempts.objects.filter(scope=scope, window__gte=first).values("window").annotate(total=Sum("count"))
    counted = {row["window"]: row["total"] for row in rows}
    return [(moment, counted.get(moment, 0)) for moment in (first + timedelta(hours=hour) for hour in range(hours))]


def _midnight(at: datetime) -> datetime:
    return at.astimezone(clock.VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
