"""Batches, signing keys, the watch over codes and what killed processes left, by the clock."""

import secrets

from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.actions import alarm, batches, signing
from vungxanh.core.exposure.signing import SEED_BYTES
from vungxanh.kit import clock
from vungxanh.kit.tasks import periodic, task


@periodic("*/10 * * * *")
@task()
def publish_keys() -> None:
    """Make the batch that is due and keep the index signed; a second run finds nothing to do."""
    at = clock.now()
    signing.keep_keys((secrets.token_bytes(SEED_BYTES), secrets.token_bytes(SEED_BYTES)), at=at)
    batches.publish(chance=secrets.SystemRandom(), at=at)


@periodic("40 * * * *")
@task()
def watch_codes() -> None:
    """Tell the province when codes are used much less than before, at most once a day."""
    alarm.watch_claims(at=clock.now())


@periodic("5 * * * *")
@task()
def sweep_drafts() -> None:
    """Delete histories that were being received when a process was killed."""
    histories.sweep()
