"""When a failed task is tried again, and how long to wait: exponential backoff with jitter."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError
from django_tasks.utils import get_module_path

P = ParamSpec("P")
R = TypeVar("R")

MAX_DELAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, how patiently and on which errors a task is tried again; the first run counts as an attempt."""

    max_attempts: int
    backoff: timedelta
    on: tuple[type[Exception], ...]

    def delay(self, attempt: int, rng: random.Random) -> timedelta:
        """Wait after a failed attempt: backoff doubled each time, between half and all of it, one hour at most."""
        full = min(self.backoff * (1 << min(attempt - 1, 32)), MAX_DELAY)
        return full * (0.5 + rng.random() / 2)


# A database that is locked or gone for a while is nobody's mistake: every task outlives it, declared or not.
OUTAGE = RetryPolicy(max_attempts=12, backoff=timedelta(seconds=2), on=(OperationalError, InterfaceError))
# A task whose worker died so often is probably what kills it; orderly retries do not count.
MAX_CRASHES = 5

_POLICIES: dict[str, RetryPolicy] = {}


def retry(
    *,
    max_attempts: int,
    backoff: timedelta = timedelta(seconds=5),
    on: tuple[type[Exception], ...] = (Exception,),
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a task's retries; stands below `@task()`, on the function itself."""
    if max_attempts < 1:
        raise ValueError("max_attempts counts the first run: at least 1")

    def register(function: Callable[P, R]) -> Callable[P, R]:
        _POLICIES[get_module_path(function)] = RetryPolicy(max_attempts, backoff, on)
        return function

    return register


def is_outage(error: BaseException | None) -> bool:
    """Whether the database was away, which is counted apart from a task's own errors."""
    return isinstance(error, OUTAGE.on)


def delay_after(error: BaseException, *, task_path: str, failures: int, rng: random.Random) -> timedelta | None:
    """How long to wait before the next attempt, or None when the task has failed for good.

    `failures` is how often the task has met an error of this kind, an outage or one of its own, this one included.
    """
    for policy in (_POLICIES.get(task_path), OUTAGE):
        if policy and isinstance(error, policy.on) and failures < policy.max_attempts:
            return policy.delay(failures, rng)
    return None
