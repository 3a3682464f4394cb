"""A day, and changes of the directory entered for days after it."""

from datetime import UTC, date, datetime, timedelta

from django.test import Client

from tests.factories.org import a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, StandIn, Succession, Unit, UnitPeriod
from vungxanh.kit.actors import SystemActor

AT = datetime(2020, 7, 28, 8, tzinfo=UTC)
DAY = date(2020, 7, 28)
BY = SystemActor("test")


def ahead(days: int) -> date:
    return DAY + timedelta(days)


def periods(unit: Unit) -> list[tuple[date, date | None, str, str]]:
    rows = UnitPeriod.objects.filter(unit=unit).order_by("starts_on")
    return list(rows.values_list("starts_on", "ends_on", "name", "parent__code"))


def state() -> list[list[tuple[object, ...]]]:
    """Everything a change may touch, without the ids of periods."""
    return [
        sorted(UnitPeriod.objects.values_list("unit__code", "name", "parent__code", "starts_on", "ends_on"), key=str),
        sorted(Post.objects.values_list("pk", "unit__code", "role", "is_head", "starts_on", "ends_on"), key=str),
        sorted(StandIn.objects.values_list("pk", "post", "person", "starts_on", "ends_on"), key=str),
        sorted(Succession.objects.values_list("former", "successor", "on"), key=str),
    ]


def administrator() -> Client:
    """The browser of the province's administrator."""
    return signed_in(an_officer(Role.ADMINISTRATOR, a_small_province().province))
