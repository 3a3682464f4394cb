"""Running what is ready in the calling thread: tests, and commands that want no second process."""

import random
from datetime import timedelta

from vungxanh.kit import clock
from vungxanh.kit.tasks import claims, running


def run_pending(*, limit: int = 10_000) -> int:
    """Run every task that is ready, and those they enqueue; returns how many runs that took."""
    rng = random.Random()  # noqa: S311 (spreads retries, protects nothing)
    for count in range(limit):
        claim = claims.claim("inline", at=clock.machine_now(), lease_for=timedelta(minutes=1))
        if claim is None:
            return count
        running.settle(claim, running.execute(claim), at=clock.machine_now(), rng=rng)
    return limit
