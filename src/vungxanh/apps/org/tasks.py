"""The daily nudge that lets changes entered ahead take effect on their day."""

from vungxanh.apps.org.actions.refresh import take_effect
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.tasks import periodic, task


@periodic("5 0 * * *")
@task()
def refresh_directory() -> None:
    """Copy today's facts from the periods and announce what changed; a second run changes and announces nothing."""
    take_effect(by=SystemActor("directory"), at=clock.now())
