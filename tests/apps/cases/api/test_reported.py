"""Over HTTP too a phone's report counts only once it is said whose it is."""

from pathlib import Path
from typing import Any

import pytest

from tests.apps.cases.views.reports import Waiting, a_report_of_somebody_known
from tests.factories import cases as factory
from tests.factories.api import ROOT, Program
from tests.factories.exposure import a_code, hand_in
from tests.factories.org import an_officer
from tests.factories.tasks import run_pending
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions.searching import VERB
from vungxanh.apps.cases.models import Alike, Exposure, NotSame, Person, Standing
from vungxanh.apps.cases.queries.duplicates import like_person
from vungxanh.apps.exposure.models import CodeKind, UploadState
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(settings: Any, tmp_path: Path) -> Waiting:
    settings.EXPOSURE_DIR = tmp_path
    return a_report_of_somebody_known()


def path(scene: Waiting) -> str:
    return f"cases/reports/{scene.report.pk}/confirm"


def state(scene: Waiting) -> str:
    scene.report.refresh_from_db()
    return scene.report.state


def contacts() -> set[int]:
    return set(Exposure.objects.filter(withdrawn_at=None).values_list("target", flat=True))


def test_what_counts_reports_refuses_who_may_be_known_and_names_where_it_is_asked(waiting: Waiting) -> None:
    answer = Program(waiting.nurse).send(f"exposure/reports/{waiting.report.pk}/confirm")
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    told = answer.json()
    assert (told["type"], told["instead"]) == ("/problems/asked-first", ROOT + path(waiting))
    assert state(waiting) == UploadState.WAITING


def test_who_is_like_nobody_is_confirmed_by_either(waiting: Waiting) -> None:
    Person.objects.filter(pk=waiting.known.pk).delete()
    answer = Program(waiting.nurse).send(f"exposure/reports/{waiting.report.pk}/confirm")
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")


def test_who_is_like_nobody_needs_no_answer(waiting: Waiting) -> None:
    Person.objects.filter(pk=waiting.known.pk).delete()
    told = Program(waiting.nurse).send(path(waiting)).json()
    own = Person.objects.get(subject=waiting.report.subject)
    assert (told["id"], told["person"]["id"], told["level"]) == (str(waiting.report.pk), own.pk, 1)
    assert state(waiting) == UploadState.ACCEPTED


def test_whom_it_may_be_is_told_masked_and_written_down_and_nothing_counts(waiting: Waiting) -> None:
    answer = Program(waiting.nurse).send(path(waiting))
    assert answer.status_code == 409
    told = answer.json()
    assert told["type"] == "/problems/may-be-known"
    (candidate,) = told["candidates"]
    assert (candidate["person"]["id"], candidate["person"]["name"]) == (waiting.known.pk, "")
    assert (candidate["score"], candidate["reasons"]) == (None, [])
    assert list(Entry.objects.filter(verb=VERB).values_list("object_id", flat=True)) == [str(waiting.known.pk)]
    assert state(waiting) == UploadState.WAITING


def test_the_same_number_under_another_name_is_asked_about_too(waiting: Waiting) -> None:
    Person.objects.filter(pk=waiting.known.pk).delete()
    factory.a_person(waiting.here, name="Hồ Dũng", phone="0905222333", at=clock.now())
    assert Program(waiting.nurse).send(f"exposure/reports/{waiting.report.pk}/confirm").status_code == 409
    assert Program(waiting.nurse).send(path(waiting)).status_code == 409


def test_the_same_person_keeps_one_record(waiting: Waiting) -> None:
    told = Program(waiting.nurse).send(path(waiting), same=waiting.known.pk).json()
    assert (told["person"]["id"], told["level"], told["waits_for_merge"]) == (waiting.known.pk, 1, False)
    run_pending()
    assert contacts() == {waiting.known.pk}
    assert Standing.objects.get(level=1).person == waiting.known
    assert state(waiting) == UploadState.ACCEPTED


def test_somebody_else_is_remembered_and_nobody_asks_again(waiting: Waiting) -> None:
    told = Program(waiting.nurse).send(path(waiting), others=[waiting.known.pk]).json()
    run_pending()
    own = Person.objects.get(pk=told["person"]["id"])
    assert (own.subject, contacts()) == (waiting.report.subject, {own.pk})
    assert NotSame.objects.get().by == waiting.nurse.user
    assert not Alike.objects.exists()
    assert like_person(waiting.nurse, own) == []


@pytest.mark.parametrize(("said", "status"), [({"others": [9]}, 409), ({"same": 999_999}, 409), ({"who": 1}, 422)])
def test_what_answers_nothing_is_asked_again(waiting: Waiting, said: dict[str, Any], status: int) -> None:
    assert Program(waiting.nurse).send(path(waiting), **said).status_code == status
    assert state(waiting) == UploadState.WAITING


def test_two_records_that_others_merge_wait_for_them(waiting: Waiting) -> None:
    own = factory.a_person(waiting.here, name="Trần Văn Nam", phone="0905222333", at=clock.now())
    Person.objects.filter(pk=own.pk).update(subject=waiting.report.subject)
    told = Program(waiting.nurse).send(path(waiting), same=waiting.known.pk).json()
    assert (told["person"]["id"], told["waits_for_merge"]) == (own.pk, True)
    assert Alike.objects.values_list("one", "other").get() == (waiting.known.pk, own.pk)


def test_a_record_elsewhere_takes_the_report_without_a_word_of_it(waiting: Waiting) -> None:
    there = factory.a_commune()
    Person.objects.filter(pk=waiting.known.pk).update(commune=there, path=there.path)
    told = Program(waiting.nurse).send(path(waiting)).json()
    assert (told["person"], told["level"]) == (None, None)
    assert contacts() == {waiting.known.pk}


def test_reports_of_other_places_and_of_other_roles_are_not_theirs_to_confirm(waiting: Waiting) -> None:
    beside = an_officer(Role.HEALTH_OFFICER, factory.a_commune())
    assert Program(beside).send(path(waiting)).status_code == 404
    assert Program(an_officer(Role.LEADER, waiting.here)).send(path(waiting)).status_code == 403
    assert not Entry.objects.filter(verb=VERB).exists()


def test_keys_of_a_case_are_no_contacts_report(waiting: Waiting) -> None:
    at = clock.now()
    upload = hand_in(a_code(CodeKind.APP, at=at, by=waiting.nurse).text, at=at)
    assert Program(waiting.nurse).send(f"cases/reports/{upload.pk}/confirm").status_code == 409
    upload.refresh_from_db()
    assert upload.state == UploadState.WAITING
