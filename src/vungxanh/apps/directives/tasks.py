"""What the feature does by the clock."""

from datetime import timedelta

from vungxanh.apps.directives.actions.follow_units import follow_units
from vungxanh.apps.directives.actions.give_up_reading import give_up_reading
from vungxanh.apps.directives.events import ScanReceived
from vungxanh.apps.directives.models import Reception
from vungxanh.apps.directives.queries.receptions import GOING
from vungxanh.kit import clock, events
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.tasks import periodic, task


@periodic("30 0 * * *")
@task()
def keep_letters_placed() -> None:
    """After the directory's own day: open letters of units that are gone, should an event have been lost."""
    follow_units(by=SystemActor("succession"), at=clock.now())


@periodic(every=timedelta(minutes=2))
@task()
def end_broken_readings() -> None:
    """A scan whose reading failed to the last attempt, or killed its workers, is told to who handed it in."""
    if not Reception.objects.filter(state__in=GOING).exists():
        return
    given_up = events.undelivered(ScanReceived)
    give_up_reading([event.reception_id for event in given_up], at=clock.now())
