"""What case work does by the clock; each task run twice leaves the same rows."""

from datetime import timedelta

from vungxanh.apps.cases.actions import ordering
from vungxanh.apps.cases.actions.deriving import follow_policy
from vungxanh.apps.cases.actions.followup import end_what_is_over, flag_all_overdue
from vungxanh.apps.cases.actions.pairing import compare_older
from vungxanh.apps.cases.actions.placing import move_places
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.tasks import periodic, task

_COMPARED_AT_ONCE = 5_000


@periodic("10 0 * * *")
@task()
def begin_the_day() -> None:
    """Follow a policy that begins today, end the plans and orders whose last day was yesterday, count missed checks.

    Who leaves a place of quarantine today is moved out of it.
    """
    at = clock.now()
    follow_policy(by=SystemActor("policy"), at=at)
    end_what_is_over(by=SystemActor("follow-up"), at=at)
    ordering.end_what_is_over(by=SystemActor("follow-up"), at=at)
    move_places(by=SystemActor("follow-up"), at=at)
    flag_all_overdue(clock.day_of(at))


@periodic(every=timedelta(minutes=5))
@task()
def compare_older_records() -> None:
    """After an upgrade, find which older records may be one person, some at a time; nothing once all are compared."""
    compare_older(_COMPARED_AT_ONCE, at=clock.now())
