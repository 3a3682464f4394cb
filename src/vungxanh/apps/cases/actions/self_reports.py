"""A person tells their own health by a link, once for each check (liên kết tự khai sức khỏe)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.current import plan_now
from vungxanh.apps.cases.actions.followup import note
from vungxanh.apps.cases.models import Check, Outcome, Plan, SelfReport
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.actors import NOBODY_NAMED
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.problems import Gone, NotFound
from vungxanh.kit.sealing.digests import keyed

_PURPOSE = "cases.self_report"
MOST_A_DAY = 12
"""Checks and reports of one person in a day; a rule of the house, so that a link cannot flood the officers."""
_SENT_TWICE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Person:
    """Who has the link: nobody is named, the plan is (người tự khai)."""

    plan_id: int

    @property
    def actor_key(self) -> str:
        """`plan:` and its number."""
        return f"plan:{self.plan_id}"

    @property
    def actor_name(self) -> str:
        """What people read in a history."""
        return NOBODY_NAMED["plan"]

    @property
    def unit_code(self) -> str:
        """Always empty."""
        return ""


def make_link(plan: Plan, token: str, *, by: Officer, at: datetime) -> SelfReport:
    """A link for a plan, valid to its last day (tạo liên kết); an earlier one stops. `token` is 32 random signs."""
    until = datetime.combine(plan.ends_on + timedelta(days=1), time(), VIETNAM)
    with transaction.atomic():
        plan = plan_now(plan, policies.must_follow_up, by=by)
        SelfReport.objects.filter(plan=plan, withdrawn_at=None).update(withdrawn_at=at)
        link = SelfReport.objects.create(
            plan=plan, digest=keyed(token, purpose=_PURPOSE), made_at=at, expires_at=max(until, at + timedelta(days=1))
        )
        audit.record("cases.self_report.link", by=by, on=plan, at=at)
    return link


def plan_of(token: str, *, at: datetime) -> Plan:
    """The plan a link belongs to; NotFound for a wrong one, Gone when it has ended."""
    link = SelfReport.objects.select_related("plan").filter(digest=keyed(token, purpose=_PURPOSE)).first()
    if link is None:
        raise NotFound
    if link.withdrawn_at or link.expires_at <= at or link.plan.ended_on:
        raise Gone(_("Liên kết này đã hết hạn."))
    return link.plan


def followed_by(token: str) -> Unit | None:
    """The unit that follows up whom a link was made for, also when it has ended; None for a wrong one."""
    link = SelfReport.objects.select_related("plan__unit").filter(digest=keyed(token, purpose=_PURPOSE)).first()
    return link.plan.unit if link else None


def tell(token: str, *, symptoms: Sequence[str], temperature: Decimal | None, at: datetime) -> Check:
    """What the person says of today, in the first check of the day that nobody has done.

    When all are done, symptoms are taken beside them at any hour, and alert as ever; the same words again within
    minutes are one report. Gone for who is well then, and after `MOST_A_DAY` in all.
    """
    plan_of(token, at=at)  # nobody holds the audit for a wrong link
    outcome = Outcome.SYMPTOMS if symptoms else Outcome.WELL
    with transaction.atomic():
        audit.hold()  # what an officer writes of the same day is read as it stands, and nothing told is refused for it
        plan = plan_of(token, at=at)
        rows = list(Check.objects.filter(plan=plan, day=day_of(at)).order_by("number"))
        if same := next((row for row in rows if _is_same(row, symptoms, temperature, at)), None):
            return same
        row = next((row for row in rows if row.outcome == Outcome.DUE), None)
        if row is None:
            if not symptoms or len(rows) >= MOST_A_DAY:
                raise Gone(_("Hôm nay đã khai đủ."))
            number = max((row.number for row in rows), default=0) + 1
            row = Check(plan=plan, path=plan.path, day=day_of(at), number=number, urgency=plan.urgency)
        return note(row, outcome, symptoms=symptoms, temperature=temperature, by=Person(plan.pk), user_id=None, at=at)


def _is_same(row: Check, symptoms: Sequence[str], temperature: Decimal | None, at: datetime) -> bool:
    """Whether the person said just this a moment ago, as when a page is sent twice."""
    lately = row.at is not None and row.by_id is None and at - row.at < _SENT_TWICE
    return bool(symptoms) and lately and (row.symptoms, row.temperature) == ([*symptoms], temperature)
