"""Who reported by phone and may have a record already is asked about before the report counts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.apps.cases.views.reports import Waiting, a_report_of_somebody_known
from tests.factories import cases as factory
from tests.factories.org import an_officer
from tests.factories.tasks import run_pending
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions.searching import VERB
from vungxanh.apps.cases.models import Alike, Case, Exposure, Merge, NotSame, Person, Standing
from vungxanh.apps.cases.queries.duplicates import like_person
from vungxanh.apps.exposure.models import UploadState
from vungxanh.apps.org.models import Unit
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(settings: Any, tmp_path: Path) -> Waiting:
    settings.EXPOSURE_DIR = tmp_path
    return a_report_of_somebody_known()


def contacts() -> set[int]:
    return set(Exposure.objects.filter(withdrawn_at=None).values_list("target", flat=True))


def test_confirming_asks_first_and_confirms_nothing(waiting: Waiting) -> None:
    assert waiting.client().post(waiting.confirm).headers["Location"] == waiting.page
    waiting.report.refresh_from_db()
    assert waiting.report.state == UploadState.WAITING
    assert waiting.page in page_of(waiting.nurse, f"/truy-vet/ma/tu-bao/{waiting.report.pk}/")


def test_the_question_masks_as_entry_does_and_is_written_down(waiting: Waiting) -> None:
    text = page_of(waiting.nurse, waiting.page)
    assert waiting.known.pseudonym in text
    assert "cùng họ tên" not in text
    assert list(Entry.objects.filter(verb=VERB).values_list("object_id", flat=True)) == [str(waiting.known.pk)]


@pytest.mark.parametrize("said", ["", "new", "999999", "new 999999"])
def test_what_answers_nothing_is_asked_again(waiting: Waiting, said: str) -> None:
    answer = waiting.client().post(waiting.page, {"same": said})
    assert answer.status_code == 422
    waiting.report.refresh_from_db()
    assert waiting.report.state == UploadState.WAITING


def test_the_same_person_keeps_one_record_one_level_and_one_plan(waiting: Waiting) -> None:
    answer = waiting.client().post(waiting.page, {"same": str(waiting.known.pk)})
    assert answer.headers["Location"] == f"/truy-vet/nguoi/{waiting.known.pk}/"
    run_pending()
    assert contacts() == {waiting.known.pk}
    assert Standing.objects.get(level=1).person == waiting.known
    assert Person.objects.filter(path=waiting.here.path, merged_into=None).get() == waiting.known


def test_somebody_else_is_a_record_of_their_own_and_nobody_asks_again(waiting: Waiting) -> None:
    waiting.client().post(waiting.page, {"same": f"new {waiting.known.pk}"})
    run_pending()
    own = Person.objects.get(subject=waiting.report.subject)
    assert (own.merged_into, contacts()) == (None, {own.pk})
    assert NotSame.objects.get().by == waiting.nurse.user
    assert not Alike.objects.exists()
    assert like_person(waiting.nurse, own) == []


def test_who_is_like_nobody_is_confirmed_at_once(waiting: Waiting) -> None:
    Person.objects.filter(pk=waiting.known.pk).delete()
    assert waiting.client().get(waiting.page).status_code == 302
    page = page_of(waiting.nurse, f"/truy-vet/ma/tu-bao/{waiting.report.pk}/")
    assert f'<form method="post" action="{waiting.page}">' in page
    told = waiting.client().post(waiting.confirm, follow=True)
    waiting.report.refresh_from_db()
    assert waiting.report.state == UploadState.ACCEPTED
    own = Person.objects.get(subject=waiting.report.subject)
    assert told.redirect_chain[-1] == (f"/truy-vet/nguoi/{own.pk}/", 302)
    assert f"Đã xác nhận: {own.pseudonym} là F1." in told.content.decode()
    run_pending()
    assert contacts() == {own.pk}


def test_who_was_met_outside_the_window_comes_to_a_record_that_nobody_follows(waiting: Waiting) -> None:
    Person.objects.filter(pk=waiting.known.pk).delete()
    Case.objects.update(isolated_at=clock.now() - timedelta(days=30))
    told = waiting.client().post(waiting.page, follow=True).content.decode()
    own = Person.objects.get(subject=waiting.report.subject)
    assert f"ghi vào hồ sơ {own.pseudonym}. Không lần gặp nào" in told
    assert not Standing.objects.filter(person=own).exists()


def test_whose_record_stands_elsewhere_is_confirmed_without_a_word_of_it(waiting: Waiting) -> None:
    there = factory.a_commune()
    Person.objects.filter(pk=waiting.known.pk).update(commune=there, path=there.path)
    told = waiting.client().post(waiting.confirm, follow=True)
    assert told.redirect_chain[-1] == ("/truy-vet/ma/tu-bao/", 302)
    assert waiting.known.pseudonym not in told.content.decode()
    assert contacts() == {waiting.known.pk}


def test_a_record_of_another_place_is_not_named_and_the_report_waits_for_its_own_officers(waiting: Waiting) -> None:
    beside = an_officer(Role.HEALTH_OFFICER, factory.a_commune())
    assert signed_in(beside).get(waiting.page).status_code == 404
    assert signed_in(beside).post(waiting.page, {"same": str(waiting.known.pk)}).status_code == 404
    assert not Case.objects.filter(person=waiting.known).exists()
    assert not Entry.objects.filter(verb=VERB).exists()


def known_by_phone(scene: Waiting, here: Unit) -> Person:
    """A record of the same name and number that this very phone has made before."""
    own = factory.a_person(here, name="Trần Văn Nam", phone="0905222333", at=clock.now())
    Person.objects.filter(pk=own.pk).update(subject=scene.report.subject)
    return own


def test_the_answer_joins_the_record_that_this_phone_has_already(waiting: Waiting) -> None:
    own = known_by_phone(waiting, waiting.here)
    answer = signed_in(factory.a_cdc_officer()).post(waiting.page, {"same": str(waiting.known.pk)})
    assert answer.headers["Location"] == f"/truy-vet/nguoi/{waiting.known.pk}/"
    run_pending()
    own.refresh_from_db()
    assert (own.merged_into, contacts()) == (waiting.known, {waiting.known.pk})
    assert not Alike.objects.exists()


def test_who_may_not_merge_two_records_sends_them_to_the_list_of_those_who_may(waiting: Waiting) -> None:
    own = known_by_phone(waiting, waiting.here)
    assert "do cấp huyện gộp" in page_of(waiting.nurse, waiting.page)
    assert "do cấp huyện gộp" not in page_of(factory.a_cdc_officer(), waiting.page)
    told = waiting.client().post(waiting.page, {"same": str(waiting.known.pk)}, follow=True)
    assert told.redirect_chain[-1] == (f"/truy-vet/nguoi/{own.pk}/", 302)
    assert "danh sách có thể trùng" in told.content.decode()
    run_pending()
    assert not Merge.objects.exists()
    assert contacts() == {own.pk}
    assert Alike.objects.values_list("one", "other", "path").get() == (waiting.known.pk, own.pk, waiting.here.path)


def test_the_record_that_this_phone_has_already_is_no_second_person(waiting: Waiting) -> None:
    own = known_by_phone(waiting, waiting.here)
    waiting.client().post(waiting.page, {"same": str(own.pk)})
    run_pending()
    assert contacts() == {own.pk}
    assert not Merge.objects.exists()


def test_the_record_that_this_phone_has_already_is_kept_apart_too(waiting: Waiting) -> None:
    own = known_by_phone(waiting, waiting.here)
    waiting.client().post(waiting.page, {"same": f"new {waiting.known.pk} {own.pk}"})
    run_pending()
    assert NotSame.objects.values_list("one", "other").get() == (waiting.known.pk, own.pk)
    assert contacts() == {own.pk}
    assert not Alike.objects.exists()


@pytest.mark.parametrize("said", ["{}", "new {}"])
def test_who_has_a_record_elsewhere_is_for_officers_over_both_places(waiting: Waiting, said: str) -> None:
    own = known_by_phone(waiting, factory.a_commune())
    answer = waiting.client().post(waiting.page, {"same": said.format(waiting.known.pk)})
    assert answer.headers["Location"] == f"/truy-vet/ma/tu-bao/{waiting.report.pk}/"
    waiting.report.refresh_from_db()
    assert waiting.report.state == UploadState.WAITING
    assert not NotSame.objects.exists()
    signed_in(factory.a_cdc_officer()).post(waiting.page, {"same": str(waiting.known.pk)})
    own.refresh_from_db()
    assert own.merged_into == waiting.known
