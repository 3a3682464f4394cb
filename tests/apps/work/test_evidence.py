"""Files handed in around one step are kept with it or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError

from tests.factories.files import picture_bytes
from tests.factories.work import a_scene, later
from vungxanh.apps.work.actions.evidence import evidence
from vungxanh.apps.work.actions.progress import report_progress
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.problems import Invalid

pytestmark = pytest.mark.django_db


def a_photo(name="loa.jpg"):
    return SimpleUploadedFile(name, picture_bytes(), "image/jpeg")


@pytest.mark.parametrize("failure", [Invalid("Sai."), DatabaseError("gone"), KeyError("bug"), KeyboardInterrupt()])
def test_whatever_fails_no_file_stays_behind(failure):
    scene = a_scene()
    with pytest.raises(type(failure)), evidence([a_photo()], by=scene.holder, at=later(days=1)):
        raise failure
    assert not StoredFile.objects.exists()


def test_a_file_that_fails_lets_the_ones_before_it_go():
    scene = a_scene()
    bad = SimpleUploadedFile("x.exe", b"MZ\x90\x00" * 20, "application/octet-stream")
    with pytest.raises(Exception, match=r"."), evidence([a_photo(), bad], by=scene.holder, at=later(days=1)):
        pass
    assert not StoredFile.objects.exists()


def test_a_failure_after_the_step_leaves_its_evidence_in_place():
    scene = a_scene()
    row = scene.assignment

    def step_then_bug() -> None:
        with evidence([a_photo()], by=scene.holder, at=later(days=1)) as kept:
            report_progress(row, percent=20, text="", files=kept, by=scene.holder, at=later(days=1))
            raise KeyError("bug")

    with pytest.raises(KeyError):
        step_then_bug()
    assert row.entries.get().evidence.get().file == StoredFile.objects.get()
