"""The clock that the pages of insight ask."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.apps.insight.making import NOW
from vungxanh.kit import clock


@pytest.fixture
def in_august() -> Iterator[None]:
    """The clock of the demonstration: the pages ask it."""
    with override_settings(CLOCK_OFFSET=NOW - clock.machine_now()):
        yield
