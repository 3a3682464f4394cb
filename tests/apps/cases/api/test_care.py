"""Over HTTP a followed person is handed on and back, and is given the link of their own."""

from typing import Any

import pytest

from tests.apps.cases.views.scenes import Outbreak
from tests.factories.api import Program
from tests.factories.cases import a_commune, a_health_officer, a_person
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.models import Person, Plan, SelfReport
from vungxanh.kit.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
ACTS = ("hand-on", "hand-back", "self-link")


def told(scene: Outbreak, act: str) -> dict[str, Any]:
    """What each act asks for, of An."""
    handed = {"why": "ở xã khác", "seen": scene.here.code}
    return {"hand-on": handed | {"place": scene.there.code}, "hand-back": handed, "self-link": {}}[act]


def path(act: str, person: Person) -> str:
    return f"cases/people/{person.pk}/{act}"


def test_who_lives_elsewhere_is_handed_on_and_is_found_there_alone(scene: Outbreak) -> None:
    nurse = Program(scene.nurse)
    read = nurse.get(f"cases/people/{scene.an.pk}").json()
    assert read["plan"]["unit"]["code"] == scene.here.code
    answer = nurse.send(path("hand-on", scene.an), **told(scene, "hand-on"))
    assert answer.status_code == 200
    place = {"code": scene.there.code, "name": scene.there.name}
    assert answer.json() == {"person": scene.an.pk, "unit": place, "is_here": False}
    assert nurse.get(f"cases/people/{scene.an.pk}").status_code == 404
    assert Program(a_health_officer(scene.there)).get(f"cases/people/{scene.an.pk}").status_code == 200
    assert Entry.objects.filter(verb="cases.plan.hand_on", actor_key=scene.nurse.actor_key).count() == 1


def test_who_decides_for_both_places_still_sees_whom_they_handed_on(scene: Outbreak) -> None:
    assert Program(scene.cdc).send(path("hand-on", scene.an), **told(scene, "hand-on")).json()["is_here"] is True


def test_who_is_handed_back_stands_with_the_level_above(scene: Outbreak) -> None:
    answer = Program(scene.nurse).send(path("hand-back", scene.an), **told(scene, "hand-back"))
    assert (answer.status_code, answer.json()["unit"]["code"]) == (200, "503")
    assert Plan.objects.get(person=scene.an).unit == scene.here.parent


@pytest.mark.parametrize("act", ["hand-on", "hand-back"])
def test_care_that_moved_meanwhile_is_not_moved_again_unseen(scene: Outbreak, act: str) -> None:
    program = Program(scene.cdc)
    assert program.send(path("hand-on", scene.an), **told(scene, "hand-on")).status_code == 200
    answer = program.send(path(act, scene.an), **told(scene, act))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert scene.there.name in answer.json()["detail"]
    assert Plan.objects.get(person=scene.an).unit == scene.there


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"why": " "}, "why"), ({"place": "503"}, "place"), ({"place": "99999"}, "place"), ({"seen": ""}, "seen")],
)
def test_what_cannot_be_handed_on_names_the_field(scene: Outbreak, wrong: dict[str, str], field: str) -> None:
    answer = Program(scene.nurse).send(path("hand-on", scene.an), **told(scene, "hand-on") | wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert Plan.objects.get(person=scene.an).unit == scene.here


def test_a_link_is_shown_once_and_opens_the_persons_own_page(scene: Outbreak) -> None:
    program = Program(scene.nurse)
    first, second = (program.send(path("self-link", scene.an)) for _twice in range(2))
    assert (second.status_code, second["Cache-Control"]) == (201, "no-store")
    address = second.json()["address"]
    own = program.client.get(address[address.index("/", len("https://")) :])
    assert (own.status_code, "Trần Văn An" in own.content.decode()) == (200, False)
    stopped = first.json()["address"]
    assert program.client.get(stopped[stopped.index("/", len("https://")) :]).status_code == 410
    assert SelfReport.objects.filter(withdrawn_at=None).count() == 1
    assert address.rsplit("/", 2)[1] not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("act", ACTS)
def test_others_places_roles_and_people_nobody_follows_are_refused(scene: Outbreak, act: str) -> None:
    body = told(scene, act)
    beside = Program(a_health_officer(a_commune()))
    leader = Program(an_officer(Role.LEADER, scene.here))
    assert beside.send(path(act, scene.an), **body).status_code == 404
    assert leader.send(path(act, scene.an), **body).status_code == 403
    assert Program(scene.nurse).send(path(act, a_person(scene.here)), **body).status_code == 404
    assert not SelfReport.objects.exists()
    assert Plan.objects.get(person=scene.an).unit == scene.here
