"""The minute ticks that compose digests and send what is due; losing one loses nothing."""

from datetime import timedelta

from vungxanh.kit import clock
from vungxanh.kit.notices.delivery import send_next, settle_interrupted
from vungxanh.kit.notices.digests import compose_digests
from vungxanh.kit.tasks import periodic, task

RUN = timedelta(seconds=50)


@periodic("* * * * *")
@task()
def compose_due_digests() -> None:
    """Compose the digests whose hour has come."""
    compose_digests(at=clock.now())


@periodic("* * * * *")
@task()
def send_due_notices() -> None:
    """Send for at most a minute; the next tick goes on."""
    started = clock.now()
    settle_interrupted(at=started)
    while clock.now() - started < RUN and send_next(at=clock.now()):
        pass
