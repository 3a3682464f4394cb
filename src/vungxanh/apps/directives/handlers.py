"""What the feature does in the background when something was announced."""

from vungxanh.apps.directives.actions.receive import read_reception
from vungxanh.apps.directives.events import ScanReceived
from vungxanh.kit import clock, events


@events.on(ScanReceived)
def read_scan(event: ScanReceived) -> None:
    """Recognise the pages of a scan and lay its draft on the desk."""
    read_reception(event.reception_id, at=clock.now())
