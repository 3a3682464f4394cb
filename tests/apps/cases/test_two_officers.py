"""Two officers write one check at once: nobody overwrites what they never saw, and nothing but the check is written."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import Program, at_once
from tests.factories.cases import NOW, TODAY, a_health_officer
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import followup
from vungxanh.apps.cases.models import Check, Outcome, Person, Plan
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Conflict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def the_check(person: Person) -> Check:
    """Today's first."""
    return Check.objects.select_related("plan").get(plan__person=person, day=TODAY, number=1)


def page_of(check: Check) -> str:
    """Where it is written down."""
    return f"/truy-vet/theo-doi/{check.pk}/"


def colleague(scene: Outbreak) -> Client:
    """Another officer of the same commune."""
    return signed_in(a_health_officer(scene.here))


def ill(check: Check, scene: Outbreak) -> None:
    """The first officer writes symptoms down."""
    told = {"symptoms": ["fever"], "temperature": "38,5", "seen": check.version}
    assert signed_in(scene.nurse).post(page_of(check), told, HTTP_HX_REQUEST="true").status_code == 200


def test_an_older_page_does_not_make_the_ill_well() -> None:
    scene = an_outbreak()
    check, late = the_check(scene.an), colleague(scene)
    ill(check, scene)
    told = {"outcome": "well", "seen": check.version}
    answer = late.post(page_of(check), told, HTTP_HX_REQUEST="true")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Người khác vừa ghi lần theo dõi này: có triệu chứng." in text
    assert "sốt · 38,5 °C" in text
    now = the_check(scene.an)
    assert (now.outcome, now.plan.is_ill) == (Outcome.SYMPTOMS, True)
    assert f'name="seen" value="{now.version}"' in text
    knowing = late.post(page_of(check), told | {"seen": now.version}, HTTP_HX_REQUEST="true")
    assert knowing.status_code == 200
    assert (the_check(scene.an).outcome, the_check(scene.an).plan.is_ill) == (Outcome.WELL, False)


def test_without_a_script_the_page_says_so_too() -> None:
    scene = an_outbreak()
    check = the_check(scene.an)
    ill(check, scene)
    for told in ({"outcome": "well"}, {"outcome": "well", "seen": check.version}):
        text = colleague(scene).post(page_of(check), told, follow=True).content.decode()
        assert "Người khác vừa ghi lần theo dõi này: có triệu chứng." in text
    assert the_check(scene.an).outcome == Outcome.SYMPTOMS


def test_the_page_sends_what_it_showed() -> None:
    scene = an_outbreak()
    check = the_check(scene.an)
    text = signed_in(scene.nurse).get("/truy-vet/").content.decode()
    forms = text.split(f'action="{page_of(check)}"')[1:]
    assert len(forms) == 2
    assert all(f'name="seen" value="{check.version}"' in form.partition("</form>")[0] for form in forms)


def test_a_button_pressed_twice_is_one_word() -> None:
    scene = an_outbreak()
    check, client = the_check(scene.an), signed_in(scene.nurse)
    for _twice in range(2):
        told = {"outcome": "well", "seen": check.version}
        assert client.post(page_of(check), told, HTTP_HX_REQUEST="true").status_code == 200
    assert Entry.objects.filter(verb="cases.check").count() == 1


def test_a_program_writes_on_the_version_that_it_read() -> None:
    scene = an_outbreak()
    check = the_check(scene.an)
    program = Program(scene.nurse)
    row = next(each for each in program.get("cases/checks").json()["items"] if each["id"] == check.pk)
    tag, path = f'"{row["id"]}-{row["version"]}"', f"cases/checks/{check.pk}"
    assert program.send(path, outcome="well").status_code == 428
    ill(check, scene)
    assert program.send(path, tag=tag, outcome="well").status_code == 412
    assert the_check(scene.an).outcome == Outcome.SYMPTOMS
    row = program.get("cases/checks", part="done").json()["items"][0]
    answer = program.send(path, tag=f'"{row["id"]}-{row["version"]}"', outcome="well")
    assert (answer.status_code, answer.json()["outcome"]) == (200, "well")
    again = answer["ETag"].split(".")[0] + '"'
    assert program.send(path, tag=again, outcome="not_reached").status_code == 200


def test_a_row_read_before_a_hand_on_brings_no_old_place_back() -> None:
    scene = an_outbreak()
    check = the_check(scene.an)
    followup.hand_on(Plan.objects.get(person=scene.an), scene.there, why="về quê", by=scene.cdc, at=NOW)
    followup.check(check, Outcome.WELL, by=scene.cdc, at=NOW)
    now = the_check(scene.an)
    assert (now.outcome, now.path) == (Outcome.WELL, scene.there.path)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_told() -> None:
    scene = an_outbreak()
    check = the_check(scene.an)

    def write(outcome: Outcome, **told: Any) -> bool:
        row = Check.objects.get(pk=check.pk)
        try:
            followup.check(row, outcome, seen=check.version, by=scene.cdc, at=NOW, **told)
        except Conflict:
            return False
        return True

    acts: list[Callable[[], bool]] = [
        partial(write, Outcome.SYMPTOMS, symptoms=["fever"]),
        partial(write, Outcome.WELL),
    ]
    assert sorted(at_once(*acts)) == [False, True]
    assert Entry.objects.filter(verb="cases.check").count() == 1
