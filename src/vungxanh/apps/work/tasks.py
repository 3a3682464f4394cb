"""What work does by the clock."""

from vungxanh.apps.work.actions import tell_many
from vungxanh.apps.work.actions.follow import follow_units
from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.actions.release import release_performers
from vungxanh.apps.work.actions.remind import remind
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.tasks import periodic, task


@periodic("5 6 * * *")
@task()
def send_reminders() -> None:
    """Offer the day's reminders before the digests are composed; a second run adds nothing."""
    at = clock.now()
    remind(at=at)
    tell_many.calendar_ends(at=at)


@periodic("*/20 5-18 * * *")
@task()
def give_recurring_work() -> None:
    """Give the turns of recurring duties whose period has opened; a second run finds nothing to do."""
    recur(by=SystemActor("recurrence"), at=clock.now())


@periodic("30 0 * * *")
@task()
def keep_work_placed() -> None:
    """After the directory's own day: work of units and people that are gone, should an event have been lost."""
    at = clock.now()
    follow_units(by=SystemActor("succession"), at=at)
    release_performers(by=SystemActor("performers"), at=at)
