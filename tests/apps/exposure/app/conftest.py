"""The month the captured requests are of."""

from datetime import datetime
from pathlib import Path

import pytest

from vungxanh.kit import clock


@pytest.fixture
def in_august(settings: "pytest_django.Settings", tmp_path: Path) -> None:  # type: ignore[name-defined] # noqa: F821
    """17 August 2020, and a folder of this test's own."""
    settings.CLOCK_OFFSET = datetime.fromisoformat("2020-08-17T03:00:00+00:00") - clock.machine_now()
    settings.EXPOSURE_DIR = tmp_path / "exposure"
