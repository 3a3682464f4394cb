"""What work does by the clock."""

from vungxanh.apps.work.actions.recur import recur
from vungxanh.apps.work.actions.remind import remind
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.tasks import periodic, task


@periodic("5 6 * * *")
@task()
def send_reminders() -> None:
    """Offer the day's reminders before the digests are composed; a second run adds nothing."""
    remind(at=clock.now())


@periodic("*/20 5-18 * * *")
@task()
def give_recurring_work() -> None:
    """Give the turns of recurring duties whose period has opened; a second run finds nothing to do."""
    recur(by=SystemActor("recurrence"), at=clock.now())
