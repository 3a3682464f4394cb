"""People, cases and exposures."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from tests.factories.accounts import a_user
from tests.factories.org import a_province, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import cases, exposures, people, seeding
from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.models import Case, Exposure, Person, Policy
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.clock import VIETNAM

NOW = datetime(2020, 8, 17, 9, 0, tzinfo=VIETNAM)
TODAY = NOW.date()
SYSTEM = SystemActor("tests")


def the_policies() -> None:
    """The official policies, once a test."""
    if not Policy.objects.exists():
        with transaction.atomic():
            seeding.seed_policies(by=SYSTEM, at=NOW)


def a_commune(district: Unit | None = None) -> Unit:
    """A commune of a district of the province."""
    district = district or a_unit(level=Level.DISTRICT, parent=a_province())
    return a_unit(level=Level.COMMUNE, parent=district)


def a_cdc_officer() -> Officer:
    """A health officer of the centre for disease control: works for the whole province."""
    health = a_unit("Sở Y tế", level=Level.DEPARTMENT, parent=a_province())
    return an_officer(role=Role.HEALTH_OFFICER, unit=a_unit("CDC", level=Level.SERVICE, parent=health))


def a_health_officer(unit: Unit) -> Officer:
    """A health officer of a commune or district."""
    return an_officer(role=Role.HEALTH_OFFICER, unit=unit, user=a_user())


def a_person(place: Unit | None = None, *, name: str = "", at: datetime = NOW, **known: object) -> Person:
    """Somebody living in a commune."""
    known_of = people.Known(full_name=name or "Người Mẫu", **known)  # type: ignore[arg-type]
    with transaction.atomic():
        audit.hold()
        return people.make(known_of, place or a_commune(), at=at, entropy=secrets.token_bytes)


def a_case(
    person: Person | None = None,
    *,
    by: Officer | None = None,
    onset_on: date | None = TODAY - timedelta(days=3),
    at: datetime = NOW,
    **illness: object,
) -> Case:
    """A confirmed case, opened through the action."""
    the_policies()
    known = Illness(onset_on=onset_on, tested_on=at.date() - timedelta(days=1), **illness)  # type: ignore[arg-type]
    return cases.open_case(person or a_person(), known, by=by or a_cdc_officer(), at=at, entropy=secrets.token_bytes)


def a_meeting(
    source: Person, target: Person, *, started_at: datetime = NOW - timedelta(days=2), minutes: int = 30, **more: object
) -> exposures.Met:
    """A meeting as it is told."""
    return exposures.Met(source, target, started_at, started_at + timedelta(minutes=minutes), **more)  # type: ignore[arg-type]


def an_exposure(
    source: Person, target: Person, *, by: Officer | None = None, at: datetime = NOW, **met: object
) -> Exposure:
    """A meeting, recorded through the action."""
    the_policies()
    return exposures.record(a_meeting(source, target, **met), by=by or a_cdc_officer(), at=at)  # type: ignore[arg-type]
