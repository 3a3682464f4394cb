"""A province half done."""

from tests.apps.insight.making import spread
from tests.factories.calendar import seeded_calendar
from tests.factories.org import SmallProvince, a_small_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment, State


def a_case() -> tuple[SmallProvince, Officer, Directive]:
    """A small province, its leader and a directive half done."""
    seeded_calendar()
    small = a_small_province()
    units = [*small.departments, *small.districts, *small.communes]
    return small, an_officer(Role.LEADER, small.province), spread(units, small.province)


def all_become(directive: Directive, state: State) -> None:
    """Put every assignment into one state."""
    for row in Assignment.objects.filter(directive=directive):
        row.move_to(state)
        row.reported_at = row.accepted_at = row.assigned_at if state == State.ACCEPTED else None
        row.save()
