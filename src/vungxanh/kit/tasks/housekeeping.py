"""The nightly deletion of what has been kept long enough."""

from django_tasks import task

from vungxanh.kit import clock
from vungxanh.kit.retention.running import Moments, expire
from vungxanh.kit.tasks.schedule import periodic


@periodic("17 2 * * *")
@task()
def delete_what_expired() -> None:
    """Carry the table of retention out."""
    expire(Moments(province=clock.now(), machine=clock.machine_now()))
