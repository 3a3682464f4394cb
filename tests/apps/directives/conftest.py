"""What the tests of directives need of the machine."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def tesseract() -> None:
    """Skip loudly where scans cannot be recognised."""
    languages = any(Path("/usr/share").glob("tesseract-ocr/*/tessdata/vie.traineddata"))
    if shutil.which("tesseract") is None or not languages:
        pytest.skip(
            "TESSERACT WITH VIETNAMESE IS NOT INSTALLED: scans are not tested (apt-get install tesseract-ocr-vie)"
        )
