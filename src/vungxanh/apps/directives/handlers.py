"""What the feature does in the background when something was announced."""

from vungxanh.apps.directives.actions.follow_units import follow_units
from vungxanh.apps.directives.actions.receive import read_reception
from vungxanh.apps.directives.events import ScanReceived
from vungxanh.apps.org.events import UnitsChanged
from vungxanh.kit import clock, events
from vungxanh.kit.actors import SystemActor


@events.on(UnitsChanged)
def follow(event: UnitsChanged) -> None:
    """Bring open letters of units that merged or ended to their heirs."""
    follow_units(by=SystemActor("succession"), at=event.at)


@events.on(ScanReceived)
def read_scan(event: ScanReceived) -> None:
    """Recognise the pages of a scan and lay its draft on the desk."""
    read_reception(event.reception_id, at=clock.now())
