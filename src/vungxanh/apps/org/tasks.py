"""The daily nudge that lets changes entered ahead take effect on their day."""

from vungxanh.apps.org.actions.refresh import refresh_units
from vungxanh.kit import clock
from vungxanh.kit.tasks import periodic, task


@periodic("5 0 * * *")
@task()
def refresh_directory() -> None:
    """Copy today's facts from the periods; running it twice changes nothing the second time."""
    refresh_units(clock.day_of(clock.now()))
