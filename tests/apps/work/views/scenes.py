"""What the tests of the pages share: the scene's clock, a person's client and evidence to hand in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests.factories.files import picture_bytes
from tests.factories.work import later
from vungxanh.apps.work.models import Assignment
from vungxanh.kit import clock


@contextmanager
def moved_to(at: datetime) -> Iterator[None]:
    """The pages' clock stands at the moment (and goes on from there)."""
    with override_settings(CLOCK_OFFSET=at - clock.machine_now()):
        yield


@contextmanager
def the_next_morning() -> Iterator[None]:
    """A day after the scene's directive was issued."""
    with moved_to(later(days=1)):
        yield


def a_photo(name: str = "poster.jpg") -> SimpleUploadedFile:
    """A small picture."""
    return SimpleUploadedFile(name, picture_bytes(), content_type="image/jpeg")


def address(assignment: Assignment, act: str = "") -> str:
    """The page of an assignment, or of an act on it."""
    return f"/nhiem-vu/{assignment.pk}/{act}{'/' if act else ''}"


def text_of(client: Client, url: str, status: int = 200) -> str:
    """The page as text."""
    response = client.get(url)
    assert response.status_code == status
    return str(response.content.decode())
