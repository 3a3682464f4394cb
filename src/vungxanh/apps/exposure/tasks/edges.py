"""Comparing what was handed in, every few minutes."""

from datetime import timedelta

from vungxanh.apps.exposure.actions.process import process
from vungxanh.kit import clock
from vungxanh.kit.tasks import periodic, task


@periodic(every=timedelta(minutes=5))
@task()
def check_uploads() -> None:
    """Bring the day segments in line with the uploads in force; a run without news ends at once."""
    process(at=clock.now())


@periodic("40 2 * * *")
@task()
def mend_segments() -> None:
    """Make every segment anew after the night's deletions and write those that are not as they should be."""
    process(at=clock.now(), anew=True)
