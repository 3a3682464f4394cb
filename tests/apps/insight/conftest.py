"""The clock that the pages of insight ask."""

from collections.abc import Iterator

import pytest

from tests.apps.insight.making import NOW
from tests.factories.clock import the_clock_at


@pytest.fixture
def in_august() -> Iterator[None]:
    """The clock of the demonstration: the pages ask it."""
    with the_clock_at(NOW):
        yield
