"""The nightly sweep of the file store."""

from vungxanh.kit import clock
from vungxanh.kit.files import actions
from vungxanh.kit.tasks import periodic, task


@periodic("40 2 * * *")
@task()
def sweep_files() -> None:
    """Free what nobody refers to."""
    actions.sweep(at=clock.machine_now())
