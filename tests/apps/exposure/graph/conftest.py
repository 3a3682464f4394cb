"""Each test has its own folder of histories and segments."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EXPOSURE_DIR = tmp_path / "exposure"
