"""A handed-out file can neither run nor be mistaken for something else."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.factories.files import PDF_BYTES, docx_bytes
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.files.actions import store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.responses import download
from vungxanh.kit.files.types import DOCUMENTS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path
    settings.ANTIVIRUS = ""


def stored(content: bytes, name: str) -> StoredFile:
    return store(
        io.BytesIO(content),
        name=name,
        allowed=DOCUMENTS,
        max_bytes=10**6,
        by=SystemActor("test"),
        at=datetime(2020, 7, 28, tzinfo=UTC),
    )


def test_a_vietnamese_name_travels_by_rfc_5987() -> None:
    response = download(stored(PDF_BYTES, 'Đôn đốc "gấp".pdf'))
    assert response["Content-Disposition"] == (
        "attachment; filename=\"Don doc gap.pdf\"; filename*=UTF-8''"
        "%C4%90%C3%B4n%20%C4%91%E1%BB%91c%20%22g%E1%BA%A5p%22.pdf"
    )
    assert b"".join(response) == PDF_BYTES
    response.close()


def test_a_file_is_sandboxed_and_its_type_is_final() -> None:
    response = download(stored(b"xin chao", "x.txt"), inline=True)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline")
    response.close()


def test_only_what_a_browser_shows_safely_is_shown_in_place() -> None:
    response = download(stored(docx_bytes(), "x.docx"), inline=True)
    assert response["Content-Disposition"].startswith("attachment")
    response.close()
