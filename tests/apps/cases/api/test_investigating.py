"""The case form over HTTP: read, written on the version that was read, and only by who may know the patient."""

import pytest

from tests.apps.cases.views.scenes import Outbreak
from tests.factories.api import Program
from tests.factories.cases import a_commune, a_health_officer
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.models import Investigation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
TOLD = {"onset_on": "15/08/2020", "travel": "chợ Hội An"}


def path(scene: Outbreak) -> str:
    return f"cases/cases/{scene.case.code}/investigation"


def test_the_form_is_written_as_a_whole_on_the_version_that_was_read(scene: Outbreak) -> None:
    program = Program(scene.nurse)
    first = program.tag(path(scene))
    assert program.get(path(scene)).json() == {"answers": {}, "complete": False}
    assert program.send(path(scene), method="put", answers=TOLD).status_code == 428
    done = program.send(path(scene), method="put", tag=first, answers=TOLD | {"course": " "}, complete=True)
    assert (done.status_code, done.json()) == (200, {"answers": TOLD, "complete": True})
    assert program.send(path(scene), method="put", tag=first, answers={}).status_code == 412
    assert "chợ Hội An" not in str(list(Investigation.objects.values_list("version", "complete")))
    assert program.get(path(scene)).json()["answers"] == TOLD


def test_a_line_that_the_form_has_not_is_refused(scene: Outbreak) -> None:
    program = Program(scene.nurse)
    answer = program.send(path(scene), method="put", tag=program.tag(path(scene)), answers={"shoe_size": "42"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "answers")
    assert "shoe_size" in answer.json()["detail"]


def test_other_places_and_roles_are_refused(scene: Outbreak) -> None:
    assert Program(a_health_officer(a_commune())).get(path(scene)).status_code == 404
    assert Program(an_officer(Role.LEADER, scene.here)).get(path(scene)).status_code == 403
