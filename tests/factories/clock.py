"""The clock that pages, tasks and the API ask, put to a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.test import override_settings

from vungxanh.kit import clock


@contextmanager
def the_clock_at(moment: datetime) -> Iterator[None]:
    """The province's clock stands at the moment, and goes on from there."""
    with override_settings(CLOCK_OFFSET=moment - clock.machine_now()):
        yield
