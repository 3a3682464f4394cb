"""Over HTTP a person's contacts are told at once, be they from elsewhere; who may be known is asked about by row."""

from datetime import timedelta
from typing import Any

import pytest

from tests.apps.cases.views.scenes import Outbreak
from tests.factories.api import Program
from tests.factories.cases import NOW, a_commune, a_health_officer
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.models import Exposure, NotSame, Person, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def met(name: str, phone: str = "", **more: Any) -> dict[str, Any]:
    """A row: an hour yesterday."""
    start = NOW - timedelta(days=1)
    times = {"started_at": start.isoformat(), "ended_at": (start + timedelta(hours=1)).isoformat()}
    return {"full_name": name, "phone": phone} | times | more


def tell(scene: Outbreak, *rows: dict[str, Any], draft: str = "buoi-sang") -> Any:
    return Program(scene.nurse).send(f"cases/people/{scene.mai.pk}/contacts", draft=draft, contacts=list(rows))


def test_contacts_of_here_and_of_elsewhere_are_entered_at_once_and_stand_where_they_live(scene: Outbreak) -> None:
    answer = tell(scene, met("Lê Gần"), met("Hồ Xa", "0905111222", commune=scene.there.code, setting="household"))
    assert answer.status_code == 200, answer.content
    near, far = Person.objects.order_by("pk").reverse()[:2][::-1]
    assert (near.path, far.path) == (scene.here.path, scene.there.path)
    assert set(Standing.objects.filter(person__in=[near, far]).values_list("level", flat=True)) == {1}
    assert [row["setting"] for row in answer.json()] == ["unknown", "household"]
    assert Program(a_health_officer(scene.there)).get(f"cases/people/{far.pk}").status_code == 200


def test_the_same_draft_sent_again_enters_nobody_twice_and_asks_nothing(scene: Outbreak) -> None:
    rows = (met("Lê Gần", "0905111333"), met("Hồ Xa", "0905111222"))
    first, again = tell(scene, *rows), tell(scene, *rows)
    assert (first.status_code, again.status_code) == (200, 200)
    assert [row["id"] for row in first.json()] == [row["id"] for row in again.json()]
    people = Person.objects.count()
    assert tell(scene, *rows, draft="buoi-chieu").json()["type"] == "/problems/rows-may-be-known"
    assert Person.objects.count() == people


def test_who_may_be_known_is_asked_about_row_by_row_and_each_answer_does_what_it_says(scene: Outbreak) -> None:
    chi, twice = met("Đỗ Chi", "0905000004"), met("Hồ Xa", "0905111222")
    asked = tell(scene, chi, twice, twice)
    assert (asked.status_code, asked.json()["type"]) == (409, "/problems/rows-may-be-known")
    questions = {each["row"]: each for each in asked.json()["rows"]}
    assert questions.keys() == {1, 3}
    assert [each["person"]["id"] for each in questions[1]["candidates"]] == [scene.chi.pk]
    assert questions[3]["rows"] == [2]
    before = Person.objects.count()
    half = tell(scene, chi | {"same": scene.chi.pk}, twice, twice)
    assert [each["row"] for each in half.json()["rows"]] == [3]
    done = tell(scene, chi | {"same": scene.chi.pk}, twice, twice | {"same_row": 2})
    assert done.status_code == 200
    assert Person.objects.count() == before + 1
    assert Standing.objects.get(person=scene.chi).level == 1


def test_who_is_somebody_else_is_entered_and_nobody_asks_again(scene: Outbreak) -> None:
    twice = met("Hồ Xa", "0905111222")
    answered = (met("Đỗ Chi", "0905000004", others=[scene.chi.pk]), twice, twice | {"other_rows": [2]})
    before = Person.objects.count()
    assert tell(scene, *answered).status_code == 200
    assert Person.objects.count() == before + 3
    assert NotSame.objects.count() == 2


def test_nobody_is_a_contact_of_himself_and_an_answer_is_of_who_is_listed(scene: Outbreak) -> None:
    himself = met("Lê Thị Mai", "0905000001", same=scene.mai.pk)
    assert tell(scene, himself).status_code == 409
    stranger = tell(scene, met("Người Lạ", "0905999888", same=scene.an.pk))
    assert (stranger.status_code, stranger.json()["errors"]) == (
        422,
        [{"field": "same", "message": "Không phải một hồ sơ có thể trùng.", "row": 1}],
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"phone": "12"}, "phone"), ({"commune": "99999"}, "commune"), ({"birth_year": 1881}, "birth_year")],
)
def test_what_is_wrong_names_its_row_and_nobody_is_entered(scene: Outbreak, wrong: dict[str, Any], field: str) -> None:
    before = Person.objects.count(), Exposure.objects.count()
    answer = tell(scene, met("Lê Gần"), met("Hồ Xa", **wrong))
    assert answer.status_code == 422
    assert [(each["field"], each["row"]) for each in answer.json()["errors"]] == [(field, 2)]
    backwards = met("Hồ Xa", ended_at=(NOW - timedelta(days=2)).isoformat())
    assert tell(scene, met("Lê Gần"), backwards).json()["errors"][0]["row"] == 2
    assert (Person.objects.count(), Exposure.objects.count()) == before


def test_others_places_and_roles_are_refused(scene: Outbreak) -> None:
    path, body = f"cases/people/{scene.mai.pk}/contacts", {"draft": "buoi-sang", "contacts": [met("Lê Gần")]}
    assert Program(a_health_officer(a_commune())).send(path, **body).status_code == 404
    assert Program(an_officer(Role.LEADER, scene.here)).send(path, **body).status_code == 403
    assert not Person.objects.filter(key_name="").exclude(pk__lte=scene.chi.pk).exists()
