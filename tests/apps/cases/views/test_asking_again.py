"""That two records are two persons can be taken back, by who said it or may merge them; then they can be merged."""

import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import Program
from tests.factories.cases import NOW, a_health_officer, a_person
from tests.factories.web import page_of, signed_in
from vungxanh.apps.cases.actions import merging
from vungxanh.apps.cases.models import Alike, NotSame, Person
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
LIST = "/truy-vet/trung/"


def told_apart(scene: Outbreak, by: Officer, name: str = "Trần Văn An") -> Person:
    """A second record on An's telephone, said to be somebody else."""
    other = a_person(scene.here, name=name, phone=scene.an.phone)
    merging.keep_apart(scene.an, other, by=by, at=NOW)
    return other


def page(person: Person) -> str:
    return f"/truy-vet/nguoi/{person.pk}/"


def press(officer: Officer, one: Person, other: Person) -> int:
    return signed_in(officer).post(page(one) + "xem-lai/", {"other": other.pk}).status_code


@pytest.mark.parametrize("name", ["Trần Văn An", "Hồ Thị Tư"])
def test_a_wrong_answer_is_taken_back_and_the_pair_is_merged(name: str) -> None:
    scene = an_outbreak()
    other = told_apart(scene, scene.nurse, name)
    for one, beside in ((scene.an, other), (other, scene.an)):
        text = page_of(scene.cdc, page(one))
        assert "Đã nói là khác người" in text
        assert beside.pseudonym in text
        assert scene.nurse.user.full_name in text
    assert other.pseudonym not in page_of(scene.cdc, LIST)
    assert [press(scene.cdc, other, scene.an) for _twice in range(2)] == [302, 302]
    assert not NotSame.objects.exists()
    assert Alike.objects.values_list("one", "other").get() == (scene.an.pk, other.pk)
    assert Entry.objects.filter(verb="cases.person.ask_again", actor_name=scene.cdc.actor_name).count() == 1
    assert other.pseudonym in page_of(scene.cdc, LIST)
    assert "Gộp vào hồ sơ này" in page_of(scene.cdc, page(scene.an) + "trung/")
    text = page_of(scene.cdc, page(scene.an))
    assert "Đã nói là khác người" not in text
    assert "Bỏ ghi khác người, xem lại" in text
    scene.an.refresh_from_db()
    form = {"other": other.pk, "version": scene.an.version, "other_version": other.version}
    assert signed_in(scene.cdc).post(page(scene.an) + "gop/", form).status_code == 302
    other.refresh_from_db()
    assert other.merged_into == scene.an


def test_who_said_it_takes_it_back_and_a_colleague_does_not() -> None:
    scene = an_outbreak()
    other = told_apart(scene, scene.nurse)
    colleague, stranger = a_health_officer(scene.here), a_health_officer(scene.there)
    assert "Đã nói là khác người" not in page_of(colleague, page(scene.an))
    assert press(colleague, scene.an, other) == 403
    assert press(stranger, scene.an, other) == 404
    assert NotSame.objects.exists()
    assert "Đã nói là khác người" in page_of(scene.nurse, page(scene.an))
    assert press(scene.nurse, scene.an, other) == 302
    assert Alike.objects.exists()


def test_of_two_whom_nobody_told_apart_nothing_is_asked() -> None:
    scene = an_outbreak()
    assert press(scene.cdc, scene.an, scene.chi) == 302
    assert not Alike.objects.exists()
    assert not Entry.objects.filter(verb="cases.person.ask_again").exists()


def test_a_record_that_became_part_of_another_is_not_offered() -> None:
    scene = an_outbreak()
    other = told_apart(scene, scene.nurse)
    scene.chi.refresh_from_db()
    versions = (scene.chi.version, other.version)
    merging.merge(scene.chi, other, versions=versions, by=scene.cdc, at=NOW)
    assert "Đã nói là khác người" not in page_of(scene.cdc, page(scene.an))


def test_a_program_takes_it_back_too() -> None:
    scene = an_outbreak()
    other = told_apart(scene, scene.nurse)
    for _twice in range(2):
        answer = Program(scene.cdc).send(f"cases/people/{scene.an.pk}/ask-again", other=other.pk)
        assert [each["person"]["id"] for each in answer.json()] == [other.pk]
    assert Entry.objects.filter(verb="cases.person.ask_again").count() == 1


def test_the_list_promises_no_pair_for_a_telephone_alone() -> None:
    scene = an_outbreak()
    a_person(scene.here, name="Hồ Thị Tư", phone=scene.an.phone)
    for officer in (scene.cdc, scene.nurse):
        text = page_of(officer, LIST)
        assert "Không có hồ sơ nào có thể trùng" in text
        assert "Chỉ cùng số điện thoại thì không" in text
