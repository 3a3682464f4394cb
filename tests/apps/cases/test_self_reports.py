"""A person tells their own health by a link."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.cases import NOW, TODAY, a_case, a_cdc_officer, a_health_officer, a_person, an_exposure
from tests.factories.tasks import run_pending
from vungxanh.apps.cases.actions import self_reports
from vungxanh.apps.cases.models import Check, Outcome, Plan, SelfReport
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.problems import Gone, NotFound

pytestmark = pytest.mark.django_db
TOKEN = "t" * 32


def a_plan_with_a_link() -> Plan:
    """An F1 who was given a link."""
    by = a_cdc_officer()
    case, near = a_case(by=by), a_person()
    an_exposure(case.person, near, by=by)
    plan = Plan.objects.get(person=near)
    self_reports.make_link(plan, TOKEN, by=a_health_officer(near.commune), at=NOW)  # type: ignore[arg-type]
    return plan


def test_each_check_of_the_day_is_told_once() -> None:
    plan = a_plan_with_a_link()
    self_reports.tell(TOKEN, symptoms=[], temperature=Decimal("36.6"), at=NOW)
    self_reports.tell(TOKEN, symptoms=["cough"], temperature=None, at=NOW)
    told = Check.objects.filter(plan=plan, day=TODAY).order_by("number")
    assert [row.outcome for row in told] == [Outcome.WELL, Outcome.SYMPTOMS]
    with pytest.raises(Gone):
        self_reports.tell(TOKEN, symptoms=[], temperature=None, at=NOW)
    assert set(Entry.objects.filter(verb="cases.check").values_list("actor_key", flat=True)) == {f"plan:{plan.pk}"}


def test_the_link_itself_is_kept_nowhere() -> None:
    a_plan_with_a_link()
    assert TOKEN not in str(SelfReport.objects.values())
    assert not any(TOKEN in str(row) for row in Entry.objects.values())


def test_a_wrong_a_replaced_and_an_old_link_open_nothing() -> None:
    plan = a_plan_with_a_link()
    with pytest.raises(NotFound):
        self_reports.plan_of("x" * 32, at=NOW)
    with pytest.raises(Gone):
        self_reports.plan_of(TOKEN, at=NOW + timedelta(days=60))
    self_reports.make_link(plan, "n" * 32, by=a_health_officer(plan.unit), at=NOW)
    with pytest.raises(Gone):
        self_reports.plan_of(TOKEN, at=NOW)


def test_worsening_is_told_at_any_hour_and_alerts_each_time() -> None:
    plan = a_plan_with_a_link()
    for number in range(2):
        self_reports.tell(TOKEN, symptoms=[], temperature=None, at=NOW + timedelta(minutes=number))
    evening = NOW + timedelta(hours=8)
    row = self_reports.tell(TOKEN, symptoms=["fever"], temperature=Decimal("38.5"), at=evening)
    assert (row.number, row.day, row.outcome, row.at) == (3, TODAY, Outcome.SYMPTOMS, evening)
    assert self_reports.tell(TOKEN, symptoms=["fever"], temperature=Decimal("38.5"), at=evening) == row
    worse = self_reports.tell(TOKEN, symptoms=["fever", "breathless"], temperature=None, at=evening)
    plan.refresh_from_db()
    assert (worse.number, plan.is_ill, plan.overdue) == (4, True, 0)
    run_pending()
    assert {notice.key for notice in Notice.objects.filter(kind="cases.symptoms")} == {
        f"cases.symptoms:{row.pk}",
        f"cases.symptoms:{worse.pk}",
    }


def test_a_link_cannot_flood_the_officers() -> None:
    plan = a_plan_with_a_link()
    hours = [NOW + timedelta(minutes=30 * number) for number in range(self_reports.MOST_A_DAY)]
    for at in hours:
        self_reports.tell(TOKEN, symptoms=["cough"], temperature=None, at=at)
    with pytest.raises(Gone):
        self_reports.tell(TOKEN, symptoms=["cough"], temperature=None, at=hours[-1] + timedelta(hours=1))
    assert Check.objects.filter(plan=plan, day=TODAY).count() == self_reports.MOST_A_DAY


def test_the_last_word_says_who_is_ill() -> None:
    plan = a_plan_with_a_link()
    self_reports.tell(TOKEN, symptoms=["cough"], temperature=None, at=NOW)
    plan.refresh_from_db()
    assert plan.is_ill
    self_reports.tell(TOKEN, symptoms=[], temperature=None, at=NOW + timedelta(hours=6))
    plan.refresh_from_db()
    assert not plan.is_ill
