"""What the tests of the pages share: the scene's clock, a person's client and evidence to hand in."""

from contextlib import AbstractContextManager

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.clock import the_clock_at
from tests.factories.files import picture_bytes
from tests.factories.work import later
from vungxanh.apps.work.models import Assignment


def the_next_morning() -> AbstractContextManager[None]:
    """A day after the scene's directive was issued."""
    return the_clock_at(later(days=1))


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
