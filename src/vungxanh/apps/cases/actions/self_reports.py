"""A person tells their own health by a link, once for each check (liên kết tự khai sức khỏe)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.followup import note
from vungxanh.apps.cases.models import Check, Outcome, Plan, SelfReport
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.clock import VIETNAM, day_of
from vungxanh.kit.problems import Gone, NotFound
from vungxanh.kit.sealing.digests import keyed

_PURPOSE = "cases.self_report"


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
        return "Người được theo dõi"

    @property
    def unit_code(self) -> str:
        """Always empty."""
        return ""


def make_link(plan: Plan, token: str, *, by: Officer, at: datetime) -> SelfReport:
    """A link for a plan, valid to its last day (tạo liên kết); an earlier one stops. `token` is 32 random signs."""
    policies.must_follow_up(by, plan)
    until = datetime.combine(plan.ends_on + timedelta(days=1), time(), VIETNAM)
    with transaction.atomic():
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


def tell(token: str, *, symptoms: Sequence[str], temperature: Decimal | None, at: datetime) -> Check:
    """What the person says of today, in the first check of the day that nobody has done; Gone when all are."""
    plan = plan_of(token, at=at)
    outcome = Outcome.SYMPTOMS if symptoms else Outcome.WELL
    with transaction.atomic():
        due = Check.objects.select_for_update().filter(plan=plan, day=day_of(at), outcome=Outcome.DUE)
        row = due.order_by("number").first()
        if row is None:
            raise Gone(_("Hôm nay đã khai đủ."))
        return note(row, outcome, symptoms=symptoms, temperature=temperature, by=Person(plan.pk), user_id=None, at=at)
