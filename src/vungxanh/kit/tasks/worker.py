"""The steady worker (tiến trình nền): hands that run tasks, and a keeper that beats, renews, reaps and ticks.

Nothing the database does ends it: a foreign lock or a lost connection is logged, waited out and tried again.
"""

import logging
import os
import random
import socket
import threading
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection

from vungxanh.kit import clock
from vungxanh.kit.tasks import claims, running, schedule
from vungxanh.kit.tasks.models import WorkerBeat

logger = logging.getLogger(__name__)

MAX_PAUSE_S = 10.0


class Worker:
    """One process's worker with a fixed number of hands (threads); `run` blocks until `stop` or, once, until idle."""

    def __init__(
        self,
        *,
        threads: int = 1,
        poll_s: float = 1.0,
        lease_s: float = 60.0,
        once: bool = False,
        seed: int | None = None,
    ) -> None:
        self.rng = random.Random(seed)  # noqa: S311 (spreads waits, protects nothing)
        self.host, self.pid = socket.gethostname(), os.getpid()
        self.name = f"{self.host[:32]}:{self.pid}:{self.rng.getrandbits(48):012x}"
        self.poll_s, self.once = poll_s, once
        self.lease_for = timedelta(seconds=lease_s)
        self.beat_s = min(lease_s / 4, 15.0)
        self.stopping = threading.Event()
        self._held: set[UUID] = set()
        self._at_work, self._lock = threads, threading.Lock()
        self._hands = [threading.Thread(target=self._work, daemon=True, name=f"hand-{n}") for n in range(threads)]

    def stop(self) -> None:
        """Take no further task; the running ones are finished."""
        self.stopping.set()

    def run(self, *, grace_s: float = 30.0) -> bool:
        """Work until stopped; False when a task was still running after the grace time and was left to its lease."""
        schedule.load()
        started_at = clock.machine_now()
        self._keep(started_at)
        for hand in self._hands:
            hand.start()
        while not self.stopping.wait(self.beat_s):
            self._keep(started_at)
        deadline = time.monotonic() + grace_s
        while self._is_busy() and (left := deadline - time.monotonic()) > 0:
            self._keep(started_at)
            self._hands[0].join(min(left, self.beat_s, 0.5))
        self._say_goodbye()
        return not self._is_busy()

    def _is_busy(self) -> bool:
        return any(hand.is_alive() for hand in self._hands)

    def _keep(self, started_at: datetime) -> None:
        """One round of the keeper; own leases are renewed before any are reaped."""
        try:
            close_old_connections()
            at = clock.machine_now()
            said = {"host": self.host[:100], "pid": self.pid, "threads": len(self._hands), "started_at": started_at}
            WorkerBeat.objects.update_or_create(name=self.name, defaults=said | {"beat_at": at})
            claims.renew(self.name, self._held.copy(), at=at, lease_for=self.lease_for)
            if reaped := claims.reap(at):
                logger.warning("gave back %s tasks of lost workers", reaped)
            schedule.tick(clock.now())
        except Exception:
            logger.exception("the keeper's round failed and will be tried again")
            connection.close()

    def _say_goodbye(self) -> None:
        try:
            WorkerBeat.objects.filter(name=self.name).delete()
        except DatabaseError:
            logger.warning("the beat of %s stays until it is cleaned away", self.name)
        connection.close()

    def _work(self) -> None:
        """A hand: take, run, settle; an idle hand of a worker that runs once goes home."""
        failures, idle = 0, True
        while not self.stopping.is_set():
            try:
                close_old_connections()
                now = clock.machine_now()
                claim = claims.claim(self.name, at=now, lease_for=self.lease_for, look_first=idle)
                idle = claim is None
                if claim is not None:
                    self._carry_out(claim)
                elif self.once:
                    break
                else:
                    self.stopping.wait(self.poll_s)
                failures = 0
            except Exception:
                failures += 1
                logger.warning("the database did not let a task be taken (%s times)", failures, exc_info=True)
                self._pause(failures)
        connection.close()
        self._go_home()

    def _go_home(self) -> None:
        with self._lock:
            self._at_work -= 1
            if not self._at_work:
                self.stop()

    def _carry_out(self, claim: claims.Claim) -> None:
        self._held.add(claim.row.pk)
        try:
            self._settle(claim, running.execute(claim))
        finally:
            self._held.discard(claim.row.pk)

    def _settle(self, claim: claims.Claim, outcome: running.Outcome) -> None:
        """Write the outcome however long the database is away: the work is done and should not be done again."""
        failures = 0
        while True:
            try:
                close_old_connections()
                if not running.settle(claim, outcome, at=clock.machine_now(), rng=self.rng):
                    logger.warning("task %s was given to another worker meanwhile", claim.row.pk)
            except (OperationalError, InterfaceError):
                failures += 1
                logger.warning("the outcome of %s waits for the database (%s times)", claim.row.pk, failures)
                self._pause(failures)
            except DatabaseError as error:
                if outcome.error is not None:
                    raise
                outcome = running.Outcome(error=error)  # the value itself cannot be stored
            else:
                return

    def _pause(self, failures: int) -> None:
        """Drop this thread's connection and wait, longer each time, with jitter."""
        connection.close()
        pause = min(0.1 * 2 ** min(failures, 10), MAX_PAUSE_S) * (0.5 + self.rng.random() / 2)
        time.sleep(pause) if self.stopping.is_set() else self.stopping.wait(pause)
