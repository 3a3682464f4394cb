"""Background tasks run in the thread of the test."""

import random
from datetime import timedelta

from vungxanh.kit import clock
from vungxanh.kit.tasks import claims, running


def run_pending(*, limit: int = 10_000) -> int:
    """Run every task that is ready, and those they enqueue; returns how many runs that took."""
    rng = random.Random()
    for count in range(limit):
        claim = claims.claim("inline", at=clock.machine_now(), lease_for=timedelta(minutes=1))
        if claim is None:
            return count
        running.settle(claim, running.execute(claim), at=clock.machine_now(), rng=rng)
    return limit
